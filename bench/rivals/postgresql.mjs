import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';

/** How many appends the pool lets the server work on at the same time. */
const CONNECTIONS = 32;

const settingsOf = async (pool) => {
  const { rows } = await pool.query(
    `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'server_version')`,
  );
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
};

/** Emmett's event store on PostgreSQL: `append(stream, data)` writes the first event of a stream, expecting none. */
export const openPostgreSQL = async (connectionString) => {
  const pool = new pg.Pool({ connectionString, max: CONNECTIONS });
  // Of an idle connection, which the server may end before it has heard the goodbye.
  pool.on('error', () => undefined);
  const store = getPostgreSQLEventStore(connectionString, { connectionOptions: { pool } });
  await store.schema.migrate();
  const settings = await settingsOf(pool);
  return {
    append: (stream, data) =>
      store.appendToStream(stream, [{ type: 'made', data }], {
        expectedStreamVersion: 'STREAM_DOES_NOT_EXIST',
      }),
    describe: () =>
      `PostgreSQL ${settings.server_version} with fsync ${settings.fsync} and synchronous_commit ` +
      `${settings.synchronous_commit}, ${CONNECTIONS} connections`,
    close: async () => {
      await store.close();
      if (!pool.ended) await pool.end();
    },
  };
};
