import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Recorded } from '@guildhall/contracts';
import type { Incident } from '@guildhall/event-store';
import { memoryStore } from '@guildhall/testing';
import type { MemoryStore } from '@guildhall/testing';
import type { FactoryProvider } from '@nestjs/common';
import { foldProvider } from '../src/index.js';
import type { LogFold } from '../src/index.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'guildhall-home-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

type Withdrawn = Recorded<'task.withdrawn'>;

const withdraw = (store: MemoryStore, entity: string) =>
  store.append(
    [
      {
        context: 'task',
        entity,
        expected: 0,
        events: [{ type: 'task.withdrawn', data: { reason: 'no longer wanted' } }],
      },
    ],
    {
      source: 'risk-assessment',
      actor: 'm1',
      correlation: entity,
      causation: `m1:${entity}`,
      time: '2026-11-21T09:00:00.000Z',
    },
  );

/** One life of a service with one fold: what it folded, what it reported, and what it knew at the end. */
const live = async (
  store: MemoryStore,
  service: string,
  types: readonly Withdrawn['type'][] = ['task.withdrawn'],
) => {
  const folded: string[] = [];
  const incidents: Incident[] = [];
  const stops: (() => Promise<void>)[] = [];
  const provider = foldProvider<string[], Withdrawn>(Symbol('tasks'), {
    name: 'tasks-1',
    types,
    initialState: [],
    evolve: (tasks, { entity }) => {
      folded.push(entity);
      return [...tasks, entity];
    },
  }) as FactoryProvider<LogFold<string[], Withdrawn>>;
  const fold = await provider.useFactory({
    service,
    settings: { home },
    store,
    report: (incident: Incident) => incidents.push(incident),
    fatal: (cause: unknown) => incidents.push({ kind: 'interrupted', cause }),
    onStop: (stop: () => Promise<void>) => stops.push(stop),
  });
  const { state } = fold;
  for (const stop of stops) await stop();
  return { folded, state, incidents: incidents.length };
};

test('a service that was stopped goes on where it was', async () => {
  const store = memoryStore();
  await withdraw(store, 't1');
  expect(await live(store, 'first')).toEqual({ folded: ['t1'], state: ['t1'], incidents: 0 });
  await withdraw(store, 't2');
  expect(await live(store, 'first')).toEqual({ folded: ['t2'], state: ['t1', 't2'], incidents: 0 });
  expect(await readdir(join(home, 'snapshots'))).toEqual(['first-tasks-1']);
});

test('a snapshot that is damaged is reported, and the log is folded from its beginning', async () => {
  const store = memoryStore();
  await withdraw(store, 't1');
  await live(store, 'second');
  await writeFile(join(home, 'snapshots', 'second-tasks-1'), 'nonsense');
  expect(await live(store, 'second')).toEqual({ folded: ['t1'], state: ['t1'], incidents: 1 });
  expect(await live(store, 'second')).toEqual({ folded: [], state: ['t1'], incidents: 0 });
});

test('a snapshot of a log that held something else at its end is none', async () => {
  const before = memoryStore();
  await withdraw(before, 't1');
  await live(before, 'fourth');
  const restored = memoryStore();
  await withdraw(restored, 't2');
  await withdraw(restored, 't3');
  expect(await live(restored, 'fourth')).toEqual({ folded: ['t2', 't3'], state: ['t2', 't3'], incidents: 0 });
});

test('a snapshot of other types is none', async () => {
  const store = memoryStore();
  await withdraw(store, 't1');
  await live(store, 'fifth', ['task.withdrawn', 'task.assessed' as Withdrawn['type']]);
  expect(await live(store, 'fifth')).toEqual({ folded: ['t1'], state: ['t1'], incidents: 0 });
});

test('what is left of a snapshot that was being written is removed', async () => {
  const store = memoryStore();
  await withdraw(store, 't1');
  await live(store, 'sixth');
  await writeFile(join(home, 'snapshots', 'sixth-tasks-1.4711'), 'half of it');
  expect(await live(store, 'sixth')).toEqual({ folded: [], state: ['t1'], incidents: 0 });
  expect((await readdir(join(home, 'snapshots'))).filter((name) => name.startsWith('sixth'))).toEqual([
    'sixth-tasks-1',
  ]);
});

test('a snapshot of another log, or of more than the log holds, is none', async () => {
  const long = memoryStore();
  await withdraw(long, 't1');
  await withdraw(long, 't2');
  await live(long, 'third');
  const other = memoryStore();
  await withdraw(other, 't3');
  expect(await live(other, 'third')).toEqual({ folded: ['t3'], state: ['t3'], incidents: 0 });
});
