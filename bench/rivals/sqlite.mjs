import { getSQLiteEventStore, sqliteConnection } from '@event-driven-io/emmett-sqlite';

const LEVELS = ['OFF', 'NORMAL', 'FULL', 'EXTRA'];
const ATTEMPTS = 10;

/** Emmett prints the errors that it throws. */
const quietly = async (work) => {
  const { log } = console;
  console.log = () => undefined;
  try {
    return await work();
  } finally {
    console.log = log;
  }
};

/** Emmett's event store on SQLite: `append(stream, data)` writes the first event of a stream, expecting none. */
export const openSQLite = async (fileName) => {
  const store = getSQLiteEventStore({ fileName, schema: { autoMigration: 'CreateOrUpdate' } });
  await store.schema.migrate();
  const settings = {};
  let retries = 0;
  const append = async (stream, data, attempt = 1) => {
    try {
      return await store.appendToStream(stream, [{ type: 'made', data }], {
        expectedStreamVersion: 'STREAM_DOES_NOT_EXIST',
      });
    } catch (error) {
      // One append after the other, and still: "cannot commit transaction - SQL statements in progress".
      if (error.code !== 'SQLITE_BUSY' || attempt === ATTEMPTS) throw error;
      retries += 1;
      return append(stream, data, attempt + 1);
    }
  };
  // It opens a connection for each append and sets `journal_mode`, nothing else; so does this one.
  const connection = sqliteConnection({ fileName });
  const [{ synchronous }] = await connection.query('pragma synchronous');
  const [{ journal_mode }] = await connection.query('pragma journal_mode');
  connection.close();
  Object.assign(settings, { synchronous: LEVELS[synchronous], journal_mode });
  return {
    append: (stream, data) => quietly(() => append(stream, data)),
    describe: () =>
      `SQLite with synchronous ${settings.synchronous} and journal_mode ${settings.journal_mode}; ` +
      `appends at the same time fail with SQLITE_BUSY, and so did ${retries} of these, which were tried again`,
  };
};
