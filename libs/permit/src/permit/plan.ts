import { FEWEST_APPROVALS, FEWEST_IN_EMERGENCY, ROLES } from '@guildhall/contracts';
import type { Level, Path, Role, RoleCounts, Stage } from '@guildhall/contracts';

/** An approval as far as a plan is concerned. */
export interface Place {
  stage: string;
  role: Role;
}

/** How many of a role. */
export type Count = [role: Role, count: number];

const countsIn = (roles: RoleCounts): Count[] =>
  ROLES.flatMap((role): Count[] => {
    const count = roles[role];
    return count === undefined ? [] : [[role, count]];
  });

/** The roles a stage names, in the order of 1.1, with how many of each. */
export const countsOf = ({ roles }: Stage): Count[] => countsIn(roles);

/** Roles that any stage of the plan names, in the order of 1.1. */
export const rolesOf = (plan: readonly Stage[]): Role[] =>
  ROLES.filter((role) => plan.some(({ roles }) => roles[role] !== undefined));

const taken = (approvals: readonly Place[], { stage }: Stage, role: Role): number =>
  approvals.filter((approval) => approval.stage === stage && approval.role === role).length;

/** What `stage` still misses: roles with the number of places that are free, none where it is complete. */
export const missingOf = (stage: Stage, approvals: readonly Place[]): Count[] =>
  countsOf(stage)
    .map(([role, count]): Count => [role, count - taken(approvals, stage, role)])
    .filter(([, free]) => free > 0);

/** Index of the first stage that misses something: stages run in order (3.2). The plan's length once it is complete. */
export const openIndex = (plan: readonly Stage[], approvals: readonly Place[]): number => {
  const index = plan.findIndex((stage) => missingOf(stage, approvals).length > 0);
  return index < 0 ? plan.length : index;
};

/**
 * The stages whose turn it is and that miss something: the first of them, or all where somebody answers for the haste
 * (SB2).
 */
export const openStagesOf = (
  plan: readonly Stage[],
  approvals: readonly Place[],
  expedited: boolean,
): Stage[] => {
  const missing = plan.filter((stage) => missingOf(stage, approvals).length > 0);
  return expedited ? missing : missing.slice(0, 1);
};

/** Whether every place of the plan is taken. */
export const isComplete = (plan: readonly Stage[], approvals: readonly Place[]): boolean =>
  openIndex(plan, approvals) === plan.length;

const placesFor = (plan: readonly Stage[], role: Role): number =>
  plan.reduce((sum, { roles }) => sum + (roles[role] ?? 0), 0);

/**
 * Whether a plan asks for at least what HB4 demands at this level, and names no stage twice, so that no approval can
 * fill two places.
 */
export const isSufficient = (plan: readonly Stage[], level: Level, path: Path): boolean =>
  new Set(plan.map(({ stage }) => stage)).size === plan.length &&
  countsIn(path === 'emergency' ? FEWEST_IN_EMERGENCY : FEWEST_APPROVALS[level]).every(
    ([role, count]) => placesFor(plan, role) >= count,
  );
