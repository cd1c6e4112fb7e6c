import type { Decision } from '@guildhall/contracts';
import type { Recheck } from './commands.js';
import { missedDeadline } from './deadlines.js';
import { recount } from './rights.js';
import type { Others } from './rights.js';
import { isIn } from './state.js';
import type { InReview, Permit, PermitEvent } from './state.js';

/** Voids each approval that would not be given today. */
export const voiding = (permit: InReview, others: Others): PermitEvent[] =>
  recount(permit, others).voided.map(({ approval: { approver, role, stage }, kind }) => ({
    type: 'permit.approval-voided',
    data: { approver, role, stage, reason: { kind } },
  }));

/**
 * Roles or owners have changed: approvals that no longer count are voided at once, and their places are open again.
 * Nothing happens once nobody decides any more, or the time for it is over.
 */
export const recheck = (command: Recheck, permit: Permit): Decision<PermitEvent> => ({
  events:
    isIn(permit, 'REQUESTED', 'UNDER_REVIEW') && !missedDeadline(permit, command.now)
      ? voiding(permit, command)
      : [],
});
