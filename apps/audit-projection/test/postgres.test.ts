import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../src/index.js';
import type { Database } from '../src/index.js';
import { ignore } from './support/desk.js';
import type { Databases } from './support/desk.js';
import { postgresServer } from './support/postgres-server.js';
import { moreQueriesSuite } from './suites/more-queries.js';
import { policiesSuite } from './suites/policies.js';
import { projectionSuite } from './suites/projection.js';
import { queriesSuite } from './suites/queries.js';

const server = await postgresServer();

if (server) {
  let shared: Database;

  const databases: Databases = {
    shared: async () => {
      await shared.reset();
      return shared;
    },
    fresh: async () => {
      const url = await server.createDatabase();
      return (report = ignore) => openDatabase({ url, directory: '/nowhere', report });
    },
  };

  beforeAll(async () => {
    shared = await (await databases.fresh())();
  });
  afterAll(async () => {
    await shared.close();
    await server.stop();
  });

  projectionSuite(databases);
  queriesSuite(databases);
  moreQueriesSuite(databases);
  policiesSuite(databases);

  describe('a PostgreSQL database', () => {
    test('one that cannot be reached is an error, never built anew', async () => {
      const opening = openDatabase({
        url: 'postgres://guildhall@127.0.0.1:1/none',
        directory: '/nowhere',
        report: ignore,
      });
      await expect(opening).rejects.toThrow(/ECONNREFUSED/);
    });

    test('whoever holds it learns that its lock is lost', async () => {
      const url = await server.createDatabase();
      const database = await openDatabase({ url, directory: '/nowhere', report: ignore });
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'guildhall projection lock'`.execute(
        database.tables,
      );
      expect((await database.lost).message).toMatch(/terminat/);
      await database.close();
    });
  });
} else {
  test('not run: no PostgreSQL server (set GUILDHALL_TEST_POSTGRES, or install postgresql)', () => {
    // On a build machine the view has to be proven on both databases.
    expect(process.env['CI']).toBeUndefined();
  });
}
