import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byPreference } from '../src/index.js';
import type { Bid, Contender } from '../src/index.js';

const contender = (workerId: string, more: Partial<Contender> = {}): Contender => ({
  workerId,
  level: 2,
  liveAssignments: 0,
  ...more,
});
const bid = (costPerTask: number, p95Ms = 100, loadScore = 0.5): Bid => ({ costPerTask, p95Ms, loadScore });

describe('the order among eligible workers', () => {
  test.each<[string, Contender, Contender]>([
    [
      'the lower level, before any bid',
      contender('b', { level: 2 }),
      contender('a', { level: 3, bid: bid(0) }),
    ],
    ['the smaller cost', contender('b', { bid: bid(1, 900, 1) }), contender('a', { bid: bid(2, 1, 0) })],
    [
      'at equal cost the shorter time',
      contender('b', { bid: bid(1, 5, 1) }),
      contender('a', { bid: bid(1, 6, 0) }),
    ],
    [
      'at equal time the smaller load',
      contender('b', { bid: bid(1, 5, 0) }),
      contender('a', { bid: bid(1, 5, 1) }),
    ],
    [
      'any bid before none, however busy',
      contender('b', { bid: bid(1_000), liveAssignments: 9 }),
      contender('a'),
    ],
    [
      'fewer live assignments',
      contender('b', { liveAssignments: 1 }),
      contender('a', { liveAssignments: 2 }),
    ],
    [
      'fewer live assignments at equal bids',
      contender('b', { bid: bid(1), liveAssignments: 1 }),
      contender('a', { bid: bid(1), liveAssignments: 2 }),
    ],
    ['the id, by code units', contender('Zoe'), contender('ann')],
  ])('%s', (_, first, second) => {
    expect([second, first].sort(byPreference)).toEqual([first, second]);
    expect([first, second].sort(byPreference)).toEqual([first, second]);
  });

  const few = fc.nat(2);
  const anyone: fc.Arbitrary<Contender> = fc
    .record({
      workerId: fc.constantFrom('a', 'b', 'c', 'd'),
      level: fc.constantFrom(0, 1, 2, 3, 4),
      liveAssignments: few,
      bid: fc.option(fc.record({ costPerTask: few, p95Ms: few, loadScore: few }), { nil: undefined }),
    })
    .map(({ bid: offer, ...rest }) => (offer === undefined ? rest : { ...rest, bid: offer }));

  test('is total: antisymmetric, transitive, and equal only to itself', () => {
    fc.assert(
      fc.property(anyone, anyone, anyone, (a, b, c) => {
        expect(Math.sign(byPreference(a, b)) + Math.sign(byPreference(b, a))).toBe(0);
        if (byPreference(a, b) <= 0 && byPreference(b, c) <= 0)
          expect(byPreference(a, c)).toBeLessThanOrEqual(0);
        if (byPreference(a, b) === 0) expect(a).toEqual(b);
        expect(byPreference(a, { ...a })).toBe(0);
      }),
    );
  });
});
