import { describe, expect, test } from '@jest/globals';
import { ALERTING_TYPES, ALERT_KINDS, Alert, issuesOf } from '@guildhall/contracts';
import type { AlertAbout, EventData, Recorded, Rejection } from '@guildhall/contracts';
import { alertsOf } from '../src/index.js';
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
    expect(alertsOf(approved, { opened })).toEqual([
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

test('what is made of the events that make alerts fits the published schema', () => {
  const by = { approver: 'bob', role: 'security-lead', stage: 'approval' } as const;
  const events: Recorded[] = [
    recorded('permit.requested', { terms, permitDigest: digest, reviewBy: at(9) }),
    recorded('permit.approval-recorded', { ...by, permitDigest: digest }),
    recorded('permit.approval-voided', { ...by, reason: { kind: 'excluded' } }),
    recorded('permit.rejected', { reason: { kind: 'review-timeout' }, summary }),
    recorded('permit.expired', { summary }),
    recorded('permit.revoked', { severity: 'info', reason: { kind: 'window-over' } }),
    recorded('permit.closed', { summary }),
    refused({}),
  ];
  const opened = { stage: 'next', roles: { vp: 1 } };
  const alerts = events.flatMap((event) => alertsOf(event, { opened, placeFree: true }));
  expect(events.map(({ type }) => type).sort()).toEqual([...ALERTING_TYPES].sort());
  expect(alerts.map(({ id: _, ...alert }) => issuesOf(Alert, alert))).toEqual(events.map(() => []));
  expect(alerts.map(({ kind }) => ALERT_KINDS.includes(kind))).toEqual(events.map(() => true));
});
