import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../bench.js';
import { Guildhall } from '../system/guildhall.js';
import { residentMB } from '../system/memory.js';
import type { FilledHome } from '../log/filled.js';

const GROUP = 'Starting the system on a long log';

/** What 7.4 promises at a million events, in seconds. */
const WITH_SNAPSHOTS = 5;
const WITHOUT_SNAPSHOTS = 90;

const snapshotsOf = (home: string): string => join(home, 'snapshots');

const hasSnapshots = (home: string): boolean => {
  const folder = snapshotsOf(home);
  return existsSync(folder) && readdirSync(folder).length > 0;
};

const addStart = ({ add }: Bench, guildhall: Guildhall, how: string, atMost: number): void => {
  for (const [name, value] of Object.entries(guildhall.readyAfter))
    add({
      group: GROUP,
      name: `${how}: ${name} ready after the broker`,
      value,
      unit: 's',
      target: { of: 'value', atMost },
    });
  add({ group: GROUP, name: `${how}: everything, broker included`, value: guildhall.startedIn, unit: 's' });
};

const addMemory = ({ add }: Bench, { pids }: Guildhall, events: number): void => {
  for (const [name, pid] of Object.entries(pids))
    add({ group: GROUP, name: `${events} events: ${name}, resident`, value: residentMB(pid), unit: 'MB' });
};

/** Ready times with and without snapshots of the folds. The view is up to date: `measureProjection` has built it. */
export const measureRestart = async (bench: Bench, { home, events }: FilledHome): Promise<void> => {
  bench.say(`starting on ${events} events without snapshots`);
  await rm(snapshotsOf(home), { recursive: true, force: true });
  {
    await using fresh = await Guildhall.up(home);
    addStart(bench, fresh, `${events} events, no snapshots`, WITHOUT_SNAPSHOTS);
    addMemory(bench, fresh, events);
  }
  if (!hasSnapshots(home)) {
    bench.say('no snapshots were written');
    return;
  }
  bench.say(`starting on ${events} events with snapshots`);
  await using again = await Guildhall.up(home);
  addStart(bench, again, `${events} events, snapshots`, WITH_SNAPSHOTS);
};
