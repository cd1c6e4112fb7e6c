import type { Assessment, Environment, Regime, Stage, Task } from '@guildhall/contracts';
import { assess } from '../assessment/assess.js';
import type { Assessed } from '../assessment/assess.js';
import type { Policy } from '../policy/policy.js';
import type { ChangeKind } from './kinds.js';
import { roomOf } from './room.js';
import { same } from './same.js';
import { haveOtherTerms } from './terms.js';

/** One task under two policies. */
export interface Compared {
  readonly taskId: string;
  readonly environment: Environment;
  readonly kind: ChangeKind | 'unchanged';
  readonly before: Assessed;
  readonly after: Assessed;
}

/** How many people a plan asks. */
export const peopleOf = (stages: readonly Stage[]): number => {
  let people = 0;
  for (const { roles } of stages) for (const count of Object.values(roles)) people += count;
  return people;
};

const regimesIn = (side: Assessed): readonly Regime[] =>
  'assessment' in side ? side.assessment.regimes : [];

/** The regimes that a task is under by either policy, which may know other things about its resources; sorted. */
export const regimesOf = ({ before, after }: Compared): readonly Regime[] => {
  const [first, second] = [regimesIn(before), regimesIn(after)];
  return same(first, second) ? first : [...new Set([...first, ...second])].sort();
};

const approvalKind = (
  before: readonly Stage[],
  after: readonly Stage[],
): 'fewer-approvals' | 'more-approvals' | 'other-approvals' | undefined => {
  const more = peopleOf(after) - peopleOf(before);
  if (more !== 0) return more > 0 ? 'more-approvals' : 'fewer-approvals';
  return same(before, after) ? undefined : 'other-approvals';
};

const waits = ({ softBlocks }: Assessment): boolean => softBlocks.some(({ resolved }) => !resolved);

const changeOf = (before: Assessment, after: Assessment): Compared['kind'] => {
  if (after.level !== before.level) return after.level > before.level ? 'higher' : 'lower';
  if (waits(before) !== waits(after)) return waits(after) ? 'held' : 'released';
  const approvals = approvalKind(before.approvals, after.approvals);
  if (approvals) return approvals;
  return haveOtherTerms(before, after) ? (roomOf(before, after) ?? 'terms') : 'unchanged';
};

const kindOf = (before: Assessed, after: Assessed): Compared['kind'] => {
  if ('refusal' in before) return 'refusal' in after ? 'unchanged' : 'accepted';
  return 'refusal' in after ? 'refused' : changeOf(before.assessment, after.assessment);
};

/**
 * What becomes of a task under `policies.after` that was assessed under `policies.before`, both of which assess it anew. A
 * task that both refuse is unchanged, whatever their grounds; so is one of which only the reasons are put in other words.
 */
export const compareTask = (
  task: Task,
  policies: { readonly before: Policy; readonly after: Policy },
): Compared => {
  const [before, after] = [assess(task, policies.before), assess(task, policies.after)];
  return {
    taskId: task.taskId,
    environment: task.environment,
    kind: kindOf(before, after),
    before,
    after,
  };
};
