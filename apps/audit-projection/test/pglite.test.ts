import { afterAll, beforeAll } from '@jest/globals';
import { join } from 'node:path';
import { createPGlite, openDatabase } from '../src/index.js';
import type { Database } from '../src/index.js';
import { ignore } from './support/desk.js';
import type { Databases } from './support/desk.js';
import { temporaryDirectory } from './support/home.js';
import { moreQueriesSuite } from './suites/more-queries.js';
import { policiesSuite } from './suites/policies.js';
import { projectionSuite } from './suites/projection.js';
import { queriesSuite } from './suites/queries.js';

let home: Awaited<ReturnType<typeof temporaryDirectory>>;
let shared: Database;
let made = 0;

beforeAll(async () => {
  home = await temporaryDirectory();
  await createPGlite(join(home.path, 'template'));
  shared = await (await databases.fresh())();
});
afterAll(async () => {
  await shared.close();
  await home[Symbol.asyncDispose]();
});

const databases: Databases = {
  shared: async () => {
    await shared.reset();
    return shared;
  },
  fresh: () => {
    const directory = join(home.path, `database-${++made}`);
    const template = join(home.path, 'template');
    return Promise.resolve((report = ignore) => openDatabase({ directory, template, report }));
  },
};

projectionSuite(databases);
queriesSuite(databases);
moreQueriesSuite(databases);
policiesSuite(databases);
