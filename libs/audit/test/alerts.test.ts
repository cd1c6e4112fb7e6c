import { describe, expect, test } from '@jest/globals';
import { ALERTING_TYPES, ALERT_KINDS, Alert, issuesOf } from '@guildhall/contracts';
import type { AlertAbout, EventData, Recorded, Rejection, Role } from '@guildhall/contracts';
import { alertsOf } from '../src/index.js';
import type { Circumstances } from '../src/index.js';
import { at, digest, recorded, summary, terms } from './sample.js';

const PERMIT = { rel: 'permit', href: 'permit.get?taskId=t1' };
const STORY = { rel: 'story', href: 'task.story?taskId=t1' };

const aboutPermit = (said: Partial<AlertAbout>, subject: string) => ({
  id: 't1',
  at: at(7),
  position: 7,
  links: [{ rel: 'event', href: subject }, PERMIT, STORY],
  ...said,
});

const refusal: EventData<'refusal.refused'> = {
  command: 'permit.start',
  caller: 'deployer-3',
  code: 'HARD_BLOCK',
  rule: 'HB3',
  about: 't1',
  message: 'A permit for staging is void in production.',
  details: [],
};
const refused = (data: Partial<EventData<'refusal.refused'>>, correlation = 't1') =>
  recorded('refusal.refused', { ...refusal, ...data }, { entity: 'f1', position: 7, correlation });

describe('a permit that is revoked', () => {
  const revoked = (data: EventData<'permit.revoked'>) =>
    recorded('permit.revoked', data, { position: 7, version: 6 });

  test('by a person: an alert as severe as they say', () => {
    const reason = { kind: 'person', text: 'The change freeze has begun.' } as const;
    expect(alertsOf(revoked({ by: 'carol', severity: 'warning', reason }))).toEqual([
      aboutPermit(
        {
          kind: 'permit-revoked',
          severity: 'warning',
          summary: 't1: carol revokes the permit (warning): "The change freeze has begun".',
        },
        'evt.permit.revoked.t1.6',
      ),
    ]);
  });

  test.each(['info', 'critical'] as const)('by nobody: an alert with severity %s', (severity) => {
    expect(alertsOf(revoked({ severity, reason: { kind: 'violation' } }))).toEqual([
      aboutPermit(
        {
          kind: 'permit-revoked',
          severity,
          summary: `t1: The permit is revoked (${severity}): a limit was violated.`,
        },
        'evt.permit.revoked.t1.6',
      ),
    ]);
  });
});

describe('the end of a permit', () => {
  test('that was used or revoked makes an alert', () => {
    const closed = recorded('permit.closed', { summary }, { position: 7, version: 9 });
    expect(alertsOf(closed)).toEqual([
      aboutPermit(
        {
          kind: 'permit-closed',
          severity: 'info',
          summary: 't1: The permit is closed: success, 1 action on record, no violations.',
        },
        'evt.permit.closed.t1.9',
      ),
    ]);
  });

  test('that was never used makes one of the same kind', () => {
    const expired = recorded(
      'permit.expired',
      { summary: { ...summary, outcome: 'expired' } },
      { position: 7, version: 2 },
    );
    expect(alertsOf(expired)).toEqual([
      aboutPermit(
        {
          kind: 'permit-closed',
          severity: 'info',
          summary: 't1: The permit expires: its time window ended unused.',
        },
        'evt.permit.expired.t1.2',
      ),
    ]);
  });
});

describe('approval is requested', () => {
  const requested = (plan: typeof terms.plan) =>
    recorded(
      'permit.requested',
      { terms: { ...terms, plan }, permitDigest: digest, reviewBy: '2026-03-03T12:00:00.000Z' },
      { position: 7 },
    );

  test('of the roles of the first stage, when the permit is requested', () => {
    const plan = [
      { stage: 'review', roles: { 'security-lead': 1, architect: 1 } },
      { stage: 'approval', roles: { vp: 1 } },
    ];
    expect(alertsOf(requested(plan))).toEqual([
      aboutPermit(
        {
          kind: 'approval-requested',
          severity: 'info',
          summary:
            't1: A level 3 permit for deployer-3 waits for security-lead and architect, then vp, until 2026-03-03 12:00 UTC.',
          to: ['security-lead', 'architect'],
        },
        'evt.permit.requested.t1.1',
      ),
    ]);
  });

  test('of nobody, where nobody has to agree', () => {
    expect(alertsOf(requested([]))).toEqual([]);
  });

  const approved = recorded(
    'permit.approval-recorded',
    { approver: 'heidi', role: 'architect', stage: 'review', permitDigest: digest },
    { position: 7, version: 4 },
  );

  test('of the roles of the next stage, when an approval opens it', () => {
    const opened = { stage: 'approval', roles: { vp: 1, cab: 2 } };
    expect(alertsOf(approved, { opened: [opened] })).toEqual([
      aboutPermit(
        {
          kind: 'approval-requested',
          severity: 'info',
          summary: 't1: The permit now waits for vp and 2 of cab.',
          to: ['vp', 'cab'],
        },
        'evt.permit.approval-recorded.t1.4',
      ),
    ]);
  });

  test('of nobody new, when an approval opens no stage', () => {
    expect(alertsOf(approved)).toEqual([]);
  });

  const voided = recorded(
    'permit.approval-voided',
    { approver: 'bob', role: 'security-lead', stage: 'review', reason: { kind: 'role-lost' } },
    { position: 7, version: 5 },
  );

  test('of nobody, when an approval no longer counts and another one has its place', () => {
    expect(alertsOf(voided)).toEqual([]);
    expect(alertsOf(voided, { placeFree: false })).toEqual([]);
  });

  test('of a role again, when its approval no longer counts and nobody has its place', () => {
    expect(alertsOf(voided, { placeFree: true })).toEqual([
      aboutPermit(
        {
          kind: 'approval-requested',
          severity: 'info',
          summary: 't1: Another security-lead is needed, because the approval of bob no longer counts.',
          to: ['security-lead'],
        },
        'evt.permit.approval-voided.t1.5',
      ),
    ]);
  });
});

describe('a permit that is rejected', () => {
  const rejected = (kind: Rejection) =>
    recorded('permit.rejected', { reason: { kind }, summary }, { position: 7, version: 2 });

  test('because nobody approved it in time makes an alert', () => {
    expect(alertsOf(rejected('review-timeout'))).toEqual([
      aboutPermit(
        {
          kind: 'review-timeout',
          severity: 'warning',
          summary: 't1: The permit is rejected: nobody had completed the approvals in time.',
        },
        'evt.permit.rejected.t1.2',
      ),
    ]);
  });

  test.each(['rejected', 'withdrawn', 'window-passed'] as const)('as %s makes none', (kind) => {
    expect(alertsOf(rejected(kind))).toEqual([]);
  });
});

describe('a refusal', () => {
  const alert = {
    id: 't1',
    kind: 'hard-block',
    severity: 'critical',
    at: at(7),
    summary:
      'deployer-3 is refused permit.start on t1 (HARD_BLOCK, HB3): "A permit for staging is void in production".',
    position: 7,
    links: [{ rel: 'event', href: 'evt.refusal.refused.f1.1' }, STORY],
  };

  test('by a hard block makes an alert about the task', () => {
    expect(alertsOf(refused({}))).toEqual([alert]);
  });

  test('by a hard block that is about no task makes one without its story', () => {
    const made = alertsOf(refused({ command: 'worker.apply', about: 'deployer-4' }, 'deployer-4'));
    expect(made).toEqual([
      expect.objectContaining({
        id: 'deployer-4',
        links: [{ rel: 'event', href: 'evt.refusal.refused.f1.1' }],
      }),
    ]);
  });

  test('with any other code makes none', () => {
    expect(alertsOf(refused({ code: 'FORBIDDEN' }))).toEqual([]);
  });

  const many = (codes: { code: string; count: number }[]) => {
    const count = codes.reduce((sum, counted) => sum + counted.count, 0);
    const { code = '' } = codes.at(-1) ?? {};
    return refused(
      { code, about: 'deployer-3', summary: { count, since: at(1), until: at(6), codes } },
      'deployer-3',
    );
  };

  test('that stands for many, some of them hard blocks, makes one alert', () => {
    const codes = [
      { code: 'HARD_BLOCK', count: 3 },
      { code: 'OUT_OF_WINDOW', count: 9 },
    ];
    expect(alertsOf(many(codes))).toEqual([
      {
        ...alert,
        id: 'deployer-3',
        summary:
          'deployer-3 is refused 12 more times from 2026-03-01 12:00 to 12:00 UTC (3 HARD_BLOCK and 9 OUT_OF_WINDOW).',
        links: [{ rel: 'event', href: 'evt.refusal.refused.f1.1' }],
      },
    ]);
  });

  test('that stands for many, none of them a hard block, makes none', () => {
    expect(alertsOf(many([{ code: 'FORBIDDEN', count: 12 }]))).toEqual([]);
  });
});

test('an event of another type makes none', () => {
  expect(alertsOf(recorded('permit.execution-started', { workerId: 'deployer-3' }))).toEqual([]);
});

describe('terms that change while people decide', () => {
  test('are for everybody of the first stage again', () => {
    const plan = [
      { stage: 'review', roles: { 'security-lead': 1 } },
      { stage: 'approval', roles: { vp: 1 } },
    ];
    const amended = recorded(
      'permit.amended',
      { terms: { ...terms, plan }, permitDigest: digest, reason: { kind: 'worker-redefined' }, voided: [] },
      { position: 7, version: 3 },
    );
    expect(alertsOf(amended)).toEqual([
      aboutPermit(
        {
          kind: 'approval-requested',
          severity: 'info',
          summary:
            't1: The terms change: the worker has a new definition. The permit waits for security-lead, then vp.',
          to: ['security-lead'],
        },
        'evt.permit.amended.t1.3',
      ),
    ]);
  });

  const sponsored = recorded(
    'permit.sponsored',
    { by: 'erin', role: 'cto', permitDigest: digest, reviewBy: '2026-03-01T13:00:00.000Z' },
    { position: 7, version: 3 },
  );

  test('or that somebody answers for are for everybody who could approve now, each role once', () => {
    const opened = [
      { stage: 'review', roles: { 'security-lead': 1, architect: 1 } },
      { stage: 'approval', roles: { vp: 1, 'security-lead': 1 } },
    ];
    expect(alertsOf(sponsored, { opened })).toEqual([
      aboutPermit(
        {
          kind: 'approval-requested',
          severity: 'info',
          summary:
            't1: erin answers for the haste as cto: every approval may be given now, until 2026-03-01 13:00 UTC.',
          to: ['security-lead', 'architect', 'vp'],
        },
        'evt.permit.sponsored.t1.3',
      ),
    ]);
    expect(alertsOf(sponsored)).toEqual([]);
  });
});

describe('work that goes wrong', () => {
  const violated = (onViolation: EventData<'permit.violation-detected'>['onViolation']) =>
    recorded(
      'permit.violation-detected',
      { rule: 'scope', onViolation, text: 'It is not in scope.', seq: 2 },
      { position: 7, version: 5 },
    );

  test.each([
    ['reject', 'warning', 'that is not done'],
    ['revoke', 'critical', 'the permit is revoked'],
    ['rollback-and-revoke', 'critical', 'the permit is revoked and the work undone'],
  ] as const)('a violation that leads to %s is %s', (onViolation, severity, follows) => {
    expect(alertsOf(violated(onViolation))).toEqual([
      aboutPermit(
        {
          kind: 'violation',
          severity,
          summary: `t1: A limit is broken by action 2 (scope): "It is not in scope"; ${follows}.`,
        },
        'evt.permit.violation-detected.t1.5',
      ),
    ]);
  });

  const failure = recorded(
    'permit.completed',
    { outcome: 'failure', lastSeq: 2 },
    { position: 7, version: 6 },
  );

  test.each([
    ['assignable', 'What was done is not undone: an operator has to name a worker that does it.'],
    ['by-hand', 'What was done is not undone, and cannot be by a worker: somebody has to look.'],
  ] as const)('that nobody undoes by itself (%s) needs a person', (rollback, summary) => {
    expect(alertsOf(failure, { rollback })).toEqual([
      aboutPermit(
        { kind: 'rollback-needed', severity: 'critical', summary: `t1: ${summary}` },
        'evt.permit.completed.t1.6',
      ),
    ]);
    const revoked = recorded('permit.revoked', { severity: 'critical', reason: { kind: 'violation' } });
    expect(alertsOf(revoked, { rollback }).map(({ kind }) => kind)).toEqual([
      'permit-revoked',
      'rollback-needed',
    ]);
  });

  test('is no alert where there is nothing to undo', () => {
    expect(alertsOf(failure)).toEqual([]);
  });

  test('is told where a worker undoes it, and where that has failed', () => {
    const granted = recorded(
      'execution.rollback-granted',
      { workerId: 'deployer-3', actions: ['rollback'], until: '2026-03-01T12:45:00.000Z' },
      { position: 7, version: 9 },
    );
    const failed = recorded(
      'execution.rollback-failed',
      { kind: 'timeout', workerId: 'deployer-3' },
      { position: 7, version: 10 },
    );
    const withdrawn = recorded(
      'execution.rollback-withdrawn',
      { workerId: 'deployer-3', kind: 'certification' },
      { position: 7, version: 11 },
    );
    expect(alertsOf(withdrawn)).toEqual([
      aboutPermit(
        {
          kind: 'rollback-needed',
          severity: 'critical',
          summary:
            't1: deployer-3 may not undo the work any more: it lost its certification. An operator has to name another worker.',
        },
        'evt.execution.rollback-withdrawn.t1.11',
      ),
    ]);
    expect([...alertsOf(granted), ...alertsOf(failed)]).toEqual([
      aboutPermit(
        {
          kind: 'rollback-needed',
          severity: 'warning',
          summary: 't1: deployer-3 may undo the work until 2026-03-01 12:45 UTC, by rollback.',
        },
        'evt.execution.rollback-granted.t1.9',
      ),
      aboutPermit(
        {
          kind: 'rollback-failed',
          severity: 'critical',
          summary: 't1: The work is not undone by deployer-3: its time is over.',
        },
        'evt.execution.rollback-failed.t1.10',
      ),
    ]);
  });
});

describe('an action that is announced', () => {
  const announced = (needsConfirmation: boolean) =>
    recorded(
      'execution.action-proposed',
      {
        workerId: 'deployer-3',
        seq: 2,
        action: 'deploy',
        target: 'service:api/eu',
        inputDigest: digest,
        needsConfirmation,
      },
      { position: 7, version: 3 },
    );
  const confirming = { master: 'cicd-master', roles: ['engineering-director', 'security-lead'] as Role[] };

  test('and has to be confirmed is for people in production, for its master elsewhere', () => {
    const said = { kind: 'confirmation-requested', severity: 'info' } as const;
    const alerts = (environment: 'production' | 'staging') =>
      alertsOf(announced(true), { confirming: { ...confirming, environment } });
    expect(alerts('production')).toEqual([
      aboutPermit(
        {
          ...said,
          summary: 't1: Somebody has to confirm action 2 of deployer-3: deploy on service:api/eu.',
          to: confirming.roles,
        },
        'evt.execution.action-proposed.t1.3',
      ),
    ]);
    expect(alerts('staging')).toEqual([
      aboutPermit(
        {
          ...said,
          summary: 't1: cicd-master has to confirm action 2 of deployer-3: deploy on service:api/eu.',
        },
        'evt.execution.action-proposed.t1.3',
      ),
    ]);
  });

  test('and may be done at once is no alert', () => {
    expect(alertsOf(announced(false), { confirming: { ...confirming, environment: 'staging' } })).toEqual([]);
    expect(alertsOf(announced(true))).toEqual([]);
  });
});

describe('an emergency', () => {
  const of = (version: number) => ({ entity: 'em1', position: 7, version });
  const about = (said: Partial<AlertAbout>, subject: string) => ({
    id: 'em1',
    at: at(7),
    position: 7,
    links: [
      { rel: 'event', href: subject },
      { rel: 'emergency', href: 'emergency.list' },
    ],
    ...said,
  });

  test('that is asked for is for the incident commanders, who have 15 minutes', () => {
    const requested = recorded(
      'emergency.requested',
      {
        incident: 'INC-7',
        workerId: 'deployer-2',
        requestedBy: 'oscar',
        reason: 'The shop is down.',
        owners: ['olivia'],
        approveBy: '2026-03-01T12:15:00.000Z',
      },
      of(1),
    );
    expect(alertsOf(requested)).toEqual([
      about(
        {
          kind: 'approval-requested',
          severity: 'warning',
          summary:
            'oscar asks for emergency em1 with deployer-2 because of INC-7, to be approved until 2026-03-01 12:15 UTC: "The shop is down".',
          to: ['incident-commander'],
        },
        'evt.emergency.requested.em1.1',
      ),
    ]);
  });

  test('that begins and ends makes an alert each time; the review is for security leads', () => {
    const approved = recorded(
      'emergency.approved',
      {
        by: 'ivan',
        workerId: 'deployer-2',
        expiresAt: '2026-03-01T13:10:00.000Z',
        reviewBy: '2026-03-04T13:10:00.000Z',
      },
      of(2),
    );
    const ended = recorded('emergency.ended', { workerId: 'deployer-2', kind: 'expired' }, of(3));
    expect([...alertsOf(approved), ...alertsOf(ended)]).toEqual([
      about(
        {
          kind: 'emergency-started',
          severity: 'warning',
          summary:
            'ivan approves emergency em1: deployer-2 has level 3 for its permits until 2026-03-01 13:10 UTC.',
        },
        'evt.emergency.approved.em1.2',
      ),
      about(
        {
          kind: 'emergency-ended',
          severity: 'info',
          summary: 'Emergency em1 is over: its time has passed. A review by a security-lead is owed.',
          to: ['security-lead'],
        },
        'evt.emergency.ended.em1.3',
      ),
    ]);
  });
});

test('a certification that is lost makes an alert about the worker', () => {
  const of = (version: number) => ({ entity: 'deployer-3', position: 7, version });
  const suspended = recorded('worker.certification-suspended', { kind: 'incident' }, of(4));
  const revoked = recorded(
    'worker.certification-revoked',
    { kind: 'incident', by: 'peggy', text: 'It was the worker.' },
    of(5),
  );
  const about = (said: Partial<AlertAbout>, subject: string) => ({
    id: 'deployer-3',
    kind: 'certification-revoked',
    at: at(7),
    position: 7,
    links: [
      { rel: 'event', href: subject },
      { rel: 'workers', href: 'worker.list' },
    ],
    ...said,
  });
  expect([...alertsOf(suspended), ...alertsOf(revoked)]).toEqual([
    about(
      { severity: 'warning', summary: 'deployer-3 is suspended: an incident has to be reviewed first.' },
      'evt.worker.certification-suspended.deployer-3.4',
    ),
    about(
      {
        severity: 'critical',
        summary: 'peggy revokes the certification of deployer-3 because of an incident: "It was the worker".',
      },
      'evt.worker.certification-revoked.deployer-3.5',
    ),
  ]);
});

test('what is made of the events that make alerts fits the published schema', () => {
  const by = { approver: 'bob', role: 'security-lead', stage: 'approval' } as const;
  const events: Recorded[] = [
    recorded('permit.requested', { terms, permitDigest: digest, reviewBy: at(9) }),
    recorded('permit.amended', { terms, permitDigest: digest, reason: { kind: 'override' }, voided: [] }),
    recorded('permit.sponsored', { by: 'dave', role: 'vp', permitDigest: digest, reviewBy: at(9) }),
    recorded('permit.approval-recorded', { ...by, permitDigest: digest }),
    recorded('permit.approval-voided', { ...by, reason: { kind: 'excluded' } }),
    recorded('permit.rejected', { reason: { kind: 'review-timeout' }, summary }),
    recorded('permit.expired', { summary }),
    recorded('permit.violation-detected', { rule: 'scope', onViolation: 'reject', text: 'Not in scope.' }),
    recorded('permit.revoked', { severity: 'info', reason: { kind: 'window-over' } }),
    recorded('permit.completed', { outcome: 'failure', lastSeq: 1 }),
    recorded('permit.closed', { summary }),
    recorded('execution.action-proposed', {
      workerId: 'deployer-3',
      seq: 1,
      action: 'deploy',
      target: 'service:api/eu',
      inputDigest: digest,
      needsConfirmation: true,
    }),
    recorded('execution.rollback-granted', { workerId: 'deployer-3', actions: ['rollback'], until: at(9) }),
    recorded('execution.rollback-withdrawn', { workerId: 'deployer-3', kind: 'trust' }),
    recorded('execution.rollback-failed', { kind: 'no-worker' }),
    recorded('emergency.requested', {
      incident: 'INC-7',
      workerId: 'deployer-2',
      requestedBy: 'oscar',
      reason: 'Fire',
      owners: ['olivia'],
      approveBy: at(9),
    }),
    recorded('emergency.approved', {
      by: 'ivan',
      workerId: 'deployer-2',
      expiresAt: at(9),
      reviewBy: at(9),
    }),
    recorded('emergency.ended', { workerId: 'deployer-2', kind: 'expired' }),
    recorded('worker.certification-suspended', { kind: 'overdue' }),
    recorded('worker.certification-revoked', { kind: 'incident', by: 'peggy', text: 'Lost.' }),
    refused({}),
  ];
  const given: Circumstances = {
    opened: [{ stage: 'next', roles: { vp: 1 } }],
    placeFree: true,
    rollback: 'by-hand',
    confirming: { environment: 'production', master: 'cicd-master', roles: ['vp'] },
  };
  const alerts = events.flatMap((event) => alertsOf(event, given));
  expect(events.map(({ type }) => type).sort()).toEqual([...ALERTING_TYPES].sort());
  expect(alerts.length).toBeGreaterThanOrEqual(events.length);
  expect(alerts.map(({ id: _, ...alert }) => issuesOf(Alert, alert))).toEqual(alerts.map(() => []));
  expect(alerts.map(({ kind }) => ALERT_KINDS.includes(kind))).toEqual(alerts.map(() => true));
});
