import { describe, expect, test } from '@jest/globals';
import { at, peopleBut, person, terms } from './factories.js';
import {
  ACTIVE,
  approvalRecorded,
  approvalVoided,
  given,
  happens,
  nothing,
  recheck,
  REQUESTED,
  requested,
  reviewStarted,
  UNDER_REVIEW,
} from './story.js';

describe('approvals are checked again', () => {
  test.each([
    ['lost the role', { people: peopleBut({ bob: person('manager') }) }, 'role-lost'],
    ['became an owner', { owners: ['bob'] }, 'excluded'],
  ] as const)('and that of somebody who %s is voided at once', (_, others, kind) => {
    expect(given(...UNDER_REVIEW).when(recheck(others))).toStrictEqual(
      happens(approvalVoided('bob', 'engineering-director', kind)),
    );
  });

  test('each of them', () => {
    const of = terms(4);
    const history = [
      requested(of),
      reviewStarted('carol'),
      approvalRecorded('carol', 'security-lead', 'review', of),
      approvalRecorded('heidi', 'architect', 'review', of),
    ];
    const people = peopleBut({ carol: person(), heidi: undefined });
    expect(given(...history).when(recheck({ people }))).toStrictEqual(
      happens(
        approvalVoided('carol', 'security-lead', 'role-lost', 'review'),
        approvalVoided('heidi', 'architect', 'role-lost', 'review'),
      ),
    );
  });

  test.each([
    ['where all still count', UNDER_REVIEW, recheck()],
    ['where there are none', REQUESTED, recheck({ owners: ['bob'] })],
    ['once its time is over', UNDER_REVIEW, recheck({ owners: ['bob'], now: at(2 * 24 * 60) })],
    ['once it is issued', ACTIVE, recheck({ owners: ['bob'] })],
    ['where there is no permit', [], recheck({ owners: ['bob'] })],
  ])('and nothing happens %s', (_, history, command) => {
    expect(given(...history).when(command)).toStrictEqual(nothing);
  });
});
