import type { Outcome, PermitApprovalRecorded, Summary, Terms } from '@guildhall/contracts';
import { countOnRecord } from '../work/work.js';
import type { Work } from '../work/work.js';
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
    case 'ARCHIVED':
      return permit.summary.approvedBy;
  }
};

type End = Outcome | 'rejected' | 'expired' | 'revoked';

const summarize = (
  { taskId, workerId, requestedBy, level }: Terms,
  outcome: End,
  approvedBy: string[],
  work?: Work,
) => ({
  taskId,
  workerId,
  requestedBy,
  level,
  outcome,
  approvedBy,
  actions: work === undefined ? 0 : countOnRecord(work),
  violations: work?.violations.length ?? 0,
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
  ...summarize(
    permit.terms,
    permit.status === 'REVOKED' ? 'revoked' : permit.outcome,
    approversOf(permit),
    permit.work,
  ),
  requestedAt: permit.requestedAt,
  issuedAt: permit.issuedAt,
  ...(permit.work === undefined ? {} : { startedAt: permit.work.startedAt }),
  endedAt: permit.endedAt,
});

/** That a permit which has ended is closed (3.1). Nothing where it has not ended. */
export const closing = (permit: Permit): PermitEvent[] =>
  permit.status === 'REVOKED' || permit.status === 'COMPLETED'
    ? [{ type: 'permit.closed', data: { summary: summaryOfEnded(permit) } }]
    : [];
