import type { PermitApprovalRecorded, Role, Terms, Voiding } from '@guildhall/contracts';
import { holdsRole } from '../directory/people.js';
import type { People } from '../directory/people.js';
import { rolesOf } from './plan.js';
import { isIn } from './state.js';
import type { InReview, Permit } from './state.js';

/** What the log says about others at the moment of a decision. */
export interface Others {
  /** Enrolled people: at least the caller, those who approved before, and in whose stead either of them acts. */
  people: People;
  /** Owners of the permit's worker and master, now and lately: so long as the policy's `formerOwners` says. */
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

/** Those whose one place in a permit an approval uses up: who gives it, and in whose stead. */
export const usedUpBy = ({
  approver,
  onBehalfOf,
}: Pick<PermitApprovalRecorded, 'approver' | 'onBehalfOf'>): string[] =>
  onBehalfOf === undefined ? [approver] : [approver, onBehalfOf];

/** The approvals on record, in order. */
export const approvalsOf = (permit: InReview): readonly PermitApprovalRecorded[] =>
  permit.status === 'UNDER_REVIEW' ? permit.approvals : [];

/** Everybody on whose roles it depends what is on record: who approved, or in whose stead, and who sponsored it. */
export const countedIn = (permit: Permit): string[] => {
  if (!isIn(permit, 'REQUESTED', 'UNDER_REVIEW')) return [];
  return [...approvalsOf(permit).flatMap(usedUpBy), ...(permit.sponsor ? [permit.sponsor.by] : [])];
};

/** Why whoever answers for the haste would not be let today; undefined where it still counts, or nobody does. */
export const sponsorFlaw = (permit: InReview, others: Others): Voiding | undefined => {
  if (!permit.sponsor) return undefined;
  const { by, role } = permit.sponsor;
  if (isExcluded(permit.terms, others, by)) return 'excluded';
  return heldSinceRequest(permit, others, by, role) ? undefined : 'role-lost';
};

/** Whether somebody answers for the haste, so that all stages are open (SB2). */
export const isExpedited = (permit: InReview, others: Others): boolean =>
  permit.sponsor !== undefined && sponsorFlaw(permit, others) === undefined;

/**
 * Why an approval on record would not be given today; undefined where it still counts. One that was given for another
 * person stands on that person's role, and not on how long the delegation lasts.
 */
const voiding = (permit: InReview, others: Others, approval: PermitApprovalRecorded): Voiding | undefined => {
  const { approver, onBehalfOf, role } = approval;
  if (usedUpBy(approval).some((id) => isExcluded(permit.terms, others, id))) return 'excluded';
  const held = heldSinceRequest(permit, others, onBehalfOf ?? approver, role);
  return held && others.people.has(approver) ? undefined : 'role-lost';
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
