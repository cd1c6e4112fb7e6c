import { describe, expect, test } from '@jest/globals';
import { delegated, delegating, enrolled, given } from './directory-story.js';
import { at } from './factories.js';
import { happens, nothing, refused } from './story.js';

const DAY = 24 * 60;
const HISTORY = [enrolled('manager')];

const tooLong = (latest: string) =>
  refused('VALIDATION_FAILED', 'It is for longer than roles are lent.', {
    details: [{ pointer: '/until', message: `is later than ${latest}` }],
  });

/** Decided at `at(0)`: until so many minutes later, by a policy that allows so much. */
const lending = (minutes: number, delegation: string) =>
  given(...HISTORY).when(delegating({ until: at(minutes), durations: { delegation } }));

describe('a role is lent', () => {
  test.each([
    ['for as long as the policy allows', 60, 'PT1H'],
    ['for 14 days', 14 * DAY, 'P14D'],
  ])('%s', (_, minutes, delegation) => {
    expect(lending(minutes, delegation)).toStrictEqual(happens(delegated('manager', 'alice', at(minutes))));
  });

  test.each([
    ['for longer than the policy allows', 61, 'PT1H', at(60)],
    ['for longer than 14 days, whatever a policy says', 14 * DAY + 1, 'P30D', at(14 * DAY)],
  ])('not %s', (_, minutes, delegation, latest) => {
    expect(lending(minutes, delegation)).toStrictEqual(tooLong(latest));
  });

  test('once: the same again changes nothing', () => {
    const lent = delegated('manager', 'alice', at(DAY));
    expect(given(...HISTORY, lent).when(delegating({ until: at(DAY) }))).toStrictEqual(nothing);
  });
});
