import type { Level, Path, SoftBlock, Stage } from '@guildhall/contracts';
import type { Facts } from '../policy/facts.js';
import type { Plan } from '../policy/plans.js';
import type { Policy } from '../policy/policy.js';
import { phrase } from '../text.js';

/** The way a task takes to its permit. */
export interface Route {
  readonly path: Path;
  readonly reasons: readonly string[];
}

/** Who has to approve, and how soon. */
export interface Approvals {
  readonly stages: readonly Stage[];
  /** Empty where nobody has to. */
  readonly reviewWithin: string;
  readonly reasons: readonly string[];
}

/** The level's path; `emergency` where its condition holds, up to the level an emergency goes to (2.3). */
export const routeOf = (facts: Facts, level: Level, { paths }: Policy): Route => {
  const held = paths.emergencies.filter(({ holds }) => holds(facts));
  const open = held.find(({ upTo }) => level <= upTo);
  if (open) return { path: 'emergency', reasons: [`path emergency: an incident, at level ${level}`] };
  const path = paths.levels[level];
  const tooHigh = held.map(
    ({ upTo }) =>
      `path ${path}: not that of an emergency, which goes up to level ${upTo} and not to ${level}`,
  );
  return { path, reasons: tooHigh.length > 0 ? tooHigh : [`path ${path}: that of level ${level}`] };
};

const asked = (plan: Plan, reviewWithin: string, because: string): Approvals =>
  plan.stages.length === 0
    ? { stages: [], reviewWithin: '', reasons: [`approvals 0: the policy approves, ${because}`] }
    : {
        stages: plan.stages,
        reviewWithin,
        reasons: [
          `approvals ${plan.said}, ${because}`,
          ...(plan.added.length > 0
            ? [`approvals by ${phrase(plan.added)}: HB4 adds what the plan lacks`]
            : []),
          `review within ${reviewWithin}: the deadline, ${because}`,
        ],
      };

// Below level 2 nobody approves, so a larger budget is agreed to as at level 2 (SB1).
const AGREED_AT: Level = 2;

/** The plan of the path or the level; of level 2 where SB1 is tripped below it (2.4). */
export const approvalsOf = (
  route: Route,
  level: Level,
  softBlocks: readonly SoftBlock[],
  policy: Policy,
): Approvals => {
  const { emergency, levels } = policy.plans;
  if (route.path === 'emergency' && emergency)
    return asked(emergency, emergency.reviewWithin, 'as in an emergency');
  const extended = level < AGREED_AT && softBlocks.some(({ id }) => id === 'SB1');
  return extended
    ? asked(
        levels[AGREED_AT],
        policy.levels[AGREED_AT].reviewWithin,
        `as at level ${AGREED_AT} because of SB1`,
      )
    : asked(levels[level], policy.levels[level].reviewWithin, `as at level ${level}`);
};
