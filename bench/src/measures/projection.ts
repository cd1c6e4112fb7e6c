import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Projection, openDatabase } from '@guildhall/audit-projection';
import { jetStreamStore } from '@guildhall/event-store';
import type { EventStore } from '@guildhall/event-store';
import type { Bench } from '../bench.js';
import { Cleanup } from '../cleanup.js';
import { startHomeBroker } from '../log/filled.js';
import type { FilledHome } from '../log/filled.js';
import { startPostgres } from '../system/postgres.js';

const GROUP = 'Folding the log into the view';

/** A larger log says nothing new about PostgreSQL. */
const POSTGRES_UP_TO = 100_000;

const fold = async (
  log: EventStore,
  place: { url?: string; directory: string },
  report: (text: string) => void,
): Promise<number> => {
  await using cleanup = new Cleanup();
  const database = await openDatabase({ ...place, report });
  cleanup.after(() => database.close());
  const since = performance.now();
  const projection = new Projection({ database, log, report });
  cleanup.after(() => projection.stop());
  await projection.start();
  await Promise.race([projection.caughtUp(), projection.failed]);
  return (performance.now() - since) / 1000;
};

const addFigure = ({ add, raw }: Bench, where: string, { events }: FilledHome, seconds: number): void => {
  const value = events / seconds;
  add({
    group: GROUP,
    name: `${events} events into ${where}`,
    value,
    unit: '/s',
    raw: value / raw.pipelinedPerSecond,
    note: `${seconds.toFixed(1)} s`,
  });
};

/** The whole log into an empty PGlite, which stays in the home, and into an empty PostgreSQL. */
export const measureProjection = async (bench: Bench, filled: FilledHome): Promise<void> => {
  await using cleanup = new Cleanup();
  const broker = cleanup.use(await startHomeBroker(filled.home));
  const nc = await broker.service('audit-projection');
  const report = (text: string): void => {
    bench.say(text);
  };
  const log = await jetStreamStore(nc, {
    service: 'audit-projection',
    report: ({ kind, cause }) => {
      report(`${kind}: ${String(cause)}`);
    },
  });
  const directory = join(filled.home, 'audit-projection');
  await rm(directory, { recursive: true, force: true });
  bench.say(`folding ${filled.events} events into PGlite`);
  addFigure(bench, 'PGlite', filled, await fold(log, { directory }, report));
  const postgres = filled.events > POSTGRES_UP_TO * 1.1 ? undefined : await startPostgres();
  if (!postgres) return;
  cleanup.use(postgres);
  bench.say(`folding ${filled.events} events into PostgreSQL`);
  const url = await postgres.createDatabase();
  addFigure(bench, 'PostgreSQL', filled, await fold(log, { url, directory }, report));
};
