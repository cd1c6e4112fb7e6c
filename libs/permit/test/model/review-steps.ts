import fc from 'fast-check';
import { aim, anybody, does, id, often, role, seldom, weighed } from './chances.js';
import type { Aim, Asking } from './step.js';

// People who decide.

export const approving: fc.Arbitrary<Asking> = fc
  .tuple(
    fc.record({
      does: does('approve'),
      aim,
      eager: often(8),
      who: anybody,
      role,
      stale: seldom,
      minutes: often(4),
      meets: seldom,
    }),
    fc.oneof(
      { weight: 5, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.record({ onBehalfOf: id }) },
    ),
  )
  .map(([step, stead]) => ({ ...step, ...stead }));

export const reviewing: fc.Arbitrary<Asking> = fc.oneof(
  { weight: 20, arbitrary: approving },
  { weight: 2, arbitrary: fc.record({ does: does('review'), aim, who: anybody }) },
  { weight: 2, arbitrary: fc.record({ does: does('sponsor'), aim, who: anybody, stale: seldom }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: does('reject'),
      aim: weighed<Aim>([3, 'blind'], [1, 0]),
      who: anybody,
      reason: fc.constantFrom('No rollback has been rehearsed.', 'No.'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: does('recheck') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      does: does('amend'),
      how: fc.constantFrom('haste', 'plan', 'redefined', 'too-few', 'same'),
    }),
  },
);
