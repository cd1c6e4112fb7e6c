import { expect, test } from '@jest/globals';
import { contextOf } from '@guildhall/contracts';
import type { EventOf, Recorded } from '@guildhall/contracts';
import type { Meta } from '@guildhall/event-store';
import { memoryStore } from '@guildhall/testing';
import type { MemoryStore } from '@guildhall/testing';
import { definition } from '../../../libs/worker/test/builders.js';
import { EmergencyController } from '../src/emergency.controller.js';

const TIME = '2026-11-26T02:14:09.337Z';
const EXPIRES = '2026-11-26T03:17:41.502Z';

const metaOf = (correlation: string, causation: string): Meta => ({
  source: 'permit-workflow',
  actor: 'ivan',
  correlation,
  causation,
  time: TIME,
});

const happened = async (store: MemoryStore, entity: string, event: EventOf): Promise<Recorded> => {
  const context = contextOf(event.type);
  const { version } = await store.read(context, entity);
  const [recorded] = await store.append(
    [{ context, entity, expected: version, events: [event] }],
    metaOf(entity, `test:${entity}:${version}`),
  );
  if (!recorded) throw new Error('nothing was written');
  return recorded;
};

const requested: EventOf = {
  type: 'emergency.requested',
  data: {
    incident: 'INC-1',
    workerId: 'deployer-3',
    requestedBy: 'cicd-master',
    reason: 'The checkout does not answer.',
    owners: ['olivia'],
    approveBy: '2026-11-26T02:29:09.330Z',
  },
};
const approved: EventOf = {
  type: 'emergency.approved',
  data: { by: 'ivan', workerId: 'deployer-3', expiresAt: EXPIRES, reviewBy: '2026-11-29T02:17:41.502Z' },
};
const ended: EventOf = {
  type: 'emergency.ended',
  data: { workerId: 'deployer-3', kind: 'ended', by: 'ivan' },
};
const reviewed: EventOf = {
  type: 'emergency.reviewed',
  data: { by: 'carol', report: 'A route was missing.', lessons: 'Routes are checked.' },
};

/** What the worker is told, where the approval is taken up only after `later` has happened, too. */
const toldAfter = async (...later: EventOf[]) => {
  const store = memoryStore();
  const registered = { definition: definition(), sha256: 'd'.repeat(64) };
  await happened(store, 'deployer-3', { type: 'worker.registered', data: registered });
  await happened(store, 'fire', requested);
  const event = await happened(store, 'fire', approved);
  for (const each of later) await happened(store, 'fire', each);
  await new EmergencyController({ store }).follow({
    event,
    redelivered: true,
    now: TIME,
    meta: metaOf('fire', event.id),
  });
  const { events } = await store.read('worker', 'deployer-3');
  return events.slice(1).map(({ type, data }) => ({ type, data }));
};

test('an approval that is taken up late lends its worker what was approved', async () => {
  expect(await toldAfter()).toEqual([
    {
      type: 'worker.emergency-certified',
      data: { emergencyId: 'fire', level: 3, expiresAt: EXPIRES },
    },
  ]);
});

test.each([
  ['has ended', [ended]],
  ['is reviewed', [ended, reviewed]],
])('and lends nothing again of an emergency that %s', async (_, later) => {
  expect(await toldAfter(...later)).toEqual([]);
});
