import type { Band } from '@guildhall/contracts';
import { bandOf, MAX_SCORE } from '../policy/bands.js';
import type { Scored } from '../policy/factors.js';
import type { Facts } from '../policy/facts.js';
import type { Policy } from '../policy/policy.js';

/** The sum of the factors and the band it falls into (2.2). */
export interface Score {
  readonly score: number;
  readonly factors: readonly Scored[];
  readonly band: Band;
  readonly reasons: readonly string[];
}

/** Adds up the factors; more than 50, which takes factors of a policy's own, counts as 50. */
export const scoreOf = (facts: Facts, policy: Policy): Score => {
  const factors = policy.factors.map((factor) => factor.score(facts));
  const sum = factors.reduce((total, { points }) => total + points, 0);
  const score = Math.min(sum, MAX_SCORE);
  const { band, from } = bandOf(policy.bands, score);
  const said =
    sum > MAX_SCORE
      ? `score ${score}: the highest, for points of ${sum}`
      : `score ${score}: the sum of the points`;
  return {
    score,
    factors,
    band,
    reasons: [
      ...factors.map(({ reason }) => reason),
      `${said}, in the band ${from}-${band.upTo} of level ${band.level} and ${band.risk} risk`,
    ],
  };
};
