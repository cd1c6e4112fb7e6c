import { describe, expect, test } from '@jest/globals';
import type { Level, Summary } from '@guildhall/contracts';
import { deadlineOf, missedDeadline } from '../src/index.js';
import type { PermitEvent } from '../src/index.js';
import { at, terms } from './factories.js';
import {
  ACTIVE,
  approved,
  approvalRecorded,
  closed,
  completed,
  EXECUTING,
  given,
  happens,
  issued,
  lapse,
  nothing,
  open,
  permitAfter,
  rejected,
  REQUESTED,
  requested,
  revoke,
  revoked,
  UNDER_REVIEW,
  WINDOW,
  withdraw,
} from './story.js';
import { monitored, violated, working } from './work-story.js';

const REVIEW_BY = at(2 * 24 * 60);

const summary = (level: Level, outcome: Summary['outcome'], more: Partial<Summary>): Summary => ({
  taskId: 't1',
  workerId: 'deployer-3',
  requestedBy: 'development-master',
  level,
  outcome,
  approvedBy: [],
  actions: 0,
  violations: 0,
  requestedAt: at(0),
  ...more,
});

/** The same instant a millisecond earlier. */
const before = (time: string): string => new Date(Date.parse(time) - 1).toISOString();

describe('a permit that people are asked for', () => {
  const timeout = (approvedBy: string[], endedAt: string) =>
    rejected({
      reason: { kind: 'review-timeout' },
      summary: summary(3, 'rejected', { approvedBy, endedAt }),
    });

  test.each([
    ['that nobody has opened', REQUESTED, []],
    ['that some approved', UNDER_REVIEW, ['bob']],
  ])('%s is rejected at its review deadline', (_, history, approvedBy) => {
    expect(given(...history).when(lapse(REVIEW_BY))).toStrictEqual(happens(timeout(approvedBy, REVIEW_BY)));
  });

  test('is rejected however late that is noticed', () => {
    expect(given(...REQUESTED).when(lapse(at(9 * 24 * 60)))).toStrictEqual(
      happens(timeout([], at(9 * 24 * 60))),
    );
  });

  test('is left alone before', () => {
    expect(given(...UNDER_REVIEW).when(lapse(before(REVIEW_BY)))).toStrictEqual(nothing);
  });

  const asking = (notAfter: string) => [requested(terms(3, { window: { notBefore: at(0), notAfter } }))];

  test('is rejected at the end of the window that it asks for', () => {
    expect(given(...asking(at(90))).when(lapse(at(90)))).toStrictEqual(
      happens(
        rejected({
          reason: { kind: 'window-passed' },
          summary: summary(3, 'rejected', { endedAt: at(90) }),
        }),
      ),
    );
    expect(given(...asking(at(90))).when(lapse(before(at(90))))).toStrictEqual(nothing);
  });

  test.each([
    ['the window ended first', at(90), 'window-passed'],
    ['the review ended first', at(3 * 24 * 60), 'review-timeout'],
    ['both ended together', REVIEW_BY, 'review-timeout'],
  ] as const)('is rejected for what came first where both are over: %s', (_, notAfter, kind) => {
    expect(given(...asking(notAfter)).when(lapse(at(9 * 24 * 60)))).toMatchObject({
      events: [{ type: 'permit.rejected', data: { reason: { kind } } }],
    });
  });
});

describe('a permit that was issued', () => {
  const end = WINDOW.notAfter;

  test('expires unused at the end of its window', () => {
    const times = { requestedAt: at(0), issuedAt: at(5), endedAt: end };
    expect(given(...ACTIVE).when(lapse(end))).toStrictEqual(
      happens({
        type: 'permit.expired',
        data: { summary: summary(3, 'expired', { approvedBy: ['bob', 'carol'], ...times }) },
      }),
    );
  });

  test('expires also where the policy issued it', () => {
    expect(given(issued('policy', WINDOW, terms(0))).when(lapse(end))).toStrictEqual(
      happens({
        type: 'permit.expired',
        data: { summary: summary(0, 'expired', { issuedAt: at(0), endedAt: end }) },
      }),
    );
  });

  test('is revoked and closed while its worker works', () => {
    const late = at(9 * 24 * 60);
    const times = { requestedAt: at(0), issuedAt: at(5), startedAt: at(6), endedAt: late };
    const text = `The permit was good until before ${WINDOW.notAfter}.`;
    expect(given(...EXECUTING).when(lapse(late))).toStrictEqual(
      happens(
        {
          type: 'permit.violation-detected',
          data: { rule: 'time_window', onViolation: 'revoke', text },
        },
        revoked({ severity: 'warning', reason: { kind: 'window-over', text } }),
        closed({ ...summary(3, 'revoked', { approvedBy: ['bob', 'carol'], ...times }), violations: 1 }),
      ),
    );
  });

  test.each([
    ['unused', ACTIVE],
    ['at work', EXECUTING],
  ])('is left alone before, %s', (_, history) => {
    expect(given(...history).when(lapse(before(end)))).toStrictEqual(nothing);
  });

  test('is left alone at the review deadline, which it has kept', () => {
    const [asked] = [requested(terms(3), at(6))];
    const history = [asked, ...ACTIVE.slice(1)];
    expect(given(...history).when(lapse(at(7)))).toStrictEqual(nothing);
  });

  // Taking a permission back is never too late: it gives nobody anything.
  test('may be revoked or withdrawn after the end of its window, as long as no timer was heard', () => {
    expect(given(...EXECUTING).when(revoke('carol', {}, { now: end }))).toMatchObject({
      events: [{ type: 'permit.revoked', data: { by: 'carol' } }, { type: 'permit.closed' }],
    });
    expect(given(...ACTIVE).when(withdraw({ now: end }))).toMatchObject({
      events: [
        { type: 'permit.revoked', data: { reason: { kind: 'withdrawn' } } },
        { type: 'permit.closed' },
      ],
    });
  });
});

const ENDED: [string, PermitEvent[]][] = [
  ['is not there', []],
  ['is approved', [...UNDER_REVIEW, approvalRecorded('carol', 'security-lead'), approved()]],
  [
    'was rejected',
    [...REQUESTED, rejected({ reason: { kind: 'review-timeout' }, summary: summary(3, 'rejected', {}) })],
  ],
  ['has expired', [...ACTIVE, { type: 'permit.expired', data: { summary: summary(3, 'expired', {}) } }]],
  ['was revoked', [...EXECUTING, revoked({ severity: 'warning', reason: { kind: 'window-over' } })]],
  ['was completed', [...EXECUTING, completed({ outcome: 'success', lastSeq: 0 })]],
  [
    'is closed',
    [...EXECUTING, completed({ outcome: 'success', lastSeq: 0 }), closed(summary(3, 'success', {}))],
  ],
];

describe.each(ENDED)('a permit that %s', (_, history) => {
  test('has no deadline, so that nothing happens', () => {
    expect(deadlineOf(permitAfter(...history))).toBeUndefined();
    expect(given(...history).when(lapse(at(9 * 24 * 60)))).toStrictEqual(nothing);
  });
});

describe('limits of the time', () => {
  const until = (minutes: number) => ({ id: 'time_window', value: `${at(0)}/${at(minutes)}` });
  const lasting = (seconds: number, onViolation: 'reject' | 'revoke') => ({
    id: 'max_duration_s',
    value: seconds,
    onViolation,
  });
  const deadline = (due: string) => ({ kind: 'window', due });
  const broken = (onViolation: 'reject' | 'revoke') =>
    violated({ rule: 'max_duration_s', onViolation, text: 'The 60 s that it may take are over.' });

  test('end a permit that people are asked for', () => {
    const history = [requested(terms(3, { constraints: [until(90)] }))];
    expect(deadlineOf(permitAfter(...history))).toStrictEqual(deadline(at(90)));
    expect(given(...history).when(lapse(at(90)))).toMatchObject({
      events: [{ type: 'permit.rejected', data: { reason: { kind: 'window-passed' } } }],
    });
  });

  test('that have ended are no time for a permit of the policy', () => {
    expect(given().when(open(terms(0, { constraints: [until(5)] }), { now: at(5) }))).toMatchObject({
      events: [
        { type: 'permit.requested' },
        { type: 'permit.rejected', data: { reason: { kind: 'window-passed' } } },
      ],
    });
  });

  test('end one that was issued, and is not used', () => {
    const history = [issued('policy', WINDOW, terms(0, { constraints: [until(90)] }))];
    expect(deadlineOf(permitAfter(...history))).toStrictEqual(deadline(at(90)));
    expect(given(...history).when(lapse(before(at(90))))).toStrictEqual(nothing);
    expect(given(...history).when(lapse(at(90)))).toMatchObject({ events: [{ type: 'permit.expired' }] });
  });

  test('are judged in the moment in which they end, by what they say of it', () => {
    const history = working(monitored(until(90)));
    expect(deadlineOf(permitAfter(...history))).toStrictEqual(deadline(at(90)));
    expect(given(...history).when(lapse(before(at(90))))).toStrictEqual(nothing);
    expect(given(...history).when(lapse(at(90)))).toMatchObject({
      events: [
        { type: 'permit.violation-detected', data: { rule: 'time_window', onViolation: 'revoke' } },
        { type: 'permit.revoked', data: { reason: { kind: 'window-over' } } },
        { type: 'permit.closed' },
      ],
    });
  });

  // The work began at `at(1)`.
  test('count from the start, where they are about how long it takes', () => {
    const history = working(monitored(lasting(60, 'revoke')));
    expect(deadlineOf(permitAfter(...history))).toStrictEqual(deadline(at(2)));
    expect(given(...history).when(lapse(before(at(2))))).toStrictEqual(nothing);
    expect(given(...history).when(lapse(at(2)))).toMatchObject({
      events: [broken('revoke'), { type: 'permit.revoked' }, { type: 'permit.closed' }],
    });
  });

  test('that are only put on record leave the next one to wait for', () => {
    const history = working(monitored(lasting(60, 'reject')));
    expect(given(...history).when(lapse(at(2)))).toStrictEqual(happens(broken('reject')));
    const late = [...history, broken('reject')];
    expect(given(...late).when(lapse(at(2)))).toStrictEqual(nothing);
    expect(deadlineOf(permitAfter(...late))).toStrictEqual(deadline(WINDOW.notAfter));
  });

  test('may be longer than there is time', () => {
    const history = working(monitored(lasting(1e300, 'revoke')));
    expect(deadlineOf(permitAfter(...history))).toStrictEqual(deadline(WINDOW.notAfter));
  });
});

describe('the next deadline', () => {
  test.each([
    ['of a review', UNDER_REVIEW, { kind: 'review', due: REVIEW_BY }],
    [
      'of a window that ends before the review',
      [requested(terms(3, { window: { notBefore: at(0), notAfter: at(90) } }))],
      { kind: 'window', due: at(90) },
    ],
    ['of a permit that was issued', ACTIVE, { kind: 'window', due: WINDOW.notAfter }],
    ['of one at work', EXECUTING, { kind: 'window', due: WINDOW.notAfter }],
  ])('%s', (_, history, deadline) => {
    expect(deadlineOf(permitAfter(...history))).toStrictEqual(deadline);
  });

  test('is missed from its very moment on', () => {
    const permit = permitAfter(...ACTIVE);
    expect(missedDeadline(permit, before(WINDOW.notAfter))).toBeUndefined();
    expect(missedDeadline(permit, WINDOW.notAfter)).toStrictEqual({ kind: 'window', due: WINDOW.notAfter });
  });
});
