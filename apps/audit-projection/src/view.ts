import { join } from 'node:path';
import { unseal } from '@guildhall/contracts';
import { PersonKeys } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { openDatabase } from './database/open.js';
import { Projection } from './projection/projection.js';
import { queriesOf } from './queries.js';
import type { Queries } from './queries.js';

/** Nest token of the queries. */
export const QUERIES_OF_THE_VIEW = Symbol('queries');

const reportTo =
  ({ report }: Runtime) =>
  (message: string, cause?: unknown): void =>
    report({ kind: 'interrupted', cause: new Error(message, { cause }) });

/** The view of the log, folded up to what the log held at the start, and its queries. */
export const openView = async (runtime: Runtime): Promise<Queries> => {
  const { settings, store, nc, now, fatal, onStop } = runtime;
  const report = reportTo(runtime);
  const database = await openDatabase({
    url: settings.databaseUrl,
    directory: join(settings.home, 'audit-projection'),
    report,
  });
  onStop(() => database.close());
  const projection = new Projection({ database, log: store, report });
  projection.failed.catch(fatal);
  await projection.start();
  onStop(() => projection.stop());
  await projection.caughtUp();
  const keys = await PersonKeys.open(nc, settings.personKeyFile);
  return queriesOf({
    database,
    projection,
    log: store,
    deadLetters: runtime.deadLetters,
    now,
    openPersonal: async (sealed) => {
      const key = await keys.get(sealed.sealed.person);
      return key?.id === sealed.sealed.key ? unseal(sealed, key) : undefined;
    },
  });
};
