import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { databaseOver } from './database.js';
import type { Database } from './database.js';
import { LockedError } from './lock.js';
import { SCHEMA, migrate } from './migration.js';
import type { Tables } from './tables.js';

export interface PostgresSettings {
  /** `postgres://user:password@host:port/database`; the user has to be allowed to make a schema. */
  url: string;
  report: (message: string, cause?: unknown) => void;
}

const CONNECTIONS = 4;
// Positions are far below 2^53.
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);

/** A connection that holds the database's lock for as long as it lasts, and with it the right to write. */
const lockConnection = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url, application_name: 'guildhall projection lock' });
  await client.connect();
  const { rows } = await client.query<{ locked: boolean }>(
    'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
    [SCHEMA],
  );
  if (rows[0]?.locked === true) return client;
  await client.end();
  throw new LockedError('the advisory lock of the PostgreSQL database');
};

const poolOf = ({ url, report }: PostgresSettings): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'guildhall projection',
    options: `-c search_path=${SCHEMA}`,
    max: CONNECTIONS,
    types,
  });
  // Of an idle connection: the pool makes another one.
  pool.on('error', (error) => {
    report('A connection to the database was lost.', error);
  });
  return pool;
};

/** The view's schema in a PostgreSQL database. Rejects with a LockedError where another process writes to it. */
export const openPostgres = async (settings: PostgresSettings): Promise<Database> => {
  const lock = await lockConnection(settings.url);
  const lost = new Promise<Error>((resolve) => {
    lock.on('error', resolve);
  });
  const tables = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: poolOf(settings) }) });
  const close = async (): Promise<void> => {
    await tables.destroy();
    await lock.end();
  };
  try {
    await migrate(tables);
  } catch (error) {
    await close();
    throw error;
  }
  return databaseOver(tables, { maintain: () => Promise.resolve(), lost, close });
};
