import type { PermitApprovalRecorded, Role, Terms, Voiding } from '@guildhall/contracts';
import { holdsRole } from '../directory/people.js';
import type { People } from '../directory/people.js';
import { rolesOf } from './plan.js';
import type { InReview } from './state.js';

/** What the log says about others at the moment of a decision. */
export interface Others {
  /** Enrolled people: at least the caller and those who approved before. */
  people: People;
  /** Owners of the permit's worker and master, now and in the 30 days before. */
  owners: readonly string[];
}

/** Whether `id` may not decide on the permit (3.2), as computed at the request or as it is now. */
export const isExcluded = ({ mayNotApprove }: Terms, { owners }: Others, id: string): boolean =>
  mayNotApprove.includes(id) || owners.includes(id);

/** Whether `id` has held the role without a break since before the permit was requested (HB4). */
export const heldSinceRequest = (
  { position }: Pick<InReview, 'position'>,
  { people }: Others,
  id: string,
  role: Role,
): boolean => {
  const since = people.get(id)?.roles[role];
  return since !== undefined && since < position;
};

/** Whether `id` holds any role of the plan now, also of a stage that is not open. */
export const holdsPlanRole = ({ plan }: Terms, { people }: Others, id: string): boolean =>
  rolesOf(plan).some((role) => holdsRole(people.get(id), role));

/** Whether `id` has used up the one place that a person has in a permit, in whatever role. */
export const hasCounted = (approvals: readonly PermitApprovalRecorded[], id: string): boolean =>
  approvals.some(({ approver, onBehalfOf }) => approver === id || onBehalfOf === id);

/** The approvals on record, in order. */
export const approvalsOf = (permit: InReview): readonly PermitApprovalRecorded[] =>
  permit.status === 'UNDER_REVIEW' ? permit.approvals : [];

/** Why an approval on record would not be given today; undefined where it still counts. */
const voiding = (
  permit: InReview,
  others: Others,
  { approver, role }: PermitApprovalRecorded,
): Voiding | undefined => {
  if (isExcluded(permit.terms, others, approver)) return 'excluded';
  return heldSinceRequest(permit, others, approver, role) ? undefined : 'role-lost';
};

/** The approvals on record, checked again (3.2): those that still count, and those that do not. */
export const recount = (
  permit: InReview,
  others: Others,
): {
  standing: PermitApprovalRecorded[];
  voided: { approval: PermitApprovalRecorded; kind: Voiding }[];
} => {
  const checked = approvalsOf(permit).map((approval) => ({
    approval,
    kind: voiding(permit, others, approval),
  }));
  return {
    standing: checked.filter(({ kind }) => kind === undefined).map(({ approval }) => approval),
    voided: checked.flatMap(({ approval, kind }) => (kind === undefined ? [] : [{ approval, kind }])),
  };
};
