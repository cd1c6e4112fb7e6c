import { describe, expect, test } from '@jest/globals';
import { typesOf } from '@guildhall/contracts';
import type { AssignmentMade, PermitState, Recorded, TypesOf } from '@guildhall/contracts';
import type { Fold, Row } from '../src/fold.js';
import { eventOf, eventRow } from '../src/what-happened/event-row.js';
import { settledLettersFold } from '../src/which-dead-letters/fold.js';
import { masterFold } from '../src/which-masters/fold.js';
import { policyFold } from '../src/which-policy/fold.js';
import { workerFold } from '../src/which-workers/fold.js';
import type { HeldPermit } from '../src/where-a-permit-stands/fold.js';
import { permitFold } from '../src/where-a-permit-stands/fold.js';
import { taskFold } from '../src/where-a-task-stands/fold.js';
import { personFold } from '../src/who-is-enrolled/fold.js';
import { assessment, at, digest, recorded, summary, task, terms } from './sample.js';

const given =
  <E extends Recorded, R extends Row>(fold: Fold<E, R>) =>
  (...events: E[]): R | undefined =>
    events.reduce<R | undefined>((row, event) => fold.evolve(row, event), undefined);

const sha256 = 'f'.repeat(64);

describe('where a task stands', () => {
  const stands = given(taskFold);
  const asked = { request: task, requestedBy: 'development-master', receivedAt: at(0), assessment };
  const assessed = recorded('task.assessed', asked);
  const held = recorded('task.held', { ...asked, waitingFor: ['SB2'] });
  const overrides = [
    { softBlock: 'expedited-approval', justification: 'The fix has to be out today.' },
  ] as const;
  const overridden = recorded('task.overridden', { overrides: [...overrides] });
  const made: AssignmentMade = {
    workerId: 'deployer-3',
    definition: sha256,
    level: 3,
    trust: 'supervised',
    owners: ['olivia'],
    masterOwners: ['olivia'],
    constraints: [],
    asOf: 3,
  };
  const work = {
    id: 't1',
    position: 1,
    task: 't1',
    master: 'development-master',
    worker: null,
    nonunion: false,
    roles: ['engineering-director', 'security-lead'],
  };
  const view = { taskId: 't1', ...asked };

  test('assessed', () => {
    expect(stands(assessed)).toEqual({ ...work, view: { ...view, status: 'assessed' } });
  });

  test('non-union work is marked as such', () => {
    expect(
      stands(
        recorded('task.assessed', {
          ...asked,
          assessment: { ...assessment, level: 1, union: false, approvals: [] },
        }),
      ),
    ).toMatchObject({ nonunion: true, roles: [] });
  });

  test('held, overridden, then assessed', () => {
    expect(stands(held)).toEqual({ ...work, view: { ...view, status: 'held', waitingFor: ['SB2'] } });
    expect(stands(held, overridden)).toEqual({
      ...work,
      view: { ...view, status: 'held', waitingFor: ['SB2'], overrides },
    });
    expect(stands(held, overridden, assessed)).toEqual({
      ...work,
      view: { ...view, status: 'assessed', overrides },
    });
  });

  test('assigned: the worker may read it from here on', () => {
    expect(stands(assessed, recorded('assignment.made', made))).toEqual({
      ...work,
      worker: 'deployer-3',
      view: { ...view, status: 'assigned', assignment: made },
    });
  });

  test('denied', () => {
    const denial = { code: 'NO_ELIGIBLE_WORKER', candidates: [], more: 0 } as const;
    expect(stands(assessed, recorded('assignment.denied', { ...denial, candidates: [] }))).toEqual({
      ...work,
      view: { ...view, status: 'denied', denial },
    });
  });

  test('withdrawn, also where the registry answers later', () => {
    const withdrawn = recorded('task.withdrawn', { reason: 'Not needed' });
    expect(stands(assessed, withdrawn)).toEqual({
      ...work,
      view: { ...view, status: 'withdrawn', withdrawn: 'Not needed' },
    });
    expect(stands(assessed, withdrawn, recorded('assignment.made', made))).toEqual({
      ...work,
      worker: 'deployer-3',
      view: { ...view, status: 'withdrawn', withdrawn: 'Not needed', assignment: made },
    });
  });

  test('refused: nothing of the request is known but who made it', () => {
    const refused = { code: 'VALIDATION_FAILED', requestedBy: 'cicd-master', bytes: 1, sha256 } as const;
    const errors = [{ pointer: '/title', message: 'is missing' }];
    const row = {
      id: 'r0',
      position: 1,
      task: 't1',
      master: 'cicd-master',
      worker: null,
      nonunion: false,
      roles: [],
      view: {
        taskId: 't1',
        status: 'refused',
        requestedBy: 'cicd-master',
        refusal: { code: 'VALIDATION_FAILED', errors },
      },
    };
    expect(stands(recorded('task.refused', { ...refused, errors, taskId: 't1' }, { entity: 'r0' }))).toEqual(
      row,
    );
    expect(stands(recorded('task.refused', { ...refused, errors }, { entity: 'r0' }))).toEqual({
      ...row,
      task: null,
      view: { ...row.view, taskId: 'r0' },
    });
  });

  test('what was never asked for leaves no row', () => {
    expect(stands(recorded('assignment.made', made))).toBeUndefined();
  });
});

describe('where a permit stands', () => {
  // Stands in for the rules of permits, which have tests of their own: remembers what it was given.
  type Held = HeldPermit & { seen: string[] };
  const fold = permitFold<Held | 'none', Held>({
    initialState: 'none',
    evolve: (state, { type }) => {
      if (state !== 'none') return { ...state, seen: [...state.seen, type] };
      const statuses: Partial<Record<typeof type, PermitState>> = {
        'permit.requested': 'REQUESTED',
        'permit.issued': 'ACTIVE',
      };
      const status = statuses[type];
      return status ? { status, terms, permitDigest: digest, seen: [type] } : state;
    },
    isHeld: (state) => state !== 'none',
  });
  const held = (status: PermitState, ...seen: string[]): Held => ({
    status,
    terms,
    permitDigest: digest,
    seen,
  });
  const stands = given(fold);

  const requested = recorded(
    'permit.requested',
    { terms, permitDigest: digest, reviewBy: '2026-03-03T12:00:00Z' },
    { position: 4 },
  );
  const approval = recorded(
    'permit.approval-recorded',
    {
      approver: 'bob',
      role: 'engineering-director',
      stage: 'approval',
      permitDigest: digest,
      comment: 'Fine',
      onBehalfOf: 'zoe',
    },
    { position: 5 },
  );
  const window = { notBefore: at(0), notAfter: at(60) };
  const issued = (approvedBy: 'policy' | []): Recorded<'permit.issued'> =>
    recorded(
      'permit.issued',
      { terms, permitDigest: digest, approvedBy, window, tokenBudget: 25_000, trust: 'supervised' },
      { position: 6 },
    );
  const row = {
    id: 't1',
    position: 4,
    state: 'REQUESTED',
    level: 3,
    urgency: 1,
    deadline: '2026-03-03T12:00:00.000Z',
    master: 'development-master',
    worker: 'deployer-3',
    nonunion: false,
    roles: ['engineering-director', 'security-lead'],
  };
  const facts = { requestedAt: at(4), approvals: [], deadline: '2026-03-03T12:00:00.000Z' };
  const given1 = {
    approver: 'bob',
    role: 'engineering-director',
    stage: 'approval',
    at: at(5),
    onBehalfOf: 'zoe',
    comment: 'Fine',
  };

  test('requested: listed by its first position, due in a form that sorts', () => {
    expect(stands(requested)).toEqual({ ...row, facts, permit: held('REQUESTED', 'permit.requested') });
  });

  test('approvals are kept with their times, also those that no longer count', () => {
    const voided = recorded('permit.approval-voided', {
      approver: 'bob',
      role: 'engineering-director',
      stage: 'approval',
      reason: { kind: 'role-lost' },
    });
    expect(stands(requested, approval)?.facts).toEqual({ ...facts, approvals: [given1] });
    expect(stands(requested, approval, voided)?.facts).toEqual({
      ...facts,
      approvals: [{ ...given1, voided: 'role-lost' }],
    });
  });

  test('issued by the policy: it begins with that', () => {
    expect(stands(issued('policy'))).toEqual({
      ...row,
      position: 6,
      state: 'ACTIVE',
      deadline: null,
      facts: {
        requestedAt: at(6),
        approvals: [],
        approvedBy: 'policy',
        window,
        tokenBudget: 25_000,
        trust: 'supervised',
      },
      permit: held('ACTIVE', 'permit.issued'),
    });
  });

  test('issued after a request: the first position and the deadline stay', () => {
    expect(stands(requested, issued([]))).toMatchObject({
      position: 4,
      deadline: '2026-03-03T12:00:00.000Z',
      facts: { ...facts, approvedBy: [], window },
    });
  });

  test('how it ended is on record', () => {
    const ends = (...events: Recorded<TypesOf<'permit'>>[]): unknown => stands(requested, ...events)?.facts;
    expect(
      ends(recorded('permit.rejected', { by: 'carol', reason: { kind: 'rejected', text: 'No' }, summary })),
    ).toEqual({ ...facts, rejection: { by: 'carol', kind: 'rejected', text: 'No' }, summary });
    expect(ends(recorded('permit.rejected', { reason: { kind: 'withdrawn' }, summary }))).toEqual({
      ...facts,
      rejection: { kind: 'withdrawn' },
      summary,
    });
    expect(
      ends(
        recorded('permit.revoked', { by: 'olivia', severity: 'critical', reason: { kind: 'person' } }),
        recorded('permit.closed', { summary }),
      ),
    ).toEqual({ ...facts, revocation: { by: 'olivia', severity: 'critical', kind: 'person' }, summary });
    expect(ends(recorded('permit.completed', { outcome: 'failure', lastSeq: 0 }))).toEqual({
      ...facts,
      outcome: 'failure',
    });
    expect(ends(recorded('permit.expired', { summary }))).toEqual({ ...facts, summary });
  });

  test('the rules see every event of the permit', () => {
    expect([...fold.handles].sort()).toEqual(typesOf('permit').sort());
  });

  test('what was never requested leaves no row', () => {
    expect(stands(recorded('permit.closed', { summary }))).toBeUndefined();
  });
});

describe('who and what is registered', () => {
  const personal = {
    sealed: { person: 'bob', key: 'k1', alg: 'A256GCM', iv: 'aXY', text: 'c2VhbGVk' },
  } as const;
  const definition = {
    workerId: 'deployer-3',
    name: 'Production deployer',
    owners: ['olivia'],
    kind: 'agent',
    capabilities: ['deploy'],
  } as const;
  const registered = recorded(
    'worker.registered',
    { definition: { ...definition, owners: ['olivia'], capabilities: ['deploy'] }, sha256 },
    { entity: 'deployer-3' },
  );
  const certified = (expiresAt?: string): Recorded<'worker.certified'> =>
    recorded(
      'worker.certified',
      { level: 3, basis: 'board', probation: false, ...(expiresAt ? { expiresAt } : {}) },
      { entity: 'deployer-3' },
    );
  const item = {
    id: 'deployer-3',
    name: 'Production deployer',
    kind: 'agent',
    owners: ['olivia'],
    capabilities: ['deploy'],
    definition: sha256,
  };

  test('a person holds each role since the enrolment; what is personal stays sealed', () => {
    expect(
      given(personFold)(
        recorded(
          'directory.enrolled',
          { roles: ['manager', 'vp'], personal },
          { entity: 'bob', position: 7 },
        ),
      ),
    ).toEqual({ id: 'bob', roles: { manager: 7, vp: 7 }, personal });
  });

  test('a worker has level 0 until it is certified', () => {
    expect(given(workerFold)(registered)).toEqual({
      id: 'deployer-3',
      view: { ...item, level: 0, probation: false },
    });
  });

  test('a later certification replaces the former one, end and all', () => {
    expect(given(workerFold)(registered, certified(at(9)))).toEqual({
      id: 'deployer-3',
      view: { ...item, level: 3, probation: false, expiresAt: at(9) },
    });
    expect(given(workerFold)(registered, certified(at(9)), certified())).toEqual({
      id: 'deployer-3',
      view: { ...item, level: 3, probation: false },
    });
  });

  test('a certification of nobody leaves no row', () => {
    expect(given(workerFold)(certified())).toBeUndefined();
  });

  test('a master, with or without a list of capabilities', () => {
    const data = { masterId: 'cicd-master', level: 3, owners: ['zoe'] } as const;
    const stands = given(masterFold);
    expect(
      stands(recorded('master.registered', { ...data, owners: ['zoe'] }, { entity: 'cicd-master' })),
    ).toEqual({ id: 'cicd-master', level: 3, owners: ['zoe'], capabilities: null });
    expect(
      stands(
        recorded(
          'master.registered',
          { ...data, owners: ['zoe'], capabilities: ['deploy'] },
          { entity: 'cicd-master' },
        ),
      ),
    ).toEqual({ id: 'cicd-master', level: 3, owners: ['zoe'], capabilities: ['deploy'] });
  });

  test('the policy in force is the last one published', () => {
    const published = (version: string, position: number): Recorded<'policy.published'> => {
      const document = { version } as Recorded<'policy.published'>['data']['document'];
      return recorded(
        'policy.published',
        { document, sha256, basis: 'bootstrap' },
        { entity: 'default', position },
      );
    };
    expect(given(policyFold)(published('1', 1), published('2', 2))).toEqual({
      id: 'default',
      view: { document: { version: '2' }, version: '2', hash: sha256, since: at(2) },
    });
  });
});

describe('which dead letters are settled', () => {
  test('those of each service that has retried or dropped its own', () => {
    const retried = recorded('dead-letter.retried', { service: 'permit-workflow' }, { entity: 'x1' });
    const dropped = recorded(
      'dead-letter.dropped',
      { service: 'audit-projection', reason: 'Of no use.' },
      { entity: 'x1' },
    );
    const settled = given(settledLettersFold);
    expect(settled(retried)).toEqual({ id: 'x1', services: ['permit-workflow'] });
    expect(settled(retried, retried)).toEqual(settled(retried));
    expect(settled(retried, dropped)).toEqual({
      id: 'x1',
      services: ['permit-workflow', 'audit-projection'],
    });
  });
});

describe('the row of an event', () => {
  test('is what the log says, without the trace, and the task whose story it is', () => {
    const event = {
      ...recorded('permit.review-started', { by: 'bob' }, { position: 9 }),
      traceparent: '00-1-2-01',
    };
    const { traceparent: _, ...row } = event;
    expect(eventRow(event)).toEqual({ ...row, task: 't1' });
    expect(eventOf(eventRow(event))).toEqual(row);
    expect(
      eventRow(recorded('claim.claimed', { id: 'Bob', kind: 'person' }, { entity: 'bob' })).task,
    ).toBeNull();
  });
});
