import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { claimOf, digestOf } from '@guildhall/contracts';
import type {
  Context,
  EventOf,
  EventType,
  PolicyPublished,
  Recorded,
  Reply,
  Role,
  Sealed,
  WorkerDefinition,
} from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { policiesProvider } from '@guildhall/messaging';
import { standIns, startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { golden } from '../../../libs/contracts/test/golden.js';
import { serve } from '../../../libs/messaging/test/serve.js';
import type { Served } from '../../../libs/messaging/test/serve.js';
import { assessment, definition, task } from '../../../libs/worker/test/builders.js';
import { Directory } from '../src/directory.js';
import { EmergencyController } from '../src/emergency.controller.js';
import { MasterController } from '../src/master.controller.js';
import { MatchingController } from '../src/matching.controller.js';
import { registryProvider } from '../src/registry.js';
import { WorkerController } from '../src/worker.controller.js';

jest.setTimeout(60_000);

const CONTROLLERS = [WorkerController, MasterController, EmergencyController, MatchingController];
const SEALED: Sealed = { sealed: { person: 'x', key: 'k', alg: 'A256GCM', iv: 'aXY', text: 'dGV4dA' } };
const HOUR = 3_600_000;
const PEOPLE: Record<string, Role[]> = {
  oscar: ['operator'],
  olivia: ['developer'],
  peggy: ['certification-board'],
};

let nats: TestNats;
let served: Served;
const { storeOf, happened, ask } = standIns(() => nats);

const eventsOf = async (context: Context, entity: string): Promise<readonly Recorded[]> =>
  (await (await storeOf('worker-registry')).read(context, entity, { fresh: true })).events;

/** Type and body of each event of an entity. */
const written = async (context: Context, entity: string) =>
  (await eventsOf(context, entity)).map(({ type, data }) => ({ type, data }));

const granted = async (...args: Parameters<typeof ask>): Promise<unknown> => {
  const reply = await ask(...args);
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
  return reply.result;
};

const codeOf = (reply: Reply): string | undefined => (reply.ok ? undefined : reply.error.code);

const worker = (workerId: string, more: Partial<WorkerDefinition> = {}): WorkerDefinition =>
  definition({ workerId, ...more });
const versionOf = (of: WorkerDefinition): string => digestOf(of, sha256);

/** A worker on record with this level. */
const held = async (workerId: string, level: 0 | 3): Promise<void> => {
  await granted('oscar', 'worker.register', { definition: worker(workerId) });
  if (level === 3)
    await happened('worker-registry', workerId, {
      type: 'worker.certified',
      data: { level: 3, basis: 'board', probation: false },
    });
};

const POLICY = assessment(3).policy;
/** By it nobody is excluded who is no owner any more. */
const FORGETFUL = { version: '2', sha256: 'c'.repeat(64) };

/** What matching comes to, for a task of level 3 in production. */
const matched = async (
  taskId: string,
  more: { workerId?: string; emergencyId?: string },
  policy = POLICY,
): Promise<Recorded | undefined> => {
  const { capability: _, ...rest } = task({ taskId });
  await happened('risk-assessment', taskId, {
    type: 'task.assessed',
    data: {
      request: { ...rest, ...more },
      requestedBy: 'asking-master',
      receivedAt: new Date().toISOString(),
      assessment: assessment(3, { taskId, policy, ...(more.emergencyId ? { path: 'emergency' } : {}) }),
    },
  });
  await waitFor(async () => (await eventsOf('assignment', taskId)).length > 0);
  return (await eventsOf('assignment', taskId))[0];
};

beforeAll(async () => {
  nats = await startNats();
  for (const [id, roles] of Object.entries(PEOPLE))
    await happened('permit-workflow', id, {
      type: 'directory.enrolled',
      data: { roles, personal: SEALED },
    });
  for (const [policy, formerOwners] of Object.entries({
    [POLICY.sha256]: 'P30D',
    [FORGETFUL.sha256]: 'PT0.001S',
  })) {
    const published = golden('policy.published').body as PolicyPublished;
    const { document } = published;
    const durations = { ...document.durations, formerOwners };
    await happened('risk-assessment', 'default', {
      type: 'policy.published',
      data: { ...published, document: { ...document, durations }, sha256: policy },
    });
  }
  served = await serve(nats, 'worker-registry', CONTROLLERS, [Directory, policiesProvider, registryProvider]);
  await granted('oscar', 'master.register', { id: 'asking-master', level: 3, owners: ['olivia'] });
});
afterAll(async () => {
  await served.close();
  expect(served.fatal).toEqual([]);
  await nats[Symbol.asyncDispose]();
});

describe('registering', () => {
  test('takes the id in the same append, and once for the same message', async () => {
    const payload = { definition: worker('first-1') };
    const expected = {
      workerId: 'first-1',
      definition: versionOf(payload.definition),
      level: 0,
      status: 'active',
      trust: 'supervised',
    };
    const first = await ask('oscar', 'worker.register', payload, 'register-first');
    expect(first).toEqual({ ok: true, result: expected, position: expect.any(Number) });
    expect(await ask('oscar', 'worker.register', payload, 'register-first')).toEqual(first);
    const [registered] = await eventsOf('worker', 'first-1');
    const [claim] = await eventsOf('claim', claimOf('first-1'));
    expect(await written('worker', 'first-1')).toEqual([
      {
        type: 'worker.registered',
        data: { definition: payload.definition, sha256: expected.definition },
      },
    ]);
    expect(claim?.data).toEqual({ id: 'first-1', kind: 'worker' });
    expect(claim?.causation).toBe(registered?.causation);
  });

  test('has one winner of an id, in whatever case and of whatever kind', async () => {
    const both = await Promise.all([
      ask('oscar', 'worker.register', { definition: worker('Contested') }),
      ask('oscar', 'master.register', { id: 'contested', level: 1, owners: ['olivia'] }),
      ask('oscar', 'worker.register', { definition: worker('CONTESTED') }),
    ]);
    expect(both.map(codeOf).sort()).toEqual(['ALREADY_EXISTS', 'ALREADY_EXISTS', undefined]);
    expect(await written('claim', 'contested')).toHaveLength(1);
  });

  test('is refused to others, on record under the worker', async () => {
    const payload = { definition: worker('refused-1') };
    expect(codeOf(await ask('olivia', 'worker.register', payload))).toBe('FORBIDDEN');
    expect(codeOf(await ask('mallory', 'worker.register', payload))).toBe('FORBIDDEN');
    expect(await written('worker', 'refused-1')).toEqual([]);
    expect(await written('claim', 'refused-1')).toEqual([]);
    const refusals: Recorded[] = [];
    for await (const event of (await storeOf('worker-registry')).readAll(0, ['refusal.refused']))
      refusals.push(event);
    expect(
      refusals
        .filter((event): event is Recorded<'refusal.refused'> => event.type === 'refusal.refused')
        .filter(({ data }) => data.about === 'refused-1')
        .map(({ data, correlation }) => [data.command, data.caller, data.code, correlation]),
    ).toEqual([
      ['worker.register', 'olivia', 'FORBIDDEN', 'refused-1'],
      ['worker.register', 'mallory', 'FORBIDDEN', 'refused-1'],
    ]);
  });

  test('wants owners whom the directory knows', async () => {
    expect(
      await ask('oscar', 'worker.register', { definition: worker('owned-1', { owners: ['nobody'] }) }),
    ).toEqual({
      ok: false,
      error: {
        code: 'VALIDATION_FAILED',
        message: 'The definition of owned-1 is not acceptable.',
        details: [{ pointer: '/definition/owners/0', message: '"nobody" is not an enrolled person' }],
      },
    });
  });
});

describe('a worker that was certified', () => {
  const changed = (workerId: string): WorkerDefinition =>
    worker(workerId, { artifact: { name: 'deployer', sha256: 'e'.repeat(64) } });
  const typesOf = async (workerId: string): Promise<EventType[]> =>
    (await eventsOf('worker', workerId)).map(({ type }) => type);

  test('is suspended by the very redefinition, and has no work from then on', async () => {
    await held('redefined-3', 3);
    expect((await matched('before-redefinition', { workerId: 'redefined-3' }))?.type).toBe('assignment.made');
    const next = changed('redefined-3');
    expect(await granted('olivia', 'worker.redefine', { definition: next })).toEqual({
      workerId: 'redefined-3',
      definition: versionOf(next),
      level: 0,
      status: 'suspended',
      trust: 'supervised',
    });
    const [, , redefined, suspended] = await eventsOf('worker', 'redefined-3');
    expect([redefined?.type, suspended?.type]).toEqual([
      'worker.redefined',
      'worker.certification-suspended',
    ]);
    expect(suspended?.causation).toBe(redefined?.causation);
    expect((await matched('after-redefinition', { workerId: 'redefined-3' }))?.data).toEqual({
      code: 'NO_ELIGIBLE_WORKER',
      candidates: [{ workerId: 'redefined-3', rule: 'status' }],
      more: 0,
    });
    const { position } = (await eventsOf('worker', 'redefined-3')).at(-1) ?? { position: 0 };
    expect(await ask('olivia', 'worker.redefine', { definition: next })).toEqual({
      ok: true,
      result: {
        workerId: 'redefined-3',
        definition: versionOf(next),
        level: 0,
        status: 'suspended',
        trust: 'supervised',
      },
      position,
    });
  });

  test('is suspended, revoked and retired by who may', async () => {
    await held('leaving-3', 3);
    const about = { workerId: 'leaving-3', reason: 'It has to be.' };
    const revoking = { ...about, kind: 'incident' as const };
    expect(codeOf(await ask('peggy', 'worker.suspend', about))).toBe('FORBIDDEN');
    expect(codeOf(await ask('oscar', 'worker.revoke', revoking))).toBe('FORBIDDEN');
    const states = [
      await granted('oscar', 'worker.suspend', about),
      await granted('peggy', 'worker.revoke', revoking),
      await granted('oscar', 'worker.retire', about),
    ];
    const answer = {
      workerId: 'leaving-3',
      definition: versionOf(worker('leaving-3')),
      level: 0,
      trust: 'supervised',
    };
    expect(states).toEqual(['suspended', 'revoked', 'retired'].map((status) => ({ ...answer, status })));
    expect(await typesOf('leaving-3')).toEqual([
      'worker.registered',
      'worker.certified',
      'worker.certification-suspended',
      'worker.certification-revoked',
      'worker.retired',
    ]);
    expect(codeOf(await ask('oscar', 'worker.redefine', { definition: changed('leaving-3') }))).toBe(
      'INVALID_STATE',
    );
  });
});

describe('a master', () => {
  test('is registered, changed and retired by an operator', async () => {
    const master = { id: 'short-lived', level: 4 as const, owners: ['olivia'], capabilities: ['deploy'] };
    expect(await granted('oscar', 'master.register', master)).toEqual({
      id: 'short-lived',
      level: 4,
      retired: false,
    });
    const lower = { ...master, level: 2 as const };
    expect(await granted('oscar', 'master.change', lower)).toEqual({
      id: 'short-lived',
      level: 2,
      retired: false,
    });
    expect(codeOf(await ask('olivia', 'master.retire', { id: 'short-lived', reason: 'Mine.' }))).toBe(
      'FORBIDDEN',
    );
    expect(await granted('oscar', 'master.retire', { id: 'short-lived', reason: 'Replaced.' })).toEqual({
      id: 'short-lived',
      level: 2,
      retired: true,
    });
    expect(await written('master', 'short-lived')).toEqual([
      {
        type: 'master.registered',
        data: { masterId: 'short-lived', level: 4, owners: ['olivia'], capabilities: ['deploy'] },
      },
      { type: 'master.changed', data: { level: 2, owners: ['olivia'], capabilities: ['deploy'] } },
      { type: 'master.retired', data: { by: 'oscar', reason: 'Replaced.' } },
    ]);
  });
});

describe('who owned the master lately', () => {
  test('is named for as long as the policy of the assessment says', async () => {
    await held('owned-3', 3);
    const change = { id: 'asking-master', level: 3 as const, owners: ['oscar'] };
    await granted('oscar', 'master.change', change);
    const owners = async (taskId: string, policy: typeof POLICY) => {
      const made = await matched(taskId, { workerId: 'owned-3' }, policy);
      return made?.type === 'assignment.made' ? made.data.masterOwners : undefined;
    };
    expect(await owners('strict', POLICY)).toEqual(['olivia', 'oscar']);
    expect(await owners('forgetful', FORGETFUL)).toEqual(['oscar']);
  });
});

describe('an emergency', () => {
  const approved = (workerId: string, expiresAt: string): EventOf => ({
    type: 'emergency.approved',
    data: { by: 'ivan', workerId, expiresAt, reviewBy: new Date(Date.now() + 72 * HOUR).toISOString() },
  });
  const lendings = async (workerId: string) =>
    (await written('worker', workerId)).filter(({ type }) => type.startsWith('worker.emergency'));

  test('lends its worker level 3 for its tasks until it is over', async () => {
    await held('fighter-0', 0);
    const expiresAt = new Date(Date.now() + HOUR).toISOString();
    const [cause] = await happened('permit-workflow', 'fire-1', approved('fighter-0', expiresAt));
    await waitFor(async () => (await lendings('fighter-0')).length > 0);
    const lent = { emergencyId: 'fire-1', level: 3, expiresAt };
    expect(await lendings('fighter-0')).toEqual([{ type: 'worker.emergency-certified', data: lent }]);
    const [, event] = await eventsOf('worker', 'fighter-0');
    expect([event?.causation, event?.correlation]).toEqual([cause?.id, 'fire-1']);

    const made = await matched('during-fire', { emergencyId: 'fire-1' });
    expect(made).toMatchObject({
      type: 'assignment.made',
      data: { workerId: 'fighter-0', level: 3, trust: 'supervised', owners: ['olivia'] },
    });
    expect((await matched('beside-fire', { workerId: 'fighter-0' }))?.type).toBe('assignment.denied');

    await happened('permit-workflow', 'fire-1', {
      type: 'emergency.ended',
      data: { workerId: 'fighter-0', kind: 'ended', by: 'ivan' },
    });
    await waitFor(async () => (await lendings('fighter-0')).length > 1);
    expect((await matched('after-fire', { emergencyId: 'fire-1' }))?.data).toEqual({
      code: 'NO_ELIGIBLE_WORKER',
      candidates: [],
      more: 0,
    });
  });

  test('is taken up once, also where it is delivered again', async () => {
    await held('fighter-1', 0);
    const expiresAt = new Date(Date.now() + HOUR).toISOString();
    const [cause] = await happened('permit-workflow', 'fire-2', approved('fighter-1', expiresAt));
    await waitFor(async () => (await lendings('fighter-1')).length > 0);
    if (!cause) throw new Error('the approval is not on record');
    const again = new EmergencyController({ store: await storeOf('worker-registry') });
    const meta = {
      source: 'worker-registry',
      actor: 'ivan',
      correlation: 'fire-2',
      causation: cause.id,
      time: new Date().toISOString(),
    };
    await again.follow({ event: cause, redelivered: true, meta, now: meta.time });
    expect(await lendings('fighter-1')).toHaveLength(1);
  });

  test('of a worker that nobody knows changes nothing', async () => {
    await happened(
      'permit-workflow',
      'fire-3',
      approved('ghost-9', new Date(Date.now() + HOUR).toISOString()),
    );
    await held('fighter-2', 0);
    await happened(
      'permit-workflow',
      'fire-4',
      approved('fighter-2', new Date(Date.now() + HOUR).toISOString()),
    );
    await waitFor(async () => (await lendings('fighter-2')).length > 0);
    expect(await written('worker', 'ghost-9')).toEqual([]);
    expect(served.incidents.filter(({ kind }) => kind === 'dead-letter')).toEqual([]);
  });
});
