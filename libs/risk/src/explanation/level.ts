import type { Weighed } from '../assessment/assess.js';
import type { Needed } from '../assessment/level.js';
import type { Facts } from '../policy/facts.js';
import { testOf } from '../policy/formula.js';
import { HELD } from '../policy/hard-blocks.js';
import type { Policy } from '../policy/policy.js';
import type { Rule } from '../policy/rules.js';
import { explainCondition } from './conditions.js';
import { ruled, step } from './reasoning.js';
import type { Reasoning } from './reasoning.js';

const explainRules = (kind: 'floor' | 'cap', rules: readonly Rule[], facts: Facts): Reasoning => {
  const steps = rules.map(({ id, level, when, why, holds }) =>
    ruled(holds(facts), `${kind} ${id}, level ${level}: ${why}`, explainCondition(when, facts)),
  );
  const held = steps.filter(({ holds }) => holds === true).length;
  return step(`${kind}s: ${held} of ${rules.length} hold`, steps);
};

// HB1, HB2 and the access matrix: a policy in force reaches them by itself, as publishing it has shown.
const explainHeld = (facts: Facts, { held, level }: Needed): Reasoning => {
  const said = held.length === 0 ? 'nothing to correct' : `the policy is corrected to level ${level}`;
  return step(
    `held by code: ${said}`,
    HELD.map((rule) =>
      ruled(
        testOf(rule.when)(facts),
        `${rule.id}, level ${rule.level}: ${rule.why}`,
        explainCondition(rule.when, facts),
      ),
    ),
  );
};

/** How the level came about: band, floors, caps, and what code holds. */
export const explainLevel = ({ binding: { facts }, needed }: Weighed, policy: Policy): Reasoning => {
  const decision = needed.reasons.at(-1) ?? '';
  return step(decision, [
    explainRules('floor', policy.floors, facts),
    explainRules('cap', policy.caps, facts),
    explainHeld(facts, needed),
  ]);
};
