import { expect, test } from '@jest/globals';
import { startNats } from '@guildhall/testing';
import { jetStreamStore } from '../src/index.js';

test('scratch', async () => {
  await using nats = await startNats();
  const store = await jetStreamStore(await nats.service('permit-workflow'), { service: 'permit-workflow', report: () => undefined });
  const meta = { source: 'permit-workflow', actor: 'bob', correlation: 'c', causation: 'bob:1', time: '2026-11-21T09:00:00.000Z' };
  const write = (by: string) => [{ context: 'permit' as const, entity: 't1', expected: 0, events: [{ type: 'permit.review-started' as const, data: { by } }] }];
  await store.append(write('x'), meta);
  const again = await store.append(write('y'), meta).catch((e: unknown) => e);
  console.log(again);
  const two = (by: string) => [{ context: 'permit' as const, entity: 't2', expected: 0, events: [{ type: 'permit.review-started' as const, data: { by } },{ type: 'permit.review-started' as const, data: { by } }] }];
  await store.append(two('x'), meta);
  console.log(await store.append(two('y'), meta).catch((e: unknown) => e));
  const r = store.react('permit-workflow-tasks', async () => undefined);
  const t0 = Date.now();
  await Promise.race([r.stop(), new Promise((resolve) => setTimeout(resolve, 4000))]);
  console.log('react stop', Date.now() - t0);
  const f = store.follow('all', 0, () => undefined);
  const t1 = Date.now();
  await Promise.race([f.stop(), new Promise((resolve) => setTimeout(resolve, 4000))]);
  console.log('follow stop', Date.now() - t1);
  const f2 = store.follow(['task.assessed'], 0, () => undefined);
  const t2 = Date.now();
  await Promise.race([f2.stop(), new Promise((resolve) => setTimeout(resolve, 4000))]);
  console.log('follow2 stop', Date.now() - t2);
  expect(1).toBe(1);
});
