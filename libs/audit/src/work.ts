import { SPONSORS, asksForHaste } from '@guildhall/contracts';
import type { Role, Stage, Terms } from '@guildhall/contracts';

/** What decides on who may read a piece of work: a task, or its permit. */
export interface Work {
  /** The master that asked for it. */
  master: string;
  /** The worker that does it; null where none was found (yet). */
  worker: string | null;
  /** Whether it is known to be non-union work (levels 0 and 1). */
  nonunion: boolean;
  /** Roles that its plan of approvals names, and those that may answer for the haste that was asked for. */
  roles: Role[];
}

/** The roles a plan names, each once, in the order of the plan. */
export const rolesOf = (plan: readonly Stage[]): Role[] => [
  ...new Set(plan.flatMap(({ roles }) => Object.keys(roles) as Role[])),
];

/** What the assessment, and what was asked for, say about who may read. */
export const workOf = (
  {
    requestedBy: master,
    request,
    assessment: { union },
  }: Pick<Terms, 'requestedBy' | 'request' | 'assessment'>,
  worker: string | null,
  plan: readonly Stage[],
): Work => ({
  master,
  worker,
  nonunion: !union,
  roles: [...new Set([...rolesOf(plan), ...(asksForHaste(request) ? SPONSORS : [])])],
});
