import { describe, expect, test } from '@jest/globals';
import { at, digest, sha, task, terms } from './factories.js';
import {
  ACTIVE,
  amend,
  amended,
  approvalRecorded,
  approve,
  given,
  happens,
  nothing,
  permitAfter,
  refused,
  REQUESTED,
  requested,
  reviewStarted,
  UNDER_REVIEW,
} from './story.js';

const overrides = [
  {
    softBlock: 'parallel-operations' as const,
    justification: 'The other release only touches the documentation.',
    plan: 't2 goes first.',
  },
];
const meeting = terms(3, { overlaps: ['t2'] });
const coordinated = terms(3, { overlaps: ['t2'], request: task({ overrides }) });
const change = (voided: { approver: string; role: 'engineering-director'; stage: string }[]) =>
  amended({ terms: coordinated, permitDigest: digest(coordinated), reason: { kind: 'override' }, voided });

describe('amending', () => {
  test('asks for all approvals again', () => {
    expect(given(requested(meeting)).when(amend(coordinated))).toStrictEqual(happens(change([])));
  });

  test('names the approvals that no longer count', () => {
    const history = [
      requested(meeting),
      reviewStarted('bob'),
      approvalRecorded('bob', 'engineering-director', 'leadership', meeting),
    ];
    expect(given(...history).when(amend(coordinated))).toStrictEqual(
      happens(change([{ approver: 'bob', role: 'engineering-director', stage: 'leadership' }])),
    );
  });

  test('says why', () => {
    const redefined = terms(3, { definition: sha('0') });
    const reason = { kind: 'worker-redefined', text: 'Its runbook has moved.' } as const;
    expect(given(...REQUESTED).when(amend(redefined, { reason }))).toStrictEqual(
      happens(amended({ terms: redefined, permitDigest: digest(redefined), reason, voided: [] })),
    );
  });

  test.each([
    ['where the terms are the same', UNDER_REVIEW, amend(terms(3))],
    ['where nobody decides any more', ACTIVE, amend(coordinated)],
    ['where there is no permit', [], amend(coordinated)],
    ['once its time is over', REQUESTED, amend(coordinated, { now: at(2 * 24 * 60) })],
  ])('does nothing %s', (_, history, command) => {
    expect(given(...history).when(command)).toStrictEqual(nothing);
  });

  test('asks nobody less than code demands', () => {
    expect(given(...REQUESTED).when(amend(terms(3, { plan: [] })))).toStrictEqual(
      refused('HARD_BLOCK', 'The plan asks fewer people than a permit of level 3 needs.', { rule: 'HB4' }),
    );
  });
});

describe('a permit that was amended', () => {
  const history = [...UNDER_REVIEW, change([])];

  test('is as it was requested, but for its terms', () => {
    expect(permitAfter(...history)).toStrictEqual({
      ...permitAfter(...REQUESTED),
      terms: coordinated,
      permitDigest: digest(coordinated),
    });
  });

  test('takes approvals of the new terms alone, also from who approved the old ones', () => {
    const role = 'engineering-director';
    expect(given(...history).when(approve('bob', { role }))).toStrictEqual(
      refused('STALE_VIEW', `The terms of this permit have the digest ${digest(coordinated)}.`),
    );
    expect(given(...history).when(approve('bob', { role, permitDigest: digest(coordinated) }))).toStrictEqual(
      happens(reviewStarted('bob'), approvalRecorded('bob', role, 'leadership', coordinated)),
    );
  });
});
