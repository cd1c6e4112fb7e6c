import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type {
  ApprovePermit,
  Durations,
  EventOf,
  PolicyPublished,
  Role,
  Task,
  Terms,
} from '@guildhall/contracts';
import { withOverrides } from '@guildhall/contracts';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import type { NatsConnection } from '@nats-io/transport-node';
import { golden } from '../../../libs/contracts/test/golden.js';
import { assessment, assignment, digest, sha, task, terms } from '../../../libs/permit/test/factories.js';
import { requested } from '../../../libs/permit/test/story.js';
import { ask, pastOf, serve } from './support/service.js';
import type { Past, Served } from './support/service.js';

jest.setTimeout(60_000);

const HOUR = 3_600_000;
const after = (ms: number): string => new Date(Date.now() + ms).toISOString();

const PEOPLE: Record<string, Role[]> = {
  alice: ['manager'],
  bob: ['engineering-director'],
  carol: ['security-lead'],
  dave: ['vp'],
  erin: ['cto'],
  frank: ['ciso'],
  grace: ['cab'],
  heidi: ['architect'],
  ivan: ['incident-commander'],
  oscar: ['operator'],
};

const HASTE = {
  softBlock: 'expedited-approval' as const,
  justification: 'The contract with the bank ends tonight.',
};

let nats: TestNats;
let past: Past;
let service: Served;
const connections = new Map<string, NatsConnection>();

const as = async (id: string): Promise<NatsConnection> => {
  const made =
    connections.get(id) ??
    (await nats.connectAs(id, PEOPLE[id]?.includes('operator') ? 'operator' : 'person'));
  connections.set(id, made);
  return made;
};

const written = (event: { type: EventOf['type']; data: object }): EventOf => event as EventOf;

const enrolled = (roles: Role[]): EventOf =>
  written({
    type: 'directory.enrolled',
    data: { ...(golden('directory.enrolled').body as object), roles },
  });

const POLICY = assessment(3).policy;
/** By it nobody is excluded who is no owner any more. */
const FORGETFUL = { version: '2', sha256: sha('9') };

/** Has the policy published, with these durations besides those that it has. */
const published = async ({ sha256 }: { sha256: string }, durations: Partial<Durations> = {}) => {
  const policy = golden('policy.published').body as PolicyPublished;
  const document = { ...policy.document, durations: { ...policy.document.durations, ...durations } };
  await past.happened(
    'risk-assessment',
    'default',
    written({ type: 'policy.published', data: { ...policy, document, sha256 } }),
  );
};

/** A task as the other services leave it to permit-workflow: assessed, and assigned. */
const assigned = async (taskId: string, level: 3 | 4, changes: Partial<Task> = {}, path?: 'emergency') => {
  const plan = path && { path, approvals: [{ stage: 'command', roles: { 'incident-commander': 1 } }] };
  await past.happened(
    'risk-assessment',
    taskId,
    written({
      type: 'task.assessed',
      data: {
        request: task({ taskId, ...changes }),
        requestedBy: 'development-master',
        receivedAt: after(0),
        assessment: assessment(level, { taskId, ...plan }),
      },
    }),
  );
  await past.happened(
    'worker-registry',
    taskId,
    written({
      type: 'assignment.made',
      data: assignment({ level: 4, owners: ['olivia'], masterOwners: ['olivia'] }),
    }),
  );
};

const storyOf = async (taskId: string): Promise<string[]> =>
  (await past.story(taskId)).map(({ type }) => type);

/** The terms and their digest, once they are in the log. */
const asked = async (taskId: string, type: 'permit.requested' | 'permit.amended' = 'permit.requested') => {
  let found: { terms: Terms; permitDigest: string } | undefined;
  await waitFor(async () => {
    const event = (await past.story(taskId)).find((each) => each.type === type);
    found = event && 'terms' in event.data ? event.data : undefined;
    return found !== undefined;
  });
  if (!found) throw new Error(`no ${type} of ${taskId}`);
  return found;
};

type Said = Omit<ApprovePermit, 'taskId' | 'role'>;

const approve = async (caller: string, role: Role, taskId: string, more: Said) =>
  ask(await as(caller), caller, 'permit.approve', { taskId, role, ...more });

beforeAll(async () => {
  nats = await startNats();
  past = await pastOf(nats);
  await published(FORGETFUL, { formerOwners: 'PT0.001S' });
  await published(POLICY);
  const { definition } = golden('worker.registered').body as { definition: object };
  await past.happened(
    'worker-registry',
    'deployer-3',
    written({
      type: 'worker.registered',
      data: {
        definition: { ...definition, owners: ['olivia'], artifact: { name: 'deployer', sha256: sha('f') } },
        sha256: sha('d'),
      },
    }),
    written({ type: 'worker.certified', data: { level: 4, basis: 'bootstrap', probation: true } }),
  );
  await past.happened(
    'worker-registry',
    'development-master',
    written({ type: 'master.registered', data: { level: 4, owners: ['olivia'] } }),
  );
  for (const [id, roles] of Object.entries(PEOPLE))
    await past.happened('permit-workflow', id, enrolled(roles));
  service = await serve(nats);
});

afterAll(async () => {
  await service.close();
  await nats[Symbol.asyncDispose]();
});

test('a level 4 in haste: sponsored, approved by all six in any order, and archived once it is over', async () => {
  await assigned('hasty', 4, { overrides: [HASTE] });
  const { permitDigest } = await asked('hasty');
  expect(await approve('frank', 'ciso', 'hasty', { permitDigest })).toMatchObject({
    error: { code: 'STAGE_NOT_OPEN' },
  });
  const sponsored = await ask(await as('dave'), 'dave', 'permit.sponsor', { taskId: 'hasty', permitDigest });
  expect(sponsored).toMatchObject({ ok: true, result: { state: 'REQUESTED' } });
  const [, event] = await past.story('hasty');
  expect(event).toMatchObject({ type: 'permit.sponsored', data: { by: 'dave', role: 'vp' } });
  if (event?.type !== 'permit.sponsored') throw new Error('it was not sponsored');
  const left = Date.parse(event.data.reviewBy) - Date.parse(event.time);
  expect(left).toBeGreaterThan(HOUR - 5_000);
  expect(left).toBeLessThanOrEqual(HOUR);
  const minutesSha256 = sha('9');
  for (const [caller, role] of [
    ['grace', 'cab'],
    ['frank', 'ciso'],
    ['erin', 'cto'],
    ['dave', 'vp'],
    ['heidi', 'architect'],
    ['carol', 'security-lead'],
  ] as const)
    expect(await approve(caller, role, 'hasty', { permitDigest, minutesSha256 })).toMatchObject({ ok: true });
  const oscar = await as('oscar');
  expect(await ask(oscar, 'oscar', 'permit.archive', { taskId: 'hasty' })).toMatchObject({
    error: { code: 'INVALID_STATE' },
  });
  await ask(oscar, 'oscar', 'permit.revoke', { taskId: 'hasty', reason: 'The contract was prolonged.' });
  expect(await ask(oscar, 'oscar', 'permit.archive', { taskId: 'hasty' })).toMatchObject({
    ok: true,
    result: { state: 'ARCHIVED' },
  });
  expect(await storyOf('hasty')).toEqual([
    'permit.requested',
    'permit.sponsored',
    'permit.review-started',
    ...Array.from({ length: 6 }, () => 'permit.approval-recorded'),
    'permit.approved',
    'permit.issued',
    'permit.revoked',
    'permit.closed',
    'permit.archived',
  ]);
});

test('somebody stands in for another, with a delegation that is in the log', async () => {
  await assigned('lent', 3);
  const { permitDigest } = await asked('lent');
  const inStead = { permitDigest, onBehalfOf: 'bob' };
  expect(await approve('alice', 'engineering-director', 'lent', inStead)).toMatchObject({
    error: { code: 'FORBIDDEN' },
  });
  await past.happened(
    'permit-workflow',
    'bob',
    written({
      type: 'directory.delegated',
      data: { role: 'engineering-director', to: 'alice', until: after(HOUR) },
    }),
  );
  expect(await approve('alice', 'engineering-director', 'lent', inStead)).toMatchObject({ ok: true });
  expect(await approve('bob', 'engineering-director', 'lent', { permitDigest })).toMatchObject({
    error: { code: 'ALREADY_APPROVED' },
  });
  expect(await approve('carol', 'security-lead', 'lent', { permitDigest })).toMatchObject({
    result: { state: 'ACTIVE' },
  });
});

test('an override that comes later makes the terms anew, and all are asked again', async () => {
  await assigned('changed', 3, { scope: { resources: ['service:search'], actions: ['deploy'] } });
  const before = await asked('changed');
  const { permitDigest } = before;
  expect(await approve('bob', 'engineering-director', 'changed', { permitDigest })).toMatchObject({
    ok: true,
  });
  await past.happened(
    'risk-assessment',
    'changed',
    written({ type: 'task.overridden', data: { overrides: [HASTE] } }),
  );
  const now = await asked('changed', 'permit.amended');
  expect(now.terms).toEqual({ ...before.terms, request: withOverrides(before.terms.request, [HASTE]) });
  expect(now.permitDigest).toBe(digest(now.terms));
  expect((await past.story('changed')).at(-1)).toMatchObject({
    data: { voided: [{ approver: 'bob', role: 'engineering-director', stage: 'leadership' }] },
  });
  expect(await approve('carol', 'security-lead', 'changed', { permitDigest })).toMatchObject({
    error: { code: 'STALE_VIEW' },
  });
  expect(
    await approve('carol', 'security-lead', 'changed', { permitDigest: now.permitDigest }),
  ).toMatchObject({
    result: { state: 'UNDER_REVIEW' },
  });
});

describe('in an emergency', () => {
  const scope = { resources: ['service:checkout'], actions: ['deploy'] };

  test('a commander approves while it goes on, and the permit ends with it', async () => {
    const expiresAt = after(HOUR / 2);
    await past.happened(
      'permit-workflow',
      'em1',
      written({
        type: 'emergency.requested',
        data: {
          incident: 'INC-1',
          workerId: 'deployer-3',
          requestedBy: 'cicd-master',
          reason: 'The checkout does not answer.',
          owners: ['olivia'],
          approveBy: after(HOUR / 4),
        },
      }),
    );
    await past.happened(
      'permit-workflow',
      'em1',
      written({
        type: 'emergency.approved',
        data: { by: 'ivan', workerId: 'deployer-3', expiresAt, reviewBy: after(72 * HOUR) },
      }),
    );
    await assigned('burning', 3, { emergencyId: 'em1', scope }, 'emergency');
    const { permitDigest } = await asked('burning');
    expect(await approve('ivan', 'incident-commander', 'burning', { permitDigest })).toMatchObject({
      result: { state: 'ACTIVE' },
    });
    const issued = (await past.story('burning')).at(-1);
    expect(issued).toMatchObject({ type: 'permit.issued', data: { window: { notAfter: expiresAt } } });
  });

  test('a permit that took another path does not end with it', async () => {
    const scope = { resources: ['service:basket'], actions: ['deploy'] };
    await assigned('calm', 3, { emergencyId: 'em1', scope });
    const { permitDigest } = await asked('calm');
    expect(await approve('bob', 'engineering-director', 'calm', { permitDigest })).toMatchObject({
      ok: true,
    });
    expect(await approve('carol', 'security-lead', 'calm', { permitDigest })).toMatchObject({
      result: { state: 'ACTIVE' },
    });
    const issued = (await past.story('calm')).at(-1);
    if (issued?.type !== 'permit.issued') throw new Error('it was not issued');
    const { notBefore, notAfter } = issued.data.window;
    expect(Date.parse(notAfter) - Date.parse(notBefore)).toBe(24 * HOUR);
  });

  test('nobody approves where there is none', async () => {
    await assigned('cold', 3, { emergencyId: 'em2', scope }, 'emergency');
    const { permitDigest } = await asked('cold');
    expect(await approve('ivan', 'incident-commander', 'cold', { permitDigest })).toMatchObject({
      error: { code: 'INVALID_STATE' },
    });
  });
});

test('who owned the master lately is excluded for as long as the policy of the assessment says', async () => {
  await past.happened(
    'worker-registry',
    'handed-master',
    written({ type: 'master.registered', data: { masterId: 'handed-master', level: 4, owners: ['bob'] } }),
    written({ type: 'master.changed', data: { level: 4, owners: ['olivia'] } }),
  );
  const byBob = async (taskId: string, policy: typeof POLICY) => {
    const of = terms(3, {
      taskId,
      request: task({ taskId, scope: { resources: [`service:${taskId}`], actions: ['deploy'] } }),
      requestedBy: 'handed-master',
      assessment: assessment(3, { taskId, policy }),
      mayNotApprove: ['olivia'],
    });
    await past.happened('permit-workflow', taskId, requested(of, after(HOUR)));
    return approve('bob', 'engineering-director', taskId, { permitDigest: digest(of) });
  };
  expect(await byBob('strict', POLICY)).toMatchObject({ error: { code: 'SEPARATION_OF_DUTIES' } });
  expect(await byBob('forgetful', FORGETFUL)).toMatchObject({ ok: true, result: { state: 'UNDER_REVIEW' } });
});
