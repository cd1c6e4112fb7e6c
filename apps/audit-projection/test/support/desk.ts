import { Projection, queriesOf } from '../../src/index.js';
import type { Database, OpenPersonal, Queries } from '../../src/index.js';
import type { Sleep } from '../../src/projection/waiting.js';
import type { MemoryLog } from './memory-log.js';

/** How a suite gets databases of the kind it is run against. */
export interface Databases {
  /** The connection of a database nobody has used; opened as often as a test wants, but once at a time. */
  fresh: () => Promise<(report?: (message: string) => void) => Promise<Database>>;
}

export const ignore = (): void => undefined;

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
}

/** Opens a desk and waits until it reflects the whole log. */
export const openDesk = async (
  open: (report?: (message: string) => void) => Promise<Database>,
  log: MemoryLog,
  { sleep, now = '2026-03-01T13:00:00.000Z', openPersonal }: Options = {},
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
    now: () => now,
    ...(openPersonal ? { openPersonal } : {}),
  });
  const close = async (): Promise<void> => {
    await projection.stop();
    await database.close();
  };
  return { database, projection, queries, reports, [Symbol.asyncDispose]: close };
};
