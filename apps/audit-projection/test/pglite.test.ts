import { afterAll, beforeAll } from '@jest/globals';
import { join } from 'node:path';
import { createPGlite, openDatabase } from '../src/index.js';
import { temporaryDirectory } from './support/home.js';
import { projectionSuite } from './suites/projection.js';

let home: Awaited<ReturnType<typeof temporaryDirectory>>;
let made = 0;

beforeAll(async () => {
  home = await temporaryDirectory();
  await createPGlite(join(home.path, 'template'));
});
afterAll(() => home[Symbol.asyncDispose]());

const databases = {
  fresh: () => {
    const directory = join(home.path, `database-${++made}`);
    const template = join(home.path, 'template');
    return Promise.resolve((report: (message: string) => void = () => undefined) =>
      openDatabase({ directory, template, report }),
    );
  },
};

projectionSuite(databases);
