import { describe, expect, test } from '@jest/globals';
import { at, peopleBut, person, terms } from './factories.js';
import {
  ACTIVE,
  given,
  happens,
  nothing,
  refused,
  REQUESTED,
  requested,
  review,
  reviewStarted,
  UNDER_REVIEW,
} from './story.js';

describe('opening a permit for review', () => {
  test('is on record with the first who may approve', () => {
    expect(given(...REQUESTED).when(review('carol'))).toStrictEqual(happens(reviewStarted('carol')));
  });

  test('takes somebody of a later stage, and in a role held for a short while', () => {
    expect(given(requested(terms(4))).when(review('erin'))).toStrictEqual(happens(reviewStarted('erin')));
    const people = peopleBut({ newt: person(['vp', 500]) });
    expect(given(requested(terms(4))).when(review('newt', { people }))).toStrictEqual(
      happens(reviewStarted('newt')),
    );
  });

  test('by the same person again does nothing', () => {
    expect(given(...UNDER_REVIEW).when(review('bob'))).toStrictEqual(nothing);
  });

  test.each([
    [
      'somebody who is not enrolled',
      REQUESTED,
      review('mallory'),
      refused('FORBIDDEN', 'mallory is not enrolled as a person, and only people decide on permits.'),
    ],
    ['a permit that is not there', [], review('bob'), refused('NOT_FOUND', 'There is no permit t1.')],
    [
      'a second reviewer',
      UNDER_REVIEW,
      review('carol'),
      refused('INVALID_STATE', 'The permit is UNDER_REVIEW, which allows permit.approve, permit.reject.'),
    ],
    [
      'a permit that is issued',
      ACTIVE,
      review('bob'),
      refused('INVALID_STATE', 'The permit is ACTIVE, which allows permit.start, permit.revoke.'),
    ],
    [
      'an owner',
      REQUESTED,
      review('oscar'),
      refused(
        'SEPARATION_OF_DUTIES',
        'oscar owns the worker or the master, or is who the work is for, and so is excluded from deciding on it.',
      ),
    ],
    [
      'somebody without a role of the plan',
      REQUESTED,
      review('dave'),
      refused('FORBIDDEN', "dave holds no role of this permit's plan."),
    ],
    [
      'somebody after the review deadline',
      REQUESTED,
      review('bob', { now: at(2 * 24 * 60) }),
      refused(
        'INVALID_STATE',
        `The permit is REQUESTED, but its review deadline passed at ${at(2 * 24 * 60)}, so that it allows no command.`,
      ),
    ],
  ])('is refused for %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});
