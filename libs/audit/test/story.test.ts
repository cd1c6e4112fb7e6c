import { describe, expect, test } from '@jest/globals';
import { EVENTS } from '@guildhall/contracts';
import type { PolicyPublished, Recorded, Window } from '@guildhall/contracts';
import { taskOf } from '../src/what-happened/task-of.js';
import { tell } from '../src/what-happened/tell.js';
import { assessment, at, digest, recorded, summary, task, terms } from './sample.js';

const asked = { request: task, requestedBy: 'development-master', receivedAt: at(0), assessment };
const sha256 = 'f'.repeat(64);
const window: Window = { notBefore: '2026-03-01T12:30:00.000Z', notAfter: '2026-03-01T13:30:00Z' };
const issued = { terms, permitDigest: digest, window, tokenBudget: 25_000, trust: 'supervised' } as const;
const sealed = {
  sealed: { person: 'bob', key: 'k1', alg: 'A256GCM', iv: 'aXY', text: 'Ym9iIGluIGNsZWFy' },
} as const;

const action = { seq: 2, action: 'deploy', target: 'service:api/eu', inputDigest: sha256 } as const;
const definition: Recorded<'worker.redefined'>['data']['definition'] = {
  workerId: 'deployer-3',
  name: 'Production deployer',
  owners: ['olivia'],
  kind: 'agent',
  capabilities: ['deploy', 'rollback'],
};

const summarised = (command: string): Recorded<'refusal.refused'>['data'] => ({
  command,
  caller: 'deployer-3',
  code: 'FORBIDDEN',
  about: 'deployer-3',
  message: '39 more refusals.',
  details: [],
  summary: {
    count: 39,
    since: '2026-03-01T12:00:07.000Z',
    until: '2026-03-01T12:01:06.000Z',
    codes: [
      { code: 'HARD_BLOCK', count: 7 },
      { code: 'FORBIDDEN', count: 32 },
    ],
  },
});

const stories: [Recorded, string][] = [
  [
    recorded('task.assessed', asked),
    'development-master asks for "Deploy API v2.3.0" (deployment, production): level 3, high risk (score 23); engineering-director and security-lead must agree.',
  ],
  [
    recorded('task.assessed', {
      ...asked,
      assessment: { ...assessment, level: 0, risk: 'low', score: 1, approvals: [] },
    }),
    'development-master asks for "Deploy API v2.3.0" (deployment, production): level 0, low risk (score 1); nobody has to agree.',
  ],
  [
    recorded('task.assessed', {
      ...asked,
      assessment: {
        ...assessment,
        approvals: [
          { stage: 'reviews', roles: { 'security-lead': 1, architect: 1 } },
          { stage: 'approval', roles: { vp: 1, cto: 1, cab: 2 } },
        ],
      },
    }),
    'development-master asks for "Deploy API v2.3.0" (deployment, production): level 3, high risk (score 23); security-lead and architect, then vp, cto and 2 of cab must agree.',
  ],
  [
    recorded('task.held', { ...asked, waitingFor: ['SB1', 'SB2'] }),
    'development-master asks for "Deploy API v2.3.0" (deployment, production), which is held: extended tokens (SB1) and an expedited approval (SB2) must be justified first.',
  ],
  [
    recorded('task.refused', {
      code: 'VALIDATION_FAILED',
      requestedBy: 'cicd-master',
      bytes: 12,
      sha256,
      errors: [
        { pointer: '/title', message: 'is missing' },
        { pointer: '', message: 'is not JSON.' },
        { pointer: '/a', message: 'is not a known field' },
        { pointer: '/b', message: 'is not a known field' },
        { pointer: '/c', message: 'is not a known field' },
      ],
    }),
    'A request of cicd-master is refused (VALIDATION_FAILED): /title is missing, is not JSON, /a is not a known field and 2 more.',
  ],
  [
    recorded('task.refused', {
      code: 'ALREADY_EXISTS',
      requestedBy: 'cicd-master',
      bytes: 12,
      sha256,
      errors: [],
    }),
    'A request of cicd-master is refused (ALREADY_EXISTS).',
  ],
  [
    recorded('task.overridden', {
      overrides: [{ softBlock: 'extended-tokens', justification: 'Twelve services are to be read.' }],
    }),
    'development-master justifies extended-tokens.',
  ],
  [
    recorded('task.withdrawn', { reason: 'Not needed any more.' }),
    'development-master withdraws the task: "Not needed any more".',
  ],
  [
    recorded('assignment.made', {
      workerId: 'deployer-3',
      definition: sha256,
      level: 3,
      trust: 'supervised',
      owners: ['olivia'],
      masterOwners: ['olivia'],
      constraints: [],
      asOf: 3,
    }),
    'The work is assigned to deployer-3 (level 3, supervised).',
  ],
  [
    recorded('assignment.denied', {
      code: 'NO_ELIGIBLE_WORKER',
      candidates: [
        { workerId: 'scout-0', rule: 'level' },
        { workerId: 'reader-1', rule: 'capability' },
      ],
      more: 3,
    }),
    'No worker may do it (NO_ELIGIBLE_WORKER); ruled out: scout-0 (level), reader-1 (capability) and 3 more.',
  ],
  [
    recorded('assignment.denied', { code: 'HARD_BLOCK', rule: 'HB1', candidates: [], more: 0 }),
    'No worker may do it (HARD_BLOCK, HB1).',
  ],
  [
    recorded('permit.requested', { terms, permitDigest: digest, reviewBy: '2026-03-03T12:00:04.000Z' }),
    'A level 3 permit for deployer-3 waits for engineering-director and security-lead, until 2026-03-03 12:00 UTC.',
  ],
  [recorded('permit.review-started', { by: 'bob' }), 'bob opens the review.'],
  [
    recorded('permit.approval-recorded', {
      approver: 'bob',
      role: 'engineering-director',
      stage: 'approval',
      permitDigest: digest,
    }),
    'bob approves as engineering-director.',
  ],
  [
    recorded('permit.approval-recorded', {
      approver: 'bob',
      role: 'engineering-director',
      stage: 'approval',
      permitDigest: digest,
      onBehalfOf: 'zoe',
      comment: 'Rehearsed on staging',
    }),
    'bob approves as engineering-director, on behalf of zoe: "Rehearsed on staging".',
  ],
  [
    recorded('permit.approval-voided', {
      approver: 'bob',
      role: 'engineering-director',
      stage: 'approval',
      reason: { kind: 'role-lost' },
    }),
    'The approval of bob as engineering-director no longer counts: the role was lost since.',
  ],
  [
    recorded('permit.sponsorship-voided', { by: 'dave', role: 'vp', reason: { kind: 'role-lost' } }),
    'dave no longer answers for the haste as vp: the role was lost since. The stages run in order again.',
  ],
  [recorded('permit.approved', { permitDigest: digest }), 'Everybody who had to agree has agreed.'],
  [
    recorded('permit.issued', { ...issued, approvedBy: 'policy' }),
    'The permit is issued by the policy: deployer-3 may work from 2026-03-01 12:30 to 13:30 UTC.',
  ],
  [
    recorded('permit.issued', {
      ...issued,
      approvedBy: [
        { approver: 'bob', role: 'engineering-director' },
        { approver: 'carol', role: 'security-lead' },
      ],
      window: { ...window, notAfter: '2026-03-02T13:30:00Z' },
    }),
    'The permit is issued by bob (engineering-director) and carol (security-lead): deployer-3 may work from 2026-03-01 12:30 to 2026-03-02 13:30 UTC.',
  ],
  [
    recorded('permit.rejected', {
      by: 'carol',
      reason: { kind: 'rejected', text: 'No rollback was tried' },
      summary,
    }),
    'carol rejects the permit: "No rollback was tried".',
  ],
  [
    recorded('permit.rejected', { reason: { kind: 'review-timeout' }, summary }),
    'The permit is rejected: nobody had completed the approvals in time.',
  ],
  [recorded('permit.expired', { summary }), 'The permit expires: its time window ended unused.'],
  [recorded('permit.execution-started', { workerId: 'deployer-3' }), 'deployer-3 starts to work.'],
  [
    recorded('permit.revoked', {
      by: 'olivia',
      severity: 'warning',
      reason: { kind: 'person', text: 'Wrong region' },
    }),
    'olivia revokes the permit (warning): "Wrong region".',
  ],
  [
    recorded('permit.revoked', { severity: 'critical', reason: { kind: 'violation' } }),
    'The permit is revoked (critical): a limit was violated.',
  ],
  [
    recorded('permit.completed', { outcome: 'success', lastSeq: 1 }, { actor: 'deployer-3' }),
    'deployer-3 ends the work, outcome success.',
  ],
  [
    recorded(
      'permit.completed',
      { outcome: 'failure', lastSeq: 1, summary: 'Health check failed' },
      { actor: 'deployer-3' },
    ),
    'deployer-3 ends the work, outcome failure: "Health check failed".',
  ],
  [
    recorded('permit.closed', { summary }),
    'The permit is closed: success, 1 action on record, no violations.',
  ],
  [
    recorded(
      'directory.enrolled',
      { roles: ['manager', 'engineering-director'], personal: sealed },
      { entity: 'bob' },
    ),
    'bob is enrolled as manager and engineering-director.',
  ],
  [
    recorded('directory.enrolled', { roles: [], personal: sealed }, { entity: 'bob' }),
    'bob is enrolled without a role.',
  ],
  [
    recorded(
      'directory.credential-issued',
      { id: 'bob', kind: 'person', publicKey: 'U1' },
      { entity: 'bob' },
    ),
    'bob gets a credential as person.',
  ],
  [
    recorded(
      'directory.credential-issued',
      { id: 'w1', kind: 'worker', publicKey: 'U2', revokes: ['U1'] },
      { entity: 'w1' },
    ),
    'w1 gets a credential as worker; the one before is refused from here on.',
  ],
  [
    recorded(
      'directory.credential-revoked',
      { id: 'bob', publicKeys: ['U1'], by: 'olivia' },
      { entity: 'bob' },
    ),
    'olivia revokes the credential of bob.',
  ],
  [
    recorded('dead-letter.retried', { service: 'permit-workflow' }, { entity: 'x1', actor: 'olivia' }),
    'olivia has permit-workflow handle the dead letter x1 once more, and it does.',
  ],
  [
    recorded(
      'dead-letter.dropped',
      { service: 'risk-assessment', reason: 'It was asked for again.' },
      { entity: 'i1', actor: 'olivia' },
    ),
    'olivia drops the dead letter i1 of risk-assessment: "It was asked for again".',
  ],
  [
    recorded('directory.bootstrap-completed', { sha256 }, { entity: 'system' }),
    'The first boot is complete: tasks are accepted, nothing is imported any more.',
  ],
  [
    recorded('claim.claimed', { id: 'Bob', kind: 'person' }, { entity: 'bob' }),
    'The id Bob is taken by a person.',
  ],
  [
    recorded(
      'worker.registered',
      {
        definition: {
          workerId: 'deployer-3',
          name: 'Production deployer',
          owners: ['olivia'],
          kind: 'agent',
          capabilities: ['deploy', 'rollback'],
        },
        sha256,
      },
      { entity: 'deployer-3' },
    ),
    'deployer-3 is registered for deploy and rollback; olivia is answerable for it.',
  ],
  [
    recorded(
      'worker.certified',
      { level: 3, basis: 'bootstrap', probation: true, expiresAt: '2026-06-01T00:00:00.000Z' },
      { entity: 'deployer-3' },
    ),
    'deployer-3 is certified for level 3, on probation, until 2026-06-01 00:00 UTC.',
  ],
  [
    recorded('worker.certified', { level: 3, basis: 'board', probation: false }, { entity: 'deployer-3' }),
    'deployer-3 is certified for level 3.',
  ],
  [
    recorded(
      'master.registered',
      { masterId: 'cicd-master', level: 3, owners: ['olivia', 'zoe'] },
      { entity: 'cicd-master' },
    ),
    'cicd-master is registered and may ask for work up to level 3; olivia and zoe are answerable for it.',
  ],
  [
    recorded('refusal.refused', {
      command: 'permit.approve',
      caller: 'olivia',
      code: 'SEPARATION_OF_DUTIES',
      about: 't1',
      message: 'olivia owns the worker',
      details: [],
    }),
    'olivia is refused permit.approve on t1 (SEPARATION_OF_DUTIES): "olivia owns the worker".',
  ],
  [
    recorded('refusal.refused', {
      command: 'task.assessed',
      caller: 'cicd-master',
      code: 'HARD_BLOCK',
      rule: 'HB1',
      about: 'cicd-master',
      message: 'scout-0 is barred.',
      details: [{ pointer: '/workerId', message: 'is of level 0' }],
    }),
    'cicd-master is refused task.assessed (HARD_BLOCK, HB1): "scout-0 is barred".',
  ],
  [
    recorded('refusal.refused', summarised('permit.start')),
    'deployer-3 is refused 39 more times from 2026-03-01 12:00 to 12:01 UTC (7 HARD_BLOCK and 32 FORBIDDEN).',
  ],
  [
    recorded('permit.amended', {
      terms,
      permitDigest: digest,
      reason: { kind: 'worker-redefined' },
      voided: [{ approver: 'bob', role: 'engineering-director', stage: 'approval' }],
    }),
    'The terms change: the worker has a new definition. The permit waits for engineering-director and security-lead once more; 1 approval no longer counts.',
  ],
  [
    recorded('permit.amended', {
      terms,
      permitDigest: digest,
      reason: { kind: 'override', text: 'It is done after t7.' },
      voided: [],
    }),
    'The terms change: "It is done after t7". The permit waits for engineering-director and security-lead.',
  ],
  [
    recorded('permit.sponsored', {
      by: 'erin',
      role: 'cto',
      permitDigest: digest,
      reviewBy: '2026-03-01T13:00:04.000Z',
    }),
    'erin answers for the haste as cto: every approval may be given now, until 2026-03-01 13:00 UTC.',
  ],
  [
    recorded('permit.violation-detected', {
      rule: 'max_error_rate',
      onViolation: 'rollback-and-revoke',
      text: 'The error rate is 0.02, above 0.01.',
    }),
    'A limit is broken (max_error_rate): "The error rate is 0.02, above 0.01"; the permit is revoked and the work undone.',
  ],
  [
    recorded('permit.violation-detected', {
      rule: 'scope',
      onViolation: 'reject',
      text: 'service:web/eu is not in scope.',
      seq: 4,
    }),
    'A limit is broken by action 4 (scope): "service:web/eu is not in scope"; that is not done.',
  ],
  [recorded('permit.archived', {}), 'The permit is archived.'],
  [recorded('permit.archived', { by: 'oscar' }), 'oscar archives the permit.'],
  [
    recorded('execution.action-proposed', { ...action, workerId: 'deployer-3', needsConfirmation: true }),
    'deployer-3 announces action 2: deploy on service:api/eu, which somebody has to confirm first.',
  ],
  [
    recorded('execution.action-proposed', { ...action, workerId: 'deployer-3', needsConfirmation: false }),
    'deployer-3 announces action 2: deploy on service:api/eu.',
  ],
  [recorded('execution.action-confirmed', { seq: 2, by: 'alice' }), 'alice confirms action 2.'],
  [
    recorded('execution.action-recorded', {
      workerId: 'deployer-3',
      actions: [{ ...action, status: 'failed', reason: 'The registry is away.' }],
      late: true,
    }),
    'deployer-3 records, after the stop, action 2: deploy on service:api/eu (failed, "The registry is away.").',
  ],
  [
    recorded('execution.action-recorded', {
      workerId: 'deployer-3',
      actions: [1, 2, 3, 4].map((seq) => ({ ...action, seq, status: 'done' as const })),
    }),
    'deployer-3 records 4 actions: deploy on service:api/eu (done), deploy on service:api/eu (done), deploy on service:api/eu (done) and 1 more.',
  ],
  [
    recorded('execution.rollback-granted', {
      workerId: 'deployer-3',
      actions: ['rollback', 'restart'],
      until: '2026-03-01T12:45:00.000Z',
    }),
    'deployer-3 may undo the work until 2026-03-01 12:45 UTC, by rollback and restart.',
  ],
  [
    recorded('execution.rollback-withdrawn', { workerId: 'deployer-3', kind: 'certification' }),
    'deployer-3 may not undo the work any more: it lost its certification.',
  ],
  [
    recorded('execution.rollback-withdrawn', { workerId: 'deployer-3', kind: 'emergency-over' }),
    'deployer-3 may not undo the work any more: the emergency is over.',
  ],
  [
    recorded('execution.rollback-withdrawn', { workerId: 'deployer-3', kind: 'trust' }),
    'deployer-3 may not undo the work any more: it went past the log, or past who had to agree.',
  ],
  [recorded('execution.rolled-back', { workerId: 'deployer-3' }), 'deployer-3 has undone the work.'],
  [
    recorded('execution.rolled-back', { workerId: 'deployer-3', summary: 'v2.2.9 runs again.' }),
    'deployer-3 has undone the work: "v2.2.9 runs again".',
  ],
  [
    recorded('execution.rollback-failed', { kind: 'timeout', workerId: 'deployer-3' }),
    'The work is not undone by deployer-3: its time is over.',
  ],
  [
    recorded('execution.rollback-failed', { kind: 'no-worker', text: 'Nobody was named.' }),
    'The work is not undone: "Nobody was named".',
  ],
  [
    recorded(
      'emergency.requested',
      {
        incident: 'INC-7',
        workerId: 'deployer-2',
        requestedBy: 'oscar',
        reason: 'The shop is down.',
        owners: ['olivia'],
        approveBy: '2026-03-01T12:15:00.000Z',
      },
      { entity: 'em1' },
    ),
    'oscar asks for emergency em1 with deployer-2 because of INC-7, to be approved until 2026-03-01 12:15 UTC: "The shop is down".',
  ],
  [
    recorded(
      'emergency.approved',
      {
        by: 'ivan',
        workerId: 'deployer-2',
        expiresAt: '2026-03-01T13:10:00.000Z',
        reviewBy: '2026-03-04T13:10:00.000Z',
      },
      { entity: 'em1' },
    ),
    'ivan approves emergency em1: deployer-2 has level 3 for its permits until 2026-03-01 13:10 UTC.',
  ],
  [
    recorded('emergency.lapsed', { workerId: 'deployer-2' }, { entity: 'em1' }),
    'Emergency em1 lapses: nobody has approved it in time.',
  ],
  [
    recorded('emergency.ended', { workerId: 'deployer-2', kind: 'expired' }, { entity: 'em1' }),
    'Emergency em1 is over: its time has passed.',
  ],
  [
    recorded('emergency.ended', { workerId: 'deployer-2', kind: 'ended', by: 'ivan' }, { entity: 'em1' }),
    'ivan ends emergency em1.',
  ],
  [
    recorded(
      'emergency.reviewed',
      { by: 'carol', report: 'The certificate had expired.', lessons: 'Renew it a month before.' },
      { entity: 'em1' },
    ),
    'carol reviews emergency em1: what happened and what was learned is on record.',
  ],
  [
    recorded(
      'directory.change-proposed',
      { change: 'enroll', roles: ['vp'], personal: sealed, by: 'oscar', sha256 },
      { entity: 'nina' },
    ),
    'oscar proposes to enrol nina as vp; the governance board has to confirm it.',
  ],
  [
    recorded(
      'directory.change-proposed',
      { change: 'assign-roles', roles: ['vp', 'cto'], by: 'oscar', sha256 },
      { entity: 'bob' },
    ),
    'oscar proposes that bob holds vp and cto and nothing else; the governance board has to confirm it.',
  ],
  [
    recorded(
      'directory.change-proposed',
      { change: 'assign-roles', roles: [], by: 'oscar', sha256 },
      { entity: 'bob' },
    ),
    'oscar proposes that bob holds no role; the governance board has to confirm it.',
  ],
  [
    recorded('directory.change-proposed', { change: 'remove', by: 'oscar', sha256 }, { entity: 'bob' }),
    'oscar proposes to remove bob; the governance board has to confirm it.',
  ],
  [
    recorded('directory.roles-changed', { roles: ['vp'], proposal: sha256 }, { entity: 'bob' }),
    'bob holds vp and nothing else from here on.',
  ],
  [
    recorded('directory.roles-changed', { roles: [], proposal: sha256 }, { entity: 'bob' }),
    'bob holds no role from here on.',
  ],
  [
    recorded(
      'directory.delegated',
      { role: 'manager', to: 'zoe', until: '2026-03-08T12:00:00.000Z' },
      { entity: 'alice' },
    ),
    'alice lets zoe act as manager until 2026-03-08 12:00 UTC.',
  ],
  [
    recorded('directory.delegation-ended', { role: 'manager', to: 'zoe', by: 'zoe' }, { entity: 'alice' }),
    'zoe ends the delegation of manager from alice to zoe.',
  ],
  [
    recorded('directory.removed', { proposal: sha256 }, { entity: 'bob' }),
    'bob is removed, and decides on nothing any more.',
  ],
  [
    recorded(
      'directory.credential-issued',
      { id: 'permit-workflow', kind: 'token-signer', publicKey: 'U3', revokes: ['U2'] },
      { entity: 'permit-workflow' },
    ),
    'permit-workflow signs capability tokens with a new key from here on.',
  ],
  [
    recorded('worker.redefined', { definition, sha256 }, { entity: 'deployer-3' }),
    'deployer-3 has a new definition, for deploy and rollback; olivia is answerable for it.',
  ],
  [
    recorded('worker.certification-suspended', { kind: 'redefined' }, { entity: 'deployer-3' }),
    'deployer-3 is suspended: it is something else than what was certified.',
  ],
  [
    recorded(
      'worker.certification-suspended',
      { kind: 'operator', by: 'oscar', text: 'It is looked at.' },
      { entity: 'deployer-3' },
    ),
    'oscar suspends deployer-3: "It is looked at".',
  ],
  [
    recorded(
      'worker.certification-revoked',
      { kind: 'incident', by: 'peggy', text: 'It deleted a bucket.' },
      { entity: 'deployer-3' },
    ),
    'peggy revokes the certification of deployer-3 because of an incident: "It deleted a bucket".',
  ],
  [
    recorded(
      'worker.emergency-certified',
      { emergencyId: 'em1', level: 3, expiresAt: '2026-03-01T13:10:00.000Z' },
      { entity: 'deployer-2' },
    ),
    'deployer-2 has level 3 for permits of emergency em1 until 2026-03-01 13:10 UTC.',
  ],
  [
    recorded('worker.emergency-ended', { emergencyId: 'em1' }, { entity: 'deployer-2' }),
    'deployer-2 has nothing from emergency em1 any more.',
  ],
  [
    recorded('worker.successes-counted', { taskId: 't1', successes: 10 }, { entity: 'deployer-3' }),
    '10 successful actions under t1 count towards the trust in deployer-3.',
  ],
  [
    recorded('worker.successes-counted', { taskId: 't1', successes: 1 }, { entity: 'deployer-3' }),
    '1 successful action under t1 counts towards the trust in deployer-3.',
  ],
  [
    recorded('worker.trust-raised', { to: 'monitored', successes: 104 }, { entity: 'deployer-3' }),
    'deployer-3 is monitored from here on, after 104 successful actions.',
  ],
  [
    recorded('worker.trust-reset', { reason: { kind: 'bypass' } }, { entity: 'deployer-3' }),
    'deployer-3 is supervised from here on, because it went past the log, or past who had to agree.',
  ],
  [
    recorded(
      'worker.trust-reset',
      { reason: { kind: 'person', text: 'It is looked at.' }, by: 'carol' },
      { entity: 'deployer-3' },
    ),
    'carol resets the trust in deployer-3, which is supervised from here on, because it was decided so: "It is looked at".',
  ],
  [
    recorded(
      'worker.incident-reported',
      { severity: 'major', kind: 'bypass', text: 'Action 2 was not announced.', taskId: 't1' },
      { entity: 'deployer-3' },
    ),
    'The log shows a major incident of deployer-3 under t1, a bypass: "Action 2 was not announced".',
  ],
  [
    recorded(
      'worker.incident-reported',
      { severity: 'minor', kind: 'other', text: 'It was slow.', by: 'oscar' },
      { entity: 'deployer-3' },
    ),
    'oscar reports a minor incident of deployer-3, something else: "It was slow".',
  ],
  [
    recorded('worker.retired', { by: 'oscar', reason: 'Replaced.' }, { entity: 'deployer-2' }),
    'oscar retires deployer-2: "Replaced".',
  ],
  [
    recorded('master.changed', { level: 2, owners: ['zoe'] }, { entity: 'cicd-master' }),
    'cicd-master may ask for work up to level 2 from here on; zoe is answerable for it.',
  ],
  [
    recorded('master.retired', { by: 'oscar', reason: 'Moved.' }, { entity: 'cicd-master' }),
    'oscar retires cicd-master: "Moved".',
  ],
  [
    recorded('policy.endorsed', { sha256 }, { entity: 'default', actor: 'gwen' }),
    `gwen endorses policy ${sha256.slice(0, 12)}.`,
  ],
];

describe('the story', () => {
  test.each(stories.map(([event, text]) => [event.type, event, text] as const))(
    '%s is told',
    (_type, event, text) => {
      expect(tell(event)).toBe(text);
    },
  );

  test('a policy is told by its version', () => {
    const document = {
      version: '2026.1',
      factors: {},
      bands: [],
      floors: [],
      caps: [],
      plans: [],
      paths: [],
      levels: [],
      resources: [],
      durations: {
        defaultWindow: 'PT24H',
        expeditedReview: 'PT1H',
        regulatedRetention: 'P7Y',
        bootstrapCertification: 'P90D',
        emergency: 'PT1H',
        emergencyApproval: 'PT15M',
        emergencyReview: 'PT72H',
        token: 'PT2M',
        lateRecords: 'PT15M',
        archiveAfter: 'P1D',
      },
      trust: {
        monitoredAfter: 100,
        autonomousAfter: 1000,
        autonomousNotBefore: 'P30D',
        countedPerPermit: 10,
      },
    };
    const inDefault = { entity: 'default', actor: 'gwen' };
    const published = (more: Pick<PolicyPublished, 'basis' | 'proposedBy' | 'endorsedBy'>): string =>
      tell(recorded('policy.published', { document, sha256, ...more }, inDefault));
    const proposal = { document, sha256, replaces: 'b'.repeat(64) };
    const proposed = (reason: { reason?: string }): string =>
      tell(recorded('policy.proposed', { ...proposal, ...reason }, inDefault));
    const short = sha256.slice(0, 12);
    expect(published({ basis: 'bootstrap' })).toBe(
      `Policy 2026.1 (${short}) is in force, from the first start.`,
    );
    expect(published({ basis: 'endorsed', proposedBy: 'olivia', endorsedBy: ['gwen', 'george'] })).toBe(
      `Policy 2026.1 (${short}) is in force, proposed by olivia, endorsed by gwen and george.`,
    );
    expect(published({ basis: 'endorsed' })).toBe(
      `Policy 2026.1 (${short}) is in force, endorsed by the governance board.`,
    );
    expect(proposed({})).toBe(`gwen proposes policy 2026.1 (${short}) in place of bbbbbbbbbbbb.`);
    expect(proposed({ reason: 'It holds payments now.' })).toBe(
      `gwen proposes policy 2026.1 (${short}) in place of bbbbbbbbbbbb: "It holds payments now".`,
    );
  });

  test('every type of event is among the cases above', () => {
    const told = new Set<string>([
      ...stories.map(([event]) => event.type),
      'policy.proposed',
      'policy.published',
    ]);
    expect(Object.keys(EVENTS).filter((type) => !told.has(type))).toEqual([]);
  });
});

describe('whose story an event belongs to', () => {
  const refusal = (command: string, correlation: string): Recorded =>
    recorded(
      'refusal.refused',
      { command, caller: 'olivia', code: 'FORBIDDEN', about: 'olivia', message: 'No.', details: [] },
      { entity: 'f0', correlation },
    );
  const request: Recorded<'task.refused'>['data'] = {
    code: 'ALREADY_EXISTS',
    requestedBy: 'm',
    errors: [],
    bytes: 1,
    sha256,
  };
  const cases: [string, Recorded, string | undefined][] = [
    ['an event of a task', recorded('task.withdrawn', { reason: 'r' }), 't1'],
    [
      'of an assignment',
      recorded('assignment.denied', { code: 'NO_ELIGIBLE_WORKER', candidates: [], more: 0 }),
      't1',
    ],
    ['of its execution', recorded('execution.action-confirmed', { seq: 1, by: 'bob' }), 't1'],
    ['of a permit', recorded('permit.review-started', { by: 'bob' }), 't1'],
    [
      'a refused request for it',
      recorded('task.refused', { ...request, taskId: 't1' }, { entity: 'r0' }),
      't1',
    ],
    ['a refused request for nothing', recorded('task.refused', request, { entity: 'r0' }), undefined],
    ['a refused command on it', refusal('permit.approve', 't1'), 't1'],
    ['a refused action under it', refusal('execution.confirm', 't1'), 't1'],
    ['a refused reaction to it', refusal('task.assessed', 't1'), 't1'],
    ['a refused command on a worker', refusal('worker.import', 'scout-0'), undefined],
    [
      'a summary of refusals, the last one on a permit',
      recorded('refusal.refused', summarised('permit.start'), { entity: 'f0', correlation: 'deployer-3' }),
      undefined,
    ],
    [
      'an enrolment',
      recorded('directory.enrolled', { roles: [], personal: sealed }, { entity: 'bob' }),
      undefined,
    ],
  ];

  test.each(cases)('%s', (_what, event, expected) => {
    expect(taskOf(event)).toBe(expected);
  });
});
