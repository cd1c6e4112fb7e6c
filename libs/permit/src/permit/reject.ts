import { refuse } from '@guildhall/contracts';
import type { Decision, PermitRejected } from '@guildhall/contracts';
import type { Reject } from './commands.js';
import { judgeable } from './review.js';
import type { InReview, Permit, PermitEvent } from './state.js';
import { summaryOfRejected } from './summary.js';

// Shorter ones say nothing that the master could act on (3.2).
const LEAST_REASON = 10;

/** The event that ends a permit before it was given. */
export const rejecting = (
  permit: InReview,
  why: Pick<PermitRejected, 'by' | 'reason'>,
  now: string,
): PermitEvent => ({
  type: 'permit.rejected',
  data: { ...why, summary: summaryOfRejected(permit, now) },
});

/** One person who may judge the permit is against it, and that ends it. The reason has at least 10 characters. */
export const reject = (command: Reject, permit: Permit): Decision<PermitEvent> => {
  const found = judgeable(command, permit);
  if ('refusal' in found) return found;
  const text = command.input.reason;
  if (text.trim().length < LEAST_REASON)
    return refuse('VALIDATION_FAILED', 'A rejection needs a reason that the master can act on.', {
      details: [{ pointer: '/reason', message: `must have at least ${LEAST_REASON} characters` }],
    });
  const why = { by: command.caller, reason: { kind: 'rejected', text } } as const;
  return { events: [rejecting(found.permit, why, command.now)] };
};
