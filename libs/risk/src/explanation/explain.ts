import type { Issue, Task } from '@guildhall/contracts';
import { assess, consequenceReasons, consequencesOf, weigh } from '../assessment/assess.js';
import type { Assessed, Weighed } from '../assessment/assess.js';
import type { Policy } from '../policy/policy.js';
import { explainCondition } from './conditions.js';
import { explainLevel } from './level.js';
import { plain, ruled, step } from './reasoning.js';
import type { Reasoning } from './reasoning.js';
import { explainResources } from './resources.js';

/** An assessment with the whole reasoning behind it, also of what did not hold. */
export interface Explanation {
  readonly outcome: Assessed;
  readonly steps: readonly Reasoning[];
}

const explainScore = ({ score: { score, band, factors, reasons } }: Weighed): Reasoning =>
  step(
    reasons.at(-1) ?? `score ${score}: level ${band.level}`,
    factors.map(({ reason }) => plain(reason)),
  );

const explainPath = ({ binding: { facts }, route }: Weighed, policy: Policy): Reasoning =>
  step(
    route.reasons.join('; '),
    policy.paths.emergencies.map(({ upTo, when, holds }) =>
      ruled(holds(facts), `path emergency, up to level ${upTo}`, explainCondition(when, facts)),
    ),
  );

const explainIssues = (issues: readonly Issue[]): Reasoning =>
  step(
    'refused',
    issues.map(({ pointer, message }) => ruled(false, `${pointer || '/'} ${message}`)),
  );

const issuesOf = (outcome: Assessed): readonly Issue[] =>
  'refusal' in outcome ? (outcome.refusal.details ?? []) : [];

/**
 * How `assess` comes to its outcome (2.5): what resources say, each factor, the band, each floor and cap with the members of its
 * condition, what code holds, and what follows from the level; last why it is refused, where it is. Pure, like `assess`.
 */
export const explain = (task: Task, policy: Policy): Explanation => {
  const weighed = weigh(task, policy);
  const outcome = assess(task, policy);
  const issues = issuesOf(outcome);
  const follows = consequenceReasons(weighed, consequencesOf(task, policy, weighed));
  return {
    outcome,
    steps: [
      explainResources(task, policy),
      explainScore(weighed),
      explainLevel(weighed, policy),
      explainPath(weighed, policy),
      step('what follows', follows.map(plain)),
      ...(issues.length > 0 ? [explainIssues(issues)] : []),
    ],
  };
};
