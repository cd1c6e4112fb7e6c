import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SnapshotFile } from '../src/index.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guildhall-snapshots-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const OF = {
  fold: 'registry-1',
  log: '2026-11-21T09:00:00Z',
  types: ['worker.registered', 'assignment.made'],
};
const event = 'e7';
const state = {
  byId: new Map([['t1', { at: 'assigned', workers: new Set(['w1']) }]]),
  absent: undefined,
  list: [1, 'zwei', null],
};

const fileAt = (name: string, of = OF) => new SnapshotFile<typeof state>(join(dir, name, 'registry-1'), of);

test('a snapshot is read as it was written, maps and sets and all; a later one takes its place', async () => {
  await fileAt('kept').write({ position: 7, event, state: { ...state, list: [] } });
  await fileAt('kept').write({ position: 12, event: 'e12', state });
  expect(await fileAt('kept').read()).toEqual({ position: 12, event: 'e12', state });
  expect(await readdir(join(dir, 'kept'))).toEqual(['registry-1']);
});

test('where there is none, there is none', async () => {
  expect(await fileAt('absent').read()).toBeUndefined();
});

test.each([
  ['another fold, or another shape of it', { ...OF, fold: 'registry-2' }],
  ['another log', { ...OF, log: '2026-11-21T10:00:00Z' }],
  ['more types', { ...OF, types: [...OF.types, 'master.registered'] }],
  ['fewer types', { ...OF, types: ['worker.registered'] }],
])('one of %s is none', async (_, of) => {
  await fileAt('foreign').write({ position: 3, event, state });
  expect(await fileAt('foreign', of).read()).toBeUndefined();
});

test('one of the same types in another order is one', async () => {
  await fileAt('order').write({ position: 3, event, state });
  const types = [...OF.types].reverse();
  expect(await fileAt('order', { ...OF, types }).read()).toEqual({ position: 3, event, state });
});

test('what a process left that was killed while it wrote is removed, and nothing else', async () => {
  await fileAt('left').write({ position: 3, event, state });
  for (const name of ['registry-1.4711', 'registry-10'])
    await writeFile(join(dir, 'left', name), 'half of it');
  await fileAt('left').tidy();
  await fileAt('new').tidy();
  expect((await readdir(join(dir, 'left'))).sort()).toEqual(['registry-1', 'registry-10']);
  expect(await fileAt('left').read()).toEqual({ position: 3, event, state });
});

test('one that was cut or changed is refused', async () => {
  const path = join(dir, 'damaged', 'registry-1');
  await fileAt('damaged').write({ position: 3, event, state });
  const whole = await readFile(path);

  await writeFile(path, whole.toString('latin1').replace('"position":3', '"position":4'), 'latin1');
  await expect(fileAt('damaged').read()).rejects.toThrow('is damaged');
  await writeFile(path, whole.toString('latin1').replace('"event":"e7"', '"event":"e8"'), 'latin1');
  await expect(fileAt('damaged').read()).rejects.toThrow('is damaged');
  await writeFile(path, whole.toString('latin1').replace('assigned', 'executes'), 'latin1');
  await expect(fileAt('damaged').read()).rejects.toThrow('is damaged');
  await writeFile(path, whole);
  await truncate(path, whole.length - 1);
  await expect(fileAt('damaged').read()).rejects.toThrow('is damaged');
  await truncate(path, 0);
  await expect(fileAt('damaged').read()).rejects.toThrow();
});
