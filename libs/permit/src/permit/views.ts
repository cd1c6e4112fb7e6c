import type { CommandName, PermitApprovalRecorded, Role, Stage } from '@guildhall/contracts';
import { missedDeadline } from './deadlines.js';
import { missingOf, openIndex } from './plan.js';
import { allowedCommands } from './refusals.js';
import { approvalsOf, hasCounted, heldSinceRequest, isExcluded, recount } from './rights.js';
import type { Others } from './rights.js';
import { isIn } from './state.js';
import type { InReview, Permit } from './state.js';

/** A role in a stage of a plan that has free places. */
export interface FreePlace {
  stage: string;
  role: Role;
  /** How many are free. */
  missing: number;
  /** Whether the stage's turn has come. */
  open: boolean;
  /** Who could still take one, now or once the stage opens; sorted. */
  people: string[];
}

/**
 * The stages whose turn it is, each with the roles and places that are still free; none where the state takes no
 * approval. It looks at no clock.
 */
export const openStages = (permit: Permit): Stage[] => {
  if (!isIn(permit, 'REQUESTED', 'UNDER_REVIEW')) return [];
  const { plan } = permit.terms;
  const approvals = approvalsOf(permit);
  const open = plan[openIndex(plan, approvals)];
  return open ? [{ stage: open.stage, roles: Object.fromEntries(missingOf(open, approvals)) }] : [];
};

/** Commands that the permit accepts now, from those who may: once its deadline has come, it can only be taken back. */
export const allowedAt = (permit: Permit, now: string): CommandName[] => {
  const missed = missedDeadline(permit, now) !== undefined;
  return allowedCommands(permit).filter((command) => !missed || command === 'permit.revoke');
};

const candidates = (
  permit: InReview,
  others: Others,
  standing: readonly PermitApprovalRecorded[],
  role: Role,
): string[] =>
  [...others.people.keys()]
    .filter(
      (id) =>
        heldSinceRequest(permit, others, id, role) &&
        !isExcluded(permit.terms, others, id) &&
        !hasCounted(standing, id),
    )
    .sort();

/**
 * Who could still approve, by place, in the plan's order: enrolled, in the role since the request, not excluded, not
 * counted yet; the rules of `approve`. An approval that would be voided there leaves its place free here.
 * `others.people` is the whole directory. Empty once nobody can approve any more, also where the deadline has come and
 * the permit's state does not say so yet.
 */
export const whoCouldApprove = (permit: Permit, others: Others, now: string): FreePlace[] => {
  if (!isIn(permit, 'REQUESTED', 'UNDER_REVIEW') || missedDeadline(permit, now)) return [];
  const { standing } = recount(permit, others);
  const turn = openIndex(permit.terms.plan, standing);
  return permit.terms.plan.flatMap((stage, index) =>
    missingOf(stage, standing).map(([role, missing]) => ({
      stage: stage.stage,
      role,
      missing,
      open: index === turn,
      people: candidates(permit, others, standing, role),
    })),
  );
};
