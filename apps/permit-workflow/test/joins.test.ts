import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { EventOf, Recorded, Service, TypesOf } from '@guildhall/contracts';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { PLANS, assessment, sha, task } from '../../../libs/permit/test/factories.js';
import { approvalRecorded, reviewStarted, started } from '../../../libs/permit/test/story.js';
import {
  after,
  asked,
  definition,
  enrolled,
  given,
  master,
  policy,
  termsFor,
  worker,
} from './support/office.js';
import { ask, pastOf, serve } from './support/service.js';
import type { Past, Served } from './support/service.js';

jest.setTimeout(60_000);

let nats: TestNats;
let past: Past;
let service: Served;

beforeAll(async () => {
  nats = await startNats();
  past = await pastOf(nats);
  await past.happened('risk-assessment', 'default', policy());
  service = await serve(nats);
});

afterAll(async () => {
  await service.close();
  await nats[Symbol.asyncDispose]();
});

let count = 0;
/** Ids that no other test has. */
const fresh = () => {
  count += 1;
  return { taskId: `t${count}`, workerId: `w${count}`, masterId: `m${count}`, emergencyId: `e${count}` };
};
type Ids = ReturnType<typeof fresh>;

const known = async ({ workerId, masterId }: Ids, expiresAt?: string): Promise<void> => {
  await past.happened('worker-registry', workerId, ...worker(expiresAt));
  await past.happened('worker-registry', masterId, master(masterId));
};

const termsOf = ({ taskId, workerId, masterId }: Ids, changes = {}) =>
  termsFor(taskId, { workerId, requestedBy: masterId, ...changes });

const suspended: EventOf = {
  type: 'worker.certification-suspended',
  data: { kind: 'operator', by: 'olivia' },
};

/** The events of the permit from its `version` on, once there are `many`. */
const followUp = (taskId: string, version: number, many: number): Promise<Recorded[]> =>
  waitFor(
    async () => {
      const { events } = await past.read('permit', taskId, { fresh: true });
      return events.length >= version + many && events.slice(version);
    },
    { what: `${many} more events of ${taskId}` },
  );

const lastOf = async (
  context: 'worker' | 'master' | 'emergency' | 'directory',
  id: string,
): Promise<Recorded> => {
  const event = (await past.read(context, id, { fresh: true })).events.at(-1);
  if (!event) throw new Error(`nothing has happened to ${id}`);
  return event;
};

const saying = (event: Recorded) => {
  const { type, actor, causation, correlation } = event;
  const { reason, severity } = event.data as Partial<EventOf<'permit.revoked'>['data']>;
  return [type, reason?.kind, severity, actor, causation, correlation];
};

describe('a permit that has lost what it stands on', () => {
  test('is rejected while people decide on it, revoked and closed once it is given', async () => {
    const ids = fresh();
    const other = `${ids.taskId}-asked`;
    await known(ids);
    await past.happened('permit-workflow', ids.taskId, ...given(termsOf(ids)));
    await past.happened('permit-workflow', other, ...asked(termsOf({ ...ids, taskId: other })));
    await past.happened('worker-registry', ids.workerId, suspended);
    const { id } = await lastOf('worker', ids.workerId);
    expect((await followUp(ids.taskId, 6, 2)).map(saying)).toEqual([
      ['permit.revoked', 'certification', 'critical', 'system', id, ids.taskId],
      ['permit.closed', undefined, undefined, 'system', id, ids.taskId],
    ]);
    expect((await followUp(other, 1, 1)).map(saying)).toEqual([
      ['permit.rejected', 'worker-ineligible', undefined, 'system', id, other],
    ]);
  });

  test('is revoked also where it came after the loss', async () => {
    const ids = fresh();
    await known(ids);
    await past.happened('worker-registry', ids.workerId, suspended);
    await past.happened('permit-workflow', ids.taskId, ...given(termsOf(ids)));
    expect((await followUp(ids.taskId, 6, 2)).map(({ type }) => type)).toEqual([
      'permit.revoked',
      'permit.closed',
    ]);
  });

  test.each<[string, (ids: Ids) => [Service, string, EventOf], string]>([
    [
      'because its master is retired',
      ({ masterId }) => [
        'worker-registry',
        masterId,
        { type: 'master.retired', data: { by: 'olivia', reason: 'Replaced.' } },
      ],
      'master',
    ],
    [
      'because its master is lowered',
      ({ masterId }) => [
        'worker-registry',
        masterId,
        { type: 'master.changed', data: { owners: ['olivia'], level: 2 } },
      ],
      'master',
    ],
    [
      'because its emergency is over',
      ({ emergencyId, workerId }) => [
        'permit-workflow',
        emergencyId,
        { type: 'emergency.ended', data: { workerId, kind: 'ended', by: 'ivan' } },
      ],
      'emergency-over',
    ],
  ])('%s', async (_, loss, kind) => {
    const ids = fresh();
    await known(ids);
    const burning = termsOf(ids, {
      request: task({ taskId: ids.taskId, emergencyId: ids.emergencyId }),
      assessment: assessment(3, { path: 'emergency' }),
    });
    await past.happened('permit-workflow', ids.taskId, ...given(burning));
    await past.happened(...loss(ids));
    const [revoked] = await followUp(ids.taskId, 6, 1);
    expect(revoked?.data).toMatchObject({ reason: { kind }, severity: 'warning' });
  });

  test('because the certification of its worker ends, which no event says', async () => {
    const ids = fresh();
    await known(ids, after(1_500));
    await past.happened('permit-workflow', ids.taskId, ...given(termsOf(ids)));
    const certified = await lastOf('worker', ids.workerId);
    const [revoked] = await followUp(ids.taskId, 6, 2);
    expect(revoked && saying(revoked)).toEqual([
      'permit.revoked',
      'certification',
      'critical',
      'timer',
      certified.id,
      ids.taskId,
    ]);
  });
});

describe('a worker that is another one by now', () => {
  const redefine = (ids: Ids, changes: Partial<typeof definition>): Promise<void> =>
    past.happened('worker-registry', ids.workerId, {
      type: 'worker.redefined',
      data: { definition: { ...definition, workerId: ids.workerId, ...changes }, sha256: sha('1') },
    });

  test('has people asked again, for its permits that are not given', async () => {
    const ids = fresh();
    await known(ids);
    await past.happened('permit-workflow', ids.taskId, ...given(termsOf(ids)).slice(0, 3));
    await redefine(ids, { name: 'Production deployer' });
    const [amended] = await followUp(ids.taskId, 3, 1);
    expect(amended?.data).toMatchObject({
      terms: { workerId: ids.workerId, definition: sha('1'), artifact: sha('f'), trust: 'supervised' },
      reason: { kind: 'worker-redefined' },
      voided: [{ approver: 'bob', role: 'engineering-director', stage: 'leadership' }],
    });
  });

  test.each<[string, Partial<typeof definition>]>([
    ['does not offer any more what is asked of it', { capabilities: ['rollback'] }],
    [
      'leaves nothing of the task within its limits',
      { constraints: [{ id: 'max_error_rate', value: 'none' }] },
    ],
  ])('loses its permits where it %s', async (_, changes) => {
    const ids = fresh();
    await known(ids);
    await past.happened('permit-workflow', ids.taskId, ...asked(termsOf(ids)));
    await redefine(ids, changes);
    const [rejected] = await followUp(ids.taskId, 1, 1);
    expect(rejected).toMatchObject({
      type: 'permit.rejected',
      data: { reason: { kind: 'worker-ineligible' } },
    });
  });

  test('loses those that are given, and not begun', async () => {
    const ids = fresh();
    await known(ids);
    await past.happened('permit-workflow', ids.taskId, ...given(termsOf(ids)));
    await redefine(ids, { name: 'Production deployer' });
    const { id } = await lastOf('worker', ids.workerId);
    expect((await followUp(ids.taskId, 6, 2)).map(saying)).toEqual([
      ['permit.revoked', 'certification', 'warning', 'system', id, ids.taskId],
      ['permit.closed', undefined, undefined, 'system', id, ids.taskId],
    ]);
  });

  test('keeps what it has begun, until its certification is suspended', async () => {
    const ids = fresh();
    await known(ids);
    await past.happened('permit-workflow', ids.taskId, ...given(termsOf(ids)), started);
    await redefine(ids, { name: 'Production deployer' });
    await past.happened('worker-registry', ids.workerId, suspended);
    const { id } = await lastOf('worker', ids.workerId);
    expect((await followUp(ids.taskId, 7, 2)).map(saying)).toEqual([
      ['permit.revoked', 'certification', 'critical', 'system', id, ids.taskId],
      ['permit.closed', undefined, undefined, 'system', id, ids.taskId],
    ]);
  });
});

describe('an approver who is somebody else by now', () => {
  test.each<[string, EventOf]>([
    ['loses the role', { type: 'directory.roles-changed', data: { roles: ['manager'], proposal: sha('2') } }],
    ['is gone', { type: 'directory.removed', data: { proposal: sha('2') } }],
  ])('has the approval voided at once where they %s', async (_, change) => {
    const ids = fresh();
    const [bob, carol] = [`bob-${ids.taskId}`, `carol-${ids.taskId}`];
    await known(ids);
    await past.happened('permit-workflow', bob, enrolled('engineering-director'));
    await past.happened('permit-workflow', carol, enrolled('security-lead'));
    const of = termsOf(ids, { plan: [...PLANS[3], ...PLANS[2]] });
    await past.happened(
      'permit-workflow',
      ids.taskId,
      ...asked(of),
      reviewStarted(bob),
      approvalRecorded(bob, 'engineering-director', 'leadership', of),
      approvalRecorded(carol, 'security-lead', 'leadership', of),
    );
    await past.happened('permit-workflow', bob, change);
    const { id: causation } = await lastOf('directory', bob);
    expect(await followUp(ids.taskId, 4, 1)).toMatchObject([
      {
        type: 'permit.approval-voided',
        causation,
        data: { approver: bob, role: 'engineering-director', reason: { kind: 'role-lost' } },
      },
    ]);
  });
});

describe('a service that was down', () => {
  test('has revoked what had to go, before it accepts anything', async () => {
    const ids = fresh();
    await known(ids);
    await past.happened('permit-workflow', ids.taskId, ...given(termsOf(ids)), started);
    const nc = await nats.connectAs(ids.workerId, 'worker');
    await service.close();
    await past.happened('worker-registry', ids.workerId, suspended);
    // Given back meanwhile: what would have been revoked had it been up is revoked.
    await past.happened('worker-registry', ids.workerId, ...worker().slice(1));
    service = await serve(nats);
    const { events } = await past.read('permit', ids.taskId, { fresh: true });
    expect(events.slice(7).map(({ type }): string => type)).toEqual([
      'permit.revoked',
      'permit.closed',
    ] satisfies TypesOf<'permit'>[]);
    const reply = await ask(nc, ids.workerId, 'permit.complete', {
      taskId: ids.taskId,
      outcome: 'success',
      lastSeq: 0,
    });
    expect(reply).toMatchObject({ ok: false, error: { code: 'INVALID_STATE' } });
  });

  test('does nothing twice, however often it starts', async () => {
    const before = await past.read('permit', 't1', { fresh: true });
    await service.close();
    service = await serve(nats);
    expect(await past.read('permit', 't1', { fresh: true })).toEqual(before);
    expect([service.fatal, service.incidents]).toEqual([[], []]);
  });
});
