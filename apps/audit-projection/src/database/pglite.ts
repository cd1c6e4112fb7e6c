import { execFile } from 'node:child_process';
import { access, cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { databaseOver } from './database.js';
import type { Database } from './database.js';
import { acquireLock } from './lock.js';
import { SCHEMA, migrate } from './migration.js';
import { PGliteThread } from './pglite-thread.js';
import type { Tables } from './tables.js';

export interface PGliteSettings {
  /** Of the database, its lock and nothing else. Made where it is not there. */
  directory: string;
  /** An empty database to copy instead of making one, which takes seconds and 800 MB. */
  template?: string;
  report: (message: string, cause?: unknown) => void;
}

const CREATE = fileURLToPath(new URL('../../pglite/create.mjs', import.meta.url));

/** Makes an empty database in `directory`, in a process of its own, so that the memory it takes is given back. */
export const createPGlite = async (directory: string): Promise<void> => {
  await promisify(execFile)(process.execPath, [CREATE, directory]);
};

const isThere = async (data: string): Promise<boolean> => {
  try {
    await access(join(data, 'PG_VERSION'));
    return true;
  } catch {
    return false;
  }
};

/** Puts an empty database at `data`. It gets its name last: one that was interrupted is never taken for a database. */
const create = async (data: string, template: string | undefined): Promise<void> => {
  const draft = `${data}.new`;
  await rm(draft, { recursive: true, force: true });
  await (template === undefined ? createPGlite(draft) : cp(template, draft, { recursive: true }));
  await rm(data, { recursive: true, force: true });
  await rename(draft, data);
};

interface Opened {
  thread: PGliteThread;
  tables: Kysely<Tables>;
}

/** Opens what is at `data` and brings its tables up to date. Rejects, with nothing left open, where that cannot be. */
const open = async (data: string): Promise<Opened> => {
  const thread = await PGliteThread.open(data);
  try {
    const tables = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: thread }) });
    await sql`set search_path to ${sql.id(SCHEMA)}`.execute(tables);
    await migrate(tables);
    return { thread, tables };
  } catch (error) {
    await thread.abandon();
    throw error;
  }
};

const openOrRebuild = async (data: string, trusted: boolean, settings: PGliteSettings): Promise<Opened> => {
  try {
    if (trusted && (await isThere(data))) return await open(data);
    if (!trusted) settings.report('The machine went down while the database was open; it is built anew.');
  } catch (error) {
    settings.report('The database does not open; it is built anew.', error);
  }
  await create(data, settings.template);
  return open(data);
};

// There is neither an autovacuum nor a checkpointer in it: left alone, its write-ahead log grows for ever.
const maintain = async (tables: Kysely<Tables>): Promise<void> => {
  await sql`vacuum analyze`.execute(tables);
  await sql`checkpoint`.execute(tables);
};

/**
 * The embedded database of `directory`. Rejects with a LockedError where another process has it. It does not wait for
 * the disk, so one that was open when the machine went down is not trusted; neither is one that does not open.
 */
export const openPGlite = async (settings: PGliteSettings): Promise<Database> => {
  await mkdir(settings.directory, { recursive: true, mode: 0o700 });
  const lock = acquireLock(join(settings.directory, 'lock'));
  try {
    const data = join(settings.directory, 'data');
    const { thread, tables } = await openOrRebuild(data, !lock.machineWentDown, settings);
    return databaseOver(tables, {
      maintain: () => maintain(tables),
      lost: thread.lost,
      close: async () => {
        await tables.destroy();
        lock.release();
      },
    });
  } catch (error) {
    lock.release();
    throw error;
  }
};
