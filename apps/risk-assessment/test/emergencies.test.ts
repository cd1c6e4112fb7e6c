import { beforeEach, expect, test } from '@jest/globals';
import { contextOf, intakeCausation } from '@guildhall/contracts';
import type { EventOf, Recorded } from '@guildhall/contracts';
import { StoreError } from '@guildhall/event-store';
import { LogFold } from '@guildhall/messaging';
import type { IntakeRequest } from '@guildhall/messaging';
import { INTAKE_FACT_TYPES, evolveIntakeFacts, initialIntakeFacts } from '@guildhall/risk';
import type { IntakeFactEvent, IntakeFacts } from '@guildhall/risk';
import { memoryStore } from '@guildhall/testing';
import type { MemoryStore } from '@guildhall/testing';
import { task } from '../../../libs/risk/test/support.js';
import { IntakeController } from '../src/intake.controller.js';
import { Policies } from '../src/policies.js';

const NOW = '2026-11-21T10:00:00.000Z';
const LATER = '2026-11-21T11:00:00.000Z';

let store: MemoryStore;
let facts: LogFold<IntakeFacts, IntakeFactEvent>;
let controller: IntakeController;

const happened = async (entity: string, event: EventOf): Promise<void> => {
  const context = contextOf(event.type);
  const { version } = await store.read(context, entity);
  const position = store.log.length + 1;
  await store.append([{ context, entity, expected: version, events: [event] }], {
    source: 'permit-workflow',
    actor: 'somebody',
    correlation: entity,
    causation: `test:${position}`,
    time: NOW,
  });
  if ((INTAKE_FACT_TYPES as readonly string[]).includes(event.type)) await facts.reached(position);
};

beforeEach(async () => {
  store = memoryStore();
  facts = new LogFold<IntakeFacts, IntakeFactEvent>(store, {
    types: INTAKE_FACT_TYPES,
    initialState: initialIntakeFacts,
    evolve: evolveIntakeFacts,
  });
  const settings = {
    home: '.guildhall',
    natsUrl: 'nats://127.0.0.1:4222',
    natsCreds: '',
    probeCreds: '',
    logLevel: 'fatal',
    allowUnsafeBroker: false,
  } as const;
  const policies = new Policies({ service: 'risk-assessment', settings, store, now: () => NOW }, facts);
  await policies.onModuleInit();
  controller = new IntakeController({ store, safeBroker: true }, facts, policies);
  await happened('system', { type: 'directory.bootstrap-completed', data: { sha256: 'b'.repeat(64) } });
  await happened('m', {
    type: 'master.registered',
    data: { masterId: 'm', level: 3, owners: ['olivia'] },
  });
});

const URGENT = {
  environment: 'production',
  operation: 'incident-response',
  incident: 'INC-42',
  emergencyId: 'e1',
};

const asking = (taskId: string, now = NOW, changes: object = URGENT): IntakeRequest => {
  const sequence = store.log.length;
  return {
    master: 'm',
    body: new TextEncoder().encode(JSON.stringify(task({ ...changes, taskId }))),
    sequence,
    receivedAt: now,
    redelivered: false,
    now,
    meta: (correlation) => ({
      source: 'risk-assessment',
      actor: 'm',
      correlation,
      causation: intakeCausation(sequence, now),
      time: now,
    }),
  };
};

/** What became of the request: `task.assessed`, or the issues that it was refused for. */
const outcome = async (request: IntakeRequest): Promise<unknown> => {
  const before = store.log.length;
  await controller.take(request);
  const [event]: readonly Recorded[] = store.log.slice(before);
  return event?.type === 'task.refused' ? event.data.errors : event?.type;
};

const NOT_RUNNING = [
  { pointer: '/emergencyId', message: 'names no emergency that is approved and not over' },
];

const approved: EventOf = {
  type: 'emergency.approved',
  data: { by: 'ivan', workerId: 'deployer-3', expiresAt: LATER, reviewBy: '2026-11-24T10:00:00.000Z' },
};
const certified: EventOf = {
  type: 'worker.emergency-certified',
  data: { emergencyId: 'e1', level: 3, expiresAt: LATER },
};

test('a task of an emergency that nobody approved is refused', async () => {
  expect(await outcome(asking('t1'))).toEqual(NOT_RUNNING);
});

test('one that comes between approval and certification waits, and is accepted after', async () => {
  await happened('e1', approved);
  const request = asking('t1');
  await expect(controller.take(request)).rejects.toEqual(
    new StoreError('unavailable', 'the worker of the emergency is not certified yet'),
  );
  await happened('deployer-3', certified);
  expect(await outcome({ ...request, redelivered: true })).toBe('task.assessed');
});

test('one that is wrong in another way too is refused at once', async () => {
  await happened('e1', approved);
  const past = { notBefore: '2026-11-19T00:00:00.000Z', notAfter: '2026-11-20T00:00:00.000Z' };
  expect(await outcome(asking('t1', NOW, { ...URGENT, window: past }))).toEqual([
    { pointer: '/window/notAfter', message: 'must be in the future' },
    ...NOT_RUNNING,
  ]);
});

test('one that comes when the emergency is over is refused, by the clock or by its event', async () => {
  await happened('e1', approved);
  expect(await outcome(asking('t1', LATER))).toEqual(NOT_RUNNING);
  await happened('deployer-3', certified);
  expect(await outcome(asking('t2', LATER))).toEqual(NOT_RUNNING);
  await happened('e1', { type: 'emergency.ended', data: { workerId: 'deployer-3', kind: 'ended' } });
  await happened('deployer-3', { type: 'worker.emergency-ended', data: { emergencyId: 'e1' } });
  expect(await outcome(asking('t3'))).toEqual(NOT_RUNNING);
});

test('a master that was retired is refused whatever it asks', async () => {
  await happened('m', { type: 'master.retired', data: { by: 'oscar', reason: 'Replaced.' } });
  expect(await outcome(asking('t1', NOW, {}))).toEqual([
    { pointer: '', message: 'm is not a registered, active master.' },
  ]);
});
