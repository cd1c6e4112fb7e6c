import type { Decision } from '@guildhall/contracts';
import type { Recheck } from './commands.js';
import { missedDeadline } from './deadlines.js';
import { recount, sponsorFlaw } from './rights.js';
import type { Others } from './rights.js';
import { isIn } from './state.js';
import type { InReview, Permit, PermitEvent } from './state.js';

/** Voids a sponsorship that would not be given today. */
export const unsponsoring = (permit: InReview, others: Others): PermitEvent[] => {
  const kind = sponsorFlaw(permit, others);
  if (kind === undefined || !permit.sponsor) return [];
  const { by, role } = permit.sponsor;
  return [{ type: 'permit.sponsorship-voided', data: { by, role, reason: { kind } } }];
};

const unapproving = (permit: InReview, others: Others): PermitEvent[] =>
  recount(permit, others).voided.map(({ approval: { approver, role, stage }, kind }) => ({
    type: 'permit.approval-voided',
    data: { approver, role, stage, reason: { kind } },
  }));

/** Voids the sponsorship and each approval that would not be given today. */
export const voiding = (permit: InReview, others: Others): PermitEvent[] => [
  ...unsponsoring(permit, others),
  ...unapproving(permit, others),
];

/**
 * Roles or owners have changed, or may have: what no longer counts is voided. Places of approvals are open again, and
 * without a sponsor the stages run in order again, while the deadline stays.
 * Nothing happens once nobody decides any more, or the time for it is over.
 */
export const recheck = (command: Recheck, permit: Permit): Decision<PermitEvent> => ({
  events:
    isIn(permit, 'REQUESTED', 'UNDER_REVIEW') && !missedDeadline(permit, command.now)
      ? voiding(permit, command)
      : [],
});
