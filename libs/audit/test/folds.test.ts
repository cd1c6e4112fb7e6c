import { describe, expect, test } from '@jest/globals';
import { typesOf } from '@guildhall/contracts';
import type {
  AssignmentMade,
  EmergencyState,
  EventType,
  PermitState,
  Recorded,
  Role,
  TypesOf,
} from '@guildhall/contracts';
import type { Fold, Row } from '../src/fold.js';
import { eventOf, eventRow } from '../src/what-happened/event-row.js';
import { settledLettersFold } from '../src/which-dead-letters/fold.js';
import { emergencyFold } from '../src/which-emergencies/fold.js';
import { signingKeysFold } from '../src/which-keys-sign/fold.js';
import { masterFold } from '../src/which-masters/fold.js';
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
  const REVIEW_BY = '2026-03-03T12:00:00Z';
  // Stands in for the rules of permits, which have tests of their own: remembers what it was given, and asks people until
  // it is issued.
  type Held = HeldPermit & { seen: string[] };
  const STATES: Partial<Record<EventType, PermitState>> = {
    'permit.requested': 'REQUESTED',
    'permit.issued': 'ACTIVE',
    'permit.execution-started': 'EXECUTING',
    'permit.revoked': 'REVOKED',
  };
  const held = (status: PermitState, ...seen: string[]): Held => ({
    status,
    terms,
    permitDigest: digest,
    seen,
    ...(status === 'REQUESTED' ? { reviewBy: seen.includes('permit.sponsored') ? SOONER : REVIEW_BY } : {}),
  });
  const SOONER = '2026-03-01T13:00:00Z';
  const fold = permitFold<Held | 'none', Held>({
    initialState: 'none',
    evolve: (state, { type }) => {
      const before = state === 'none' ? undefined : state;
      const status = STATES[type] ?? before?.status;
      return status ? held(status, ...(before?.seen ?? []), type) : state;
    },
    isHeld: (state) => state !== 'none',
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
    waiting: false,
    due: '2026-03-03T12:00:00.000Z',
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
      due: null,
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
      due: null,
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

  const by = (approver: string, role: Role = 'security-lead') => ({ approver, role, stage: 'approval' });
  const agreed = (approver: string, position: number) =>
    recorded('permit.approval-recorded', { ...by(approver), permitDigest: digest }, { position });
  const amended = (...voided: string[]) =>
    recorded('permit.amended', {
      terms,
      permitDigest: digest,
      reason: { kind: 'override' },
      voided: voided.map((approver) => by(approver)),
    });

  test('terms that change leave the approvals of the former ones in view, and take the sponsor away', () => {
    const sponsored = recorded(
      'permit.sponsored',
      { by: 'erin', role: 'cto', permitDigest: digest, reviewBy: SOONER },
      { position: 6 },
    );
    expect(stands(requested, sponsored)).toMatchObject({
      due: '2026-03-01T13:00:00.000Z',
      facts: {
        ...facts,
        deadline: '2026-03-01T13:00:00.000Z',
        sponsor: { by: 'erin', role: 'cto', at: at(6) },
      },
    });
    const voided = recorded('permit.approval-voided', { ...by('carol'), reason: { kind: 'role-lost' } });
    const after = stands(requested, agreed('carol', 5), amended('carol'), agreed('carol', 7), voided);
    expect(after?.facts).toEqual({
      ...facts,
      approvals: [
        { ...by('carol'), at: at(5), voided: 'amended' },
        { ...by('carol'), at: at(7), voided: 'role-lost' },
      ],
    });
    expect(stands(requested, sponsored, amended())?.facts.sponsor).toBeUndefined();
  });

  const started = recorded('permit.execution-started', { workerId: 'deployer-3' }, { position: 10 });
  const action = { action: 'deploy', target: 'service:api/eu', inputDigest: sha256 } as const;
  const announced = (seq: number, needsConfirmation = true) =>
    recorded(
      'execution.action-proposed',
      { ...action, workerId: 'deployer-3', seq, needsConfirmation },
      { position: 10 + seq },
    );
  const onRecord = (...seqs: number[]) =>
    recorded('execution.action-recorded', {
      workerId: 'deployer-3',
      actions: seqs.map((seq) => ({ ...action, seq, status: 'done' as const })),
    });
  const works = (...events: Parameters<typeof stands>) => stands(requested, issued([]), started, ...events);
  const nothing = { startedAt: at(10), lastSeq: 0, violations: [] };

  test('what is announced and has to be confirmed waits until the window ends', () => {
    const waiting = { seq: 1, action: 'deploy', target: 'service:api/eu', at: at(11) };
    expect(works(announced(1))).toMatchObject({ waiting: true, due: window.notAfter });
    expect(works(announced(1))?.facts.work).toEqual({ ...nothing, waiting });
    expect(works(announced(1, false))?.facts.work).toEqual(nothing);
  });

  test.each<[string, Recorded<TypesOf<'permit' | 'execution'>>]>([
    ['confirmed', recorded('execution.action-confirmed', { seq: 1, by: 'alice' })],
    ['on record', onRecord(1)],
    ['stopped', recorded('permit.revoked', { severity: 'critical', reason: { kind: 'violation' } })],
  ])('what is %s waits no more', (_what, event) => {
    expect(works(announced(1), event)).toMatchObject({ waiting: false, due: null });
  });

  test('the last action on record and what was broken are known', () => {
    const broken = { rule: 'scope', onViolation: 'reject', text: 'Not in scope.', seq: 3 } as const;
    const violation = recorded('permit.violation-detected', broken, { position: 20 });
    expect(works(announced(1), onRecord(1, 2), violation)?.facts.work).toEqual({
      ...nothing,
      lastSeq: 2,
      violations: [{ ...broken, at: at(20) }],
    });
  });

  test('of what was broken again and again, the last 100 are known, in order', () => {
    const broken = Array.from({ length: 103 }, (_, at) =>
      recorded(
        'permit.violation-detected',
        { rule: 'scope', onViolation: 'reject', text: `Attempt ${at + 1}.` },
        { position: 20 + at },
      ),
    );
    const texts = works(...broken)?.facts.work?.violations.map(({ text }) => text);
    expect(texts).toEqual(Array.from({ length: 100 }, (_, at) => `Attempt ${at + 4}.`));
  });

  test('how it is undone is known', () => {
    const granted = recorded('execution.rollback-granted', {
      workerId: 'deployer-2',
      actions: ['rollback'],
      until: at(60),
    });
    const grant = { state: 'granted', workerId: 'deployer-2', until: at(60) };
    const rollback = (...events: Parameters<typeof stands>) => works(...events)?.facts.work?.rollback;
    expect(rollback(granted)).toEqual(grant);
    expect(rollback(granted, recorded('execution.rolled-back', { workerId: 'deployer-2' }))).toEqual({
      ...grant,
      state: 'done',
    });
    expect(rollback(granted, recorded('execution.rollback-failed', { kind: 'timeout' }))).toEqual({
      ...grant,
      state: 'failed',
    });
    const withdrawn = recorded('execution.rollback-withdrawn', { workerId: 'deployer-2', kind: 'trust' });
    expect(rollback(granted, withdrawn)).toEqual({ state: 'needed' });
    expect(rollback(granted, withdrawn, granted)).toEqual(grant);
    expect(
      rollback(recorded('execution.rollback-failed', { kind: 'reported', workerId: 'deployer-3' })),
    ).toEqual({ state: 'failed', workerId: 'deployer-3' });
  });

  test('work that nobody has started leaves no trace', () => {
    expect(stands(requested, onRecord(1))?.facts).toEqual(facts);
  });

  test('the rules see every event of the permit and of its execution', () => {
    expect([...fold.handles].sort()).toEqual([...typesOf('permit'), ...typesOf('execution')].sort());
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
    status: 'active',
    trust: 'supervised',
    trustSince: at(1),
    successes: 0,
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
    ).toEqual({ ...person, roles: { manager: 7, vp: 7 } });
  });

  const enrolled = recorded(
    'directory.enrolled',
    { roles: ['manager', 'vp'], personal },
    { entity: 'bob', position: 7 },
  );
  const person = { id: 'bob', enrolled: true, roles: {}, delegations: [], proposal: null, personal };
  const who = given(personFold);
  const about = { entity: 'bob' };
  const delegated = recorded('directory.delegated', { role: 'vp', to: 'zoe', until: at(60) }, about);

  test('what is proposed about a person changes nothing until it is confirmed', () => {
    const proposed = recorded(
      'directory.change-proposed',
      { change: 'enroll', roles: ['vp'], personal, by: 'oscar', sha256 },
      { ...about, position: 3 },
    );
    expect(who(proposed)).toEqual({
      ...person,
      enrolled: false,
      personal: null,
      proposal: { change: 'enroll', roles: ['vp'], by: 'oscar', at: at(3), sha256 },
    });
    expect(who(proposed, enrolled)).toEqual({ ...person, roles: { manager: 7, vp: 7 } });
    const removal = recorded('directory.change-proposed', { change: 'remove', by: 'oscar', sha256 }, about);
    expect(who(enrolled, removal)).toMatchObject({
      enrolled: true,
      proposal: { change: 'remove', by: 'oscar', at: at(1), sha256 },
    });
  });

  test('a role that stays is held without a break; one that goes takes its delegation along', () => {
    const changed = recorded(
      'directory.roles-changed',
      { roles: ['manager', 'cto'], proposal: sha256 },
      { ...about, position: 9 },
    );
    expect(who(enrolled, delegated, changed)).toEqual({ ...person, roles: { manager: 7, cto: 9 } });
  });

  test('of each role there is one delegation, until it is ended', () => {
    const other = recorded('directory.delegated', { role: 'vp', to: 'dave', until: at(90) }, about);
    const ended = recorded('directory.delegation-ended', { role: 'vp', to: 'dave', by: 'dave' }, about);
    const delegations = [{ role: 'vp', to: 'dave', until: at(90) }];
    expect(who(enrolled, delegated, other)).toMatchObject({ delegations });
    expect(who(enrolled, delegated, other, ended)).toMatchObject({ delegations: [] });
  });

  test('who is removed holds nothing, and may come back', () => {
    const removed = recorded('directory.removed', { proposal: sha256 }, about);
    expect(who(enrolled, delegated, removed)).toEqual({ ...person, enrolled: false });
    const again = recorded('directory.enrolled', { roles: ['vp'], personal }, { ...about, position: 12 });
    expect(who(enrolled, removed, again)).toEqual({ ...person, roles: { vp: 12 } });
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

  const level3 = { ...item, level: 3, probation: false };
  const ofDeployer = { entity: 'deployer-3' };
  const view = (...events: Parameters<typeof workers>) =>
    workers(registered, certified(at(9)), ...events)?.view;
  const workers = given(workerFold);

  test('another definition replaces the former one, and changes no level', () => {
    const redefined = { ...definition, owners: ['zoe'], capabilities: ['test'], name: 'Tester' };
    const other = 'e'.repeat(64);
    expect(view(recorded('worker.redefined', { definition: redefined, sha256: other }, ofDeployer))).toEqual({
      ...level3,
      expiresAt: at(9),
      name: 'Tester',
      owners: ['zoe'],
      capabilities: ['test'],
      definition: other,
    });
  });

  test('suspended, revoked, retired: it says so, and only what is revoked loses its level', () => {
    const suspended = recorded('worker.certification-suspended', { kind: 'incident' }, ofDeployer);
    const revoked = recorded(
      'worker.certification-revoked',
      { kind: 'incident', by: 'peggy', text: 'It was the worker.' },
      ofDeployer,
    );
    const retired = recorded('worker.retired', { by: 'oscar', reason: 'Replaced.' }, ofDeployer);
    expect(view(suspended)).toEqual({ ...level3, expiresAt: at(9), status: 'suspended' });
    expect(view(suspended, certified())).toEqual(level3);
    expect(view(revoked)).toEqual({ ...item, level: 0, probation: false, status: 'revoked' });
    expect(view(retired)).toEqual({ ...level3, expiresAt: at(9), status: 'retired' });
  });

  test('trust grows by what is counted, a step at a time, and is lost at once', () => {
    const counted = recorded('worker.successes-counted', { taskId: 't1', successes: 7 }, ofDeployer);
    const raised = recorded(
      'worker.trust-raised',
      { to: 'monitored', successes: 14 },
      { ...ofDeployer, time: at(5) },
    );
    const reset = recorded(
      'worker.trust-reset',
      { reason: { kind: 'bypass' } },
      { ...ofDeployer, time: at(8) },
    );
    const now = { ...level3, expiresAt: at(9) };
    const monitored = { ...now, trust: 'monitored', trustSince: at(5) };
    expect(view(counted, counted)).toEqual({ ...now, successes: 14 });
    expect(view(counted, counted, raised)).toEqual(monitored);
    expect(view(counted, counted, raised, counted)).toEqual({ ...monitored, successes: 7 });
    expect(view(counted, counted, raised, counted, reset)).toEqual({ ...now, trustSince: at(8) });
  });

  test('the level of an emergency is one beside its own, until that is over', () => {
    const during = (emergencyId: string, expiresAt: string) =>
      recorded('worker.emergency-certified', { emergencyId, level: 3, expiresAt }, ofDeployer);
    const over = recorded('worker.emergency-ended', { emergencyId: 'em1' }, ofDeployer);
    const em2 = { emergencyId: 'em2', level: 3, expiresAt: at(60) };
    expect(view(during('em1', at(50)), during('em1', at(55)), during('em2', at(60)))?.emergencies).toEqual([
      { emergencyId: 'em1', level: 3, expiresAt: at(55) },
      em2,
    ]);
    expect(view(during('em1', at(50)), during('em2', at(60)), over)?.emergencies).toEqual([em2]);
    expect(view(during('em1', at(50)), over)).toEqual({ ...level3, expiresAt: at(9) });
  });

  test('a certification of nobody leaves no row', () => {
    expect(given(workerFold)(certified())).toBeUndefined();
  });

  test('a master, with or without a list of capabilities', () => {
    const data = { masterId: 'cicd-master', level: 3, owners: ['zoe'] } as const;
    const stands = given(masterFold);
    expect(
      stands(recorded('master.registered', { ...data, owners: ['zoe'] }, { entity: 'cicd-master' })),
    ).toEqual({ id: 'cicd-master', level: 3, owners: ['zoe'], capabilities: null, retired: false });
    expect(
      stands(
        recorded(
          'master.registered',
          { ...data, owners: ['zoe'], capabilities: ['deploy'] },
          { entity: 'cicd-master' },
        ),
      ),
    ).toEqual({ id: 'cicd-master', level: 3, owners: ['zoe'], capabilities: ['deploy'], retired: false });
  });

  test('a master that is changed, and one that is retired', () => {
    const cicd = { entity: 'cicd-master' };
    const first = recorded(
      'master.registered',
      { masterId: 'cicd-master', level: 3, owners: ['zoe'], capabilities: ['deploy'] },
      cicd,
    );
    const changed = recorded('master.changed', { level: 2, owners: ['olivia'] }, cicd);
    const retired = recorded('master.retired', { by: 'oscar', reason: 'Moved.' }, cicd);
    const now = { id: 'cicd-master', level: 2, owners: ['olivia'], capabilities: null };
    const stands = given(masterFold);
    expect(stands(first, changed)).toEqual({ ...now, retired: false });
    expect(stands(first, changed, retired)).toEqual({ ...now, retired: true });
    expect(stands(changed)).toBeUndefined();
    expect(stands(retired)).toBeUndefined();
  });

  test('the keys of tokens are those of who signs them', () => {
    const signing = given(
      signingKeysFold<string[]>({
        signer: 'permit-workflow',
        initialState: [],
        evolve: (keys, { type }) => [...keys, type],
      }),
    );
    const issued = (entity: string) =>
      recorded(
        'directory.credential-issued',
        { id: entity, kind: 'token-signer', publicKey: 'U1' },
        { entity },
      );
    expect(signing(issued('bob'))).toBeUndefined();
    expect(signing(issued('permit-workflow'), issued('permit-workflow'))).toEqual({
      id: 'permit-workflow',
      keys: ['directory.credential-issued', 'directory.credential-issued'],
    });
  });
});

describe('which emergencies are there', () => {
  const stands = given(emergencyFold);
  const of = (position: number) => ({ entity: 'em1', position });
  const asked = {
    incident: 'INC-7',
    workerId: 'deployer-2',
    requestedBy: 'oscar',
    reason: 'The shop is down.',
    approveBy: at(15),
  };
  const requested = recorded('emergency.requested', { ...asked, owners: ['olivia'] }, of(1));
  const approved = recorded(
    'emergency.approved',
    { by: 'ivan', workerId: 'deployer-2', expiresAt: at(60), reviewBy: at(99) },
    of(2),
  );
  const ended = recorded('emergency.ended', { workerId: 'deployer-2', kind: 'ended', by: 'ivan' }, of(3));
  const review = { by: 'carol', report: 'It was the certificate.', lessons: 'Renew it in time.' };
  const reviewed = recorded('emergency.reviewed', review, of(4));
  const first = { emergencyId: 'em1', ...asked, requestedAt: at(1) };
  const running = { ...first, approvedBy: 'ivan', expiresAt: at(60) };
  const row = (state: EmergencyState, view: object) => ({
    id: 'em1',
    position: 1,
    state,
    requester: 'oscar',
    worker: 'deployer-2',
    view: { ...view, state },
  });

  test('asked for, and lapsed', () => {
    expect(stands(requested)).toEqual(row('REQUESTED', first));
    expect(stands(requested, recorded('emergency.lapsed', { workerId: 'deployer-2' }, of(2)))).toEqual(
      row('LAPSED', first),
    );
  });

  test('approved: from then on a review is owed, until it is there', () => {
    const end = { kind: 'ended', by: 'ivan', at: at(3) };
    expect(stands(requested, approved)).toEqual(row('APPROVED', { ...running, reviewBy: at(99) }));
    expect(stands(requested, approved, ended)).toEqual(
      row('ENDED', { ...running, reviewBy: at(99), ended: end }),
    );
    expect(stands(requested, approved, ended, reviewed)).toEqual(
      row('REVIEWED', { ...running, ended: end, review: { ...review, at: at(4) } }),
    );
  });

  test('the fold sees every event of an emergency, and makes nothing of one that nobody asked for', () => {
    expect([...emergencyFold.handles].sort()).toEqual(typesOf('emergency').sort());
    expect(stands(approved)).toBeUndefined();
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
