import { expect, test } from '@jest/globals';
import { memoryStore } from '@guildhall/testing';
import { claimed, isClaimed } from '../src/index.js';

const META = {
  source: 'worker-registry',
  actor: 'oscar',
  correlation: 'Deployer-3',
  causation: 'oscar:1',
  time: '2026-11-21T10:00:00.000Z',
};

test('an id is had by one participant, in whatever case', async () => {
  const store = memoryStore();
  expect(await isClaimed(store, 'deployer-3')).toBe(false);
  await store.append([claimed('Deployer-3', 'worker')], META);
  expect(await isClaimed(store, 'deployer-3')).toBe(true);
  expect(await isClaimed(store, 'deployer-4')).toBe(false);
  await expect(
    store.append([claimed('DEPLOYER-3', 'master')], { ...META, causation: 'oscar:2' }),
  ).rejects.toMatchObject({ kind: 'conflict' });
});
