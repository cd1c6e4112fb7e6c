import type { PermitState } from '@guildhall/contracts';
import type { PermitEvent } from '../../src/index.js';

/** Where a permit stands; `NONE`: nothing has happened. */
export type Stand = PermitState | 'NONE';

interface Move {
  from: readonly Stand[];
  /** Absent where it stays where it is. */
  to?: Stand;
}

const IN_REVIEW: readonly Stand[] = ['REQUESTED', 'UNDER_REVIEW'];
// Of what was done under a permit the log tells whenever it comes to know of it.
const SINCE_THE_START: readonly Stand[] = ['EXECUTING', 'REVOKED', 'COMPLETED', 'CLOSED', 'ARCHIVED'];
const UNDOING: readonly Stand[] = ['REVOKED', 'COMPLETED'];

/** The table of 3.1, event by event. */
export const MOVES: Record<PermitEvent['type'], Move> = {
  'permit.requested': { from: ['NONE'], to: 'REQUESTED' },
  'permit.review-started': { from: ['REQUESTED'], to: 'UNDER_REVIEW' },
  'permit.approval-recorded': { from: ['UNDER_REVIEW'] },
  'permit.approval-voided': { from: ['UNDER_REVIEW'] },
  'permit.sponsored': { from: IN_REVIEW },
  'permit.sponsorship-voided': { from: IN_REVIEW },
  'permit.amended': { from: IN_REVIEW, to: 'REQUESTED' },
  'permit.approved': { from: ['UNDER_REVIEW'], to: 'APPROVED' },
  'permit.issued': { from: ['NONE', 'APPROVED'], to: 'ACTIVE' },
  'permit.rejected': { from: IN_REVIEW, to: 'REJECTED' },
  'permit.expired': { from: ['ACTIVE'], to: 'CLOSED' },
  'permit.execution-started': { from: ['ACTIVE'], to: 'EXECUTING' },
  'permit.violation-detected': { from: SINCE_THE_START },
  'permit.revoked': { from: ['ACTIVE', 'EXECUTING'], to: 'REVOKED' },
  'permit.completed': { from: ['EXECUTING'], to: 'COMPLETED' },
  'permit.closed': { from: UNDOING, to: 'CLOSED' },
  'permit.archived': { from: ['REJECTED', 'CLOSED'], to: 'ARCHIVED' },
  'execution.action-proposed': { from: SINCE_THE_START },
  'execution.action-confirmed': { from: SINCE_THE_START },
  'execution.action-recorded': { from: SINCE_THE_START },
  'execution.rollback-granted': { from: UNDOING },
  'execution.rollback-withdrawn': { from: UNDOING },
  'execution.rolled-back': { from: UNDOING },
  'execution.rollback-failed': { from: UNDOING },
};
