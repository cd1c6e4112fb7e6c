import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetStreamStore } from '@guildhall/event-store';
import type { EventStore, Meta } from '@guildhall/event-store';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { Cleanup } from '../cleanup.js';
import { startPostgres } from '../system/postgres.js';

/** Something that keeps what it acknowledges. */
export interface Writer {
  name: string;
  /** Writes 512 bytes that nobody has written yet; `key` is used once. */
  write: (key: string) => Promise<unknown>;
  /** How many writes may be in flight; 1 where it takes no more. */
  window: number;
  /** What else there is to say, once it has written. */
  note?: () => string;
}

const BYTES = 512;
const WINDOW = 256;

// What any service may publish, taken by a plain stream instead of the one for alerts.
const RAW_SUBJECT = 'alert.bench.raw';

/** A plain stream: no transform, no republish, no expectation, no headers. */
export const rawWriter = async (nats: TestNats): Promise<Writer> => {
  const jsm = await jetstreamManager(await nats.admin(), { checkAPI: false });
  await jsm.streams.add({ name: 'RAW', subjects: [RAW_SUBJECT], storage: 'file' });
  const nc = await nats.service('risk-assessment');
  const body = new Uint8Array(BYTES).fill(120);
  const write = async (): Promise<void> => {
    const { error } = (await nc.request(RAW_SUBJECT, body, { timeout: 10_000 })).json<{ error?: object }>();
    if (error) throw new Error(JSON.stringify(error));
  };
  return { name: 'raw acknowledged publish', write, window: WINDOW };
};

const metaOf = (key: string): Meta => ({
  source: 'bench',
  actor: 'bench',
  correlation: key,
  causation: `bench:${key}`,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  time: new Date().toISOString(),
});

const refusalOf = (message: string) => ({
  type: 'refusal.refused' as const,
  data: {
    command: 'bench',
    caller: 'bench',
    code: 'FORBIDDEN' as const,
    about: 'bench',
    message,
    details: [],
  },
});

const EMPTY = JSON.stringify(refusalOf('').data).length;

/** The port's append of the first event of an entity: nobody may have written it, and its id is that of its cause. */
export const appendWriter = async (nats: TestNats): Promise<Writer & { store: EventStore }> => {
  const nc = await nats.service('risk-assessment');
  const store = await jetStreamStore(nc, { service: 'risk-assessment', report: () => undefined });
  const event = refusalOf('x'.repeat(BYTES - EMPTY));
  const write = (key: string) =>
    store.append([{ context: 'refusal', entity: key, expected: 0, events: [event] }], metaOf(key));
  return { name: 'append with check', write, window: WINDOW, store };
};

interface Rival {
  append: (stream: string, data: object) => Promise<unknown>;
  /** What it runs on, and with which settings. */
  describe: () => string;
  close?: () => Promise<void>;
}

interface Rivals {
  openPostgreSQL: (url: string) => Promise<Rival>;
  openSQLite: (fileName: string) => Promise<Rival>;
}

// Only the bench has them installed, and only where it runs.
const rivals = async (name: string): Promise<Rivals> =>
  (await import(new URL(`../../rivals/${name}.mjs`, import.meta.url).href)) as Rivals;

const DATA = { text: 'x'.repeat(BYTES - '{"text":""}'.length) };

/** Emmett on PostgreSQL; nothing where this machine has none. */
export const postgresWriter = async (cleanup: Cleanup): Promise<Writer[]> => {
  const server = await startPostgres();
  if (!server) return [];
  cleanup.use(server);
  const store = await (await rivals('postgresql')).openPostgreSQL(await server.createDatabase());
  cleanup.after(async () => store.close?.());
  return [
    {
      name: 'emmett-postgresql',
      write: (key) => store.append(key, DATA),
      window: WINDOW,
      note: store.describe,
    },
  ];
};

/** Emmett on SQLite, which refuses a second writer with SQLITE_BUSY. */
export const sqliteWriter = async (cleanup: Cleanup): Promise<Writer> => {
  const file = join(tmpdir(), `emmett-${process.pid}.db`);
  cleanup.after(async () => {
    for (const end of ['', '-wal', '-shm']) await rm(`${file}${end}`, { force: true });
  });
  const store = await (await rivals('sqlite')).openSQLite(file);
  return { name: 'emmett-sqlite', write: (key) => store.append(key, DATA), window: 1, note: store.describe };
};

/** A broker of its own in this run. */
export const startBroker = async (
  cleanup: Cleanup,
  options: Parameters<typeof startNats>[0] = {},
): Promise<TestNats> => cleanup.use(await startNats(options));
