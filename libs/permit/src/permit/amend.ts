import type { Decision } from '@guildhall/contracts';
import type { Amend } from './commands.js';
import { missedDeadline } from './deadlines.js';
import { tooFewAsked } from './refusals.js';
import { approvalsOf } from './rights.js';
import { isIn } from './state.js';
import type { InReview, Permit, PermitEvent } from './state.js';

const amending = ({ terms, permitDigest, reason }: Amend, permit: InReview): PermitEvent => ({
  type: 'permit.amended',
  data: {
    terms,
    permitDigest,
    reason,
    voided: approvalsOf(permit).map(({ approver, role, stage }) => ({ approver, role, stage })),
  },
});

/**
 * The terms have changed while people decide on them (3.1): all are asked again, and what was approved before, or
 * sponsored, no longer counts. Nothing happens where the terms are the same, nobody decides any more, or the time for it
 * is over. `HARD_BLOCK` HB4: the new plan asks fewer people than code demands.
 */
export const amend = (command: Amend, permit: Permit): Decision<PermitEvent> => {
  const { terms, permitDigest, now } = command;
  if (!isIn(permit, 'REQUESTED', 'UNDER_REVIEW') || missedDeadline(permit, now)) return { events: [] };
  if (permitDigest === permit.permitDigest) return { events: [] };
  return tooFewAsked(terms) ?? { events: [amending(command, permit)] };
};
