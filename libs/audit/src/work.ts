import type { Assessment, Role, Stage } from '@guildhall/contracts';

/** What decides on who may read a piece of work: a task, or its permit. */
export interface Work {
  /** The master that asked for it. */
  master: string;
  /** The worker that does it; null where none was found (yet). */
  worker: string | null;
  /** Whether it is known to be non-union work (levels 0 and 1). */
  nonunion: boolean;
  /** Roles that its plan of approvals names. */
  roles: Role[];
}

/** The roles a plan names, each once, in the order of the plan. */
export const rolesOf = (plan: readonly Stage[]): Role[] => [
  ...new Set(plan.flatMap(({ roles }) => Object.keys(roles) as Role[])),
];

/** What the assessment says about who may read. */
export const workOf = (
  master: string,
  worker: string | null,
  { union }: Assessment,
  plan: readonly Stage[],
): Work => ({ master, worker, nonunion: !union, roles: rolesOf(plan) });
