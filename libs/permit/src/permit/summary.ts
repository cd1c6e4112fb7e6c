import type { Outcome, PermitApprovalRecorded, Summary, Terms } from '@guildhall/contracts';
import { approvalsOf } from './rights.js';
import type { Active, Completed, InReview, Permit, PermitEvent, Revoked } from './state.js';

/** Who approved, in order; as far as it has come, where people are still being asked. Empty where the policy did. */
export const approversOf = (permit: Permit): string[] => {
  switch (permit.status) {
    case 'NONE':
    case 'REQUESTED':
      return [];
    case 'UNDER_REVIEW':
    case 'APPROVED':
      return permit.approvals.map(({ approver }: PermitApprovalRecorded) => approver);
    case 'ACTIVE':
    case 'EXECUTING':
    case 'REVOKED':
    case 'COMPLETED':
      return permit.approvedBy === 'policy' ? [] : permit.approvedBy.map(({ approver }) => approver);
    case 'REJECTED':
    case 'CLOSED':
      return permit.summary.approvedBy;
  }
};

type End = Outcome | 'rejected' | 'expired' | 'revoked';

// Actions and violations are not on record before the execution context is.
const summarize = ({ taskId, workerId, requestedBy, level }: Terms, outcome: End, approvedBy: string[]) => ({
  taskId,
  workerId,
  requestedBy,
  level,
  outcome,
  approvedBy,
  actions: 0,
  violations: 0,
});

/** Of a permit that is rejected `now`. */
export const summaryOfRejected = (permit: InReview, now: string): Summary => ({
  ...summarize(
    permit.terms,
    'rejected',
    approvalsOf(permit).map(({ approver }) => approver),
  ),
  requestedAt: permit.requestedAt,
  endedAt: now,
});

/** Of a permit whose window ended unused. */
export const summaryOfExpired = (permit: Active, now: string): Summary => ({
  ...summarize(permit.terms, 'expired', approversOf(permit)),
  requestedAt: permit.requestedAt,
  issuedAt: permit.issuedAt,
  endedAt: now,
});

const summaryOfEnded = (permit: Revoked | Completed): Summary => ({
  ...summarize(permit.terms, permit.status === 'REVOKED' ? 'revoked' : permit.outcome, approversOf(permit)),
  requestedAt: permit.requestedAt,
  issuedAt: permit.issuedAt,
  ...(permit.startedAt === undefined ? {} : { startedAt: permit.startedAt }),
  endedAt: permit.endedAt,
});

/** What follows at once on the end of a permit (3.1): that it is closed. Nothing where it has not ended. */
export const closing = (permit: Permit): PermitEvent[] =>
  permit.status === 'REVOKED' || permit.status === 'COMPLETED'
    ? [{ type: 'permit.closed', data: { summary: summaryOfEnded(permit) } }]
    : [];
