import { refuse } from '@guildhall/contracts';
import type { Assessment, Issue, Level, Path, Refusal, Task } from '@guildhall/contracts';
import type { Policy } from '../policy/policy.js';
import { bind } from './binding.js';
import type { Binding } from './binding.js';
import { levelOf } from './level.js';
import { limitsOf } from './limits.js';
import { regimesOf } from './regimes.js';
import { isUnion, retentionOf } from './retention.js';
import { approvalsOf, routeOf } from './route.js';
import { ruleIssues } from './rules.js';
import { scoreOf } from './score.js';
import { softBlocksOf } from './soft-blocks.js';
import { usualWindow } from './window.js';

/** A task as scored, or why it is refused. */
export type Assessed = { assessment: Assessment } | { refusal: Refusal };

/** What a task comes to, valid or not: what further checks depend on. */
export interface Need {
  readonly level: Level;
  readonly path: Path;
}

/** What a task is taken for and needs, whether or not it is refused. */
export const weigh = (task: Task, policy: Policy) => {
  const binding = bind(task, policy.findResources);
  const score = scoreOf(binding.facts, policy);
  const needed = levelOf(binding.facts, score.band.level, policy);
  const { level } = needed;
  return {
    binding,
    score,
    needed,
    route: routeOf(binding.facts, level, policy),
    limits: limitsOf(policy.levels[level].constraints, task.constraints ?? [], level),
  };
};

export type Weighed = ReturnType<typeof weigh>;

/** What follows from the level and path: agreements, regulations, records. */
export const consequencesOf = (
  task: Task,
  policy: Policy,
  { binding, needed: { level }, route }: Weighed,
) => {
  const { tokens } = policy.levels[level];
  const soft = softBlocksOf(task, tokens);
  const regimes = regimesOf(binding.facts);
  return {
    tokens,
    soft,
    regimes,
    approvals: approvalsOf(route, level, soft.softBlocks, policy),
    retained: retentionOf(level, regimes, policy),
    usual: usualWindow(task, policy),
  };
};

export type Consequences = ReturnType<typeof consequencesOf>;

/** Why the consequences are what they are, and the limits. */
export const consequenceReasons = (
  weighed: Weighed,
  { tokens, soft, regimes, approvals, retained, usual }: Consequences,
): string[] => [
  ...approvals.reasons,
  ...regimes.map(({ reason }) => reason),
  `tokens ${tokens}: the allocation of level ${weighed.needed.level}`,
  ...soft.reasons,
  retained.reason,
  ...(usual === undefined ? [] : [usual.reason]),
  ...weighed.limits.reasons,
];

const reasonsOf = (weighed: Weighed, consequences: Consequences): string[] => [
  ...weighed.binding.reasons,
  ...weighed.score.reasons,
  ...weighed.needed.reasons,
  ...weighed.route.reasons,
  ...consequenceReasons(weighed, consequences),
];

const describe = (task: Task, policy: Policy, weighed: Weighed): Assessment => {
  const { score, needed, route, limits } = weighed;
  const consequences = consequencesOf(task, policy, weighed);
  const { tokens, soft, regimes, approvals, retained, usual } = consequences;
  return {
    taskId: task.taskId,
    score: score.score,
    risk: score.band.risk,
    factors: Object.fromEntries(score.factors.map(({ name, points }) => [name, points])),
    band: score.band.level,
    floors: needed.floors,
    caps: needed.caps,
    level: needed.level,
    union: isUnion(needed.level),
    path: route.path,
    approvals: [...approvals.stages],
    regimes: regimes.map(({ regime }) => regime),
    softBlocks: soft.softBlocks,
    constraints: [...limits.constraints],
    tokenAllocation: tokens,
    retention: retained.retention,
    ...(approvals.reviewWithin === '' ? {} : { reviewWithin: approvals.reviewWithin }),
    ...(usual === undefined ? {} : { windowFor: usual.windowFor }),
    reasons: reasonsOf(weighed, consequences),
    policy: policy.reference,
  };
};

const refusalOf = ({ blocked }: Binding, details: Issue[]): { refusal: Refusal } =>
  blocked.length > 0
    ? refuse('HARD_BLOCK', 'The task names resources of another environment.', { rule: 'HB3', details })
    : refuse('VALIDATION_FAILED', 'The task cannot be assessed as it is.', { details });

/** `assess` with checks of the caller's own, so that everything wrong with a task is found at once. */
export const assessWith = (task: Task, policy: Policy, further: (need: Need) => Issue[]): Assessed => {
  const weighed = weigh(task, policy);
  const { binding, score, needed, route, limits } = weighed;
  const need = { score: score.score, level: needed.level };
  const issues = [
    ...binding.blocked,
    ...binding.issues,
    ...ruleIssues(task, need, policy),
    ...limits.issues,
    ...further({ level: needed.level, path: route.path }),
  ];
  return issues.length > 0 ? refusalOf(binding, issues) : { assessment: describe(task, policy, weighed) };
};

/**
 * Scores a task (2.1 to 2.4): what level it needs, who has to approve, within which limits, and why. `task` has the
 * published shape. Pure: the same task and policy give the same bytes. Refuses with `VALIDATION_FAILED`, or
 * `HARD_BLOCK` (HB3) where a resource is one of another environment; either way `details` lists everything that is
 * wrong, each with a JSON pointer into the task. The level is never below what HB1 and HB2 leave, the plan never
 * smaller than HB4 wants, whatever the policy says.
 */
export const assess = (task: Task, policy: Policy): Assessed => assessWith(task, policy, () => []);
