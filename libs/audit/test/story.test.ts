import { describe, expect, test } from '@jest/globals';
import { EVENTS } from '@guildhall/contracts';
import type { Recorded, Window } from '@guildhall/contracts';
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
    const published = (basis: 'bootstrap' | 'endorsed'): string =>
      tell(recorded('policy.published', { document, sha256, basis }, { entity: 'default' }));
    expect(published('bootstrap')).toBe('Policy 2026.1 is in force, from the first start.');
    expect(published('endorsed')).toBe('Policy 2026.1 is in force, endorsed by the governance board.');
  });

  test('every type of event is among the cases above', () => {
    const told = new Set<string>([...stories.map(([event]) => event.type), 'policy.published']);
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
    ['of a permit', recorded('permit.review-started', { by: 'bob' }), 't1'],
    [
      'a refused request for it',
      recorded('task.refused', { ...request, taskId: 't1' }, { entity: 'r0' }),
      't1',
    ],
    ['a refused request for nothing', recorded('task.refused', request, { entity: 'r0' }), undefined],
    ['a refused command on it', refusal('permit.approve', 't1'), 't1'],
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
