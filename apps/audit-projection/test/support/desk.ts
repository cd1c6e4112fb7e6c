import type { DeadLetters } from '@guildhall/event-store';
import { Projection, queriesOf } from '../../src/index.js';
import type { Database, OpenPersonal, Queries } from '../../src/index.js';
import type { Sleep } from '../../src/projection/waiting.js';
import { Letters } from './letters.js';
import type { MemoryLog } from './memory-log.js';

/** How a suite gets databases of the kind it is run against. */
export interface Databases {
  /** A way into a new database, to be opened as often as a test wants, but once at a time. */
  fresh: () => Promise<Opening>;
  /** An empty database that stays open for all tests, each of which has it for itself. */
  shared: () => Promise<Database>;
}

export type Opening = (report?: (message: string) => void) => Promise<Database>;

export const ignore = (): void => undefined;

/** What opens a database that is open already, and must stay so. */
export const staysOpen = (database: Database): Opening => {
  const open = { ...database, close: () => Promise.resolve() };
  return () => Promise.resolve(open);
};

/** A database, a projection into it and queries to it, closed at the end. */
export interface Desk extends AsyncDisposable {
  database: Database;
  projection: Projection;
  queries: Queries;
  reports: string[];
}

interface Options {
  sleep?: Sleep;
  now?: string;
  openPersonal?: OpenPersonal;
  deadLetters?: DeadLetters;
}

/** Opens a desk and waits until it reflects the whole log. */
export const openDesk = async (
  open: Opening,
  log: MemoryLog,
  { sleep, now = '2026-03-01T13:00:00.000Z', openPersonal, deadLetters = new Letters() }: Options = {},
): Promise<Desk> => {
  const reports: string[] = [];
  const report = (message: string): void => {
    reports.push(message);
  };
  const database = await open(report);
  const projection = new Projection({ database, log, report, ...(sleep ? { sleep } : {}) });
  await projection.start();
  await projection.caughtUp();
  const queries = queriesOf({
    database,
    projection,
    log,
    deadLetters,
    now: () => now,
    ...(openPersonal ? { openPersonal } : {}),
  });
  const close = async (): Promise<void> => {
    await projection.stop();
    await database.close();
  };
  return { database, projection, queries, reports, [Symbol.asyncDispose]: close };
};
