import { SPONSORS, addDuration, asksForHaste, refuse } from '@guildhall/contracts';
import type { Decision, Role } from '@guildhall/contracts';
import { holdsRole } from '../directory/people.js';
import type { Sponsor } from './commands.js';
import { excluded, forbidden, notEnrolled } from './refusals.js';
import type { Refused } from './refusals.js';
import { unsponsoring } from './recheck.js';
import { decidable } from './review.js';
import { heldSinceRequest, isExcluded, isExpedited } from './rights.js';
import type { InReview, Permit, PermitEvent } from './state.js';
import { earlier } from './window.js';

/** The role in which the caller may sponsor; the first of those held since the request. */
const roleOf = (command: Sponsor, permit: InReview): { role: Role } | Refused => {
  const { caller, people } = command;
  const role = SPONSORS.find((sponsor) => heldSinceRequest(permit, command, caller, sponsor));
  if (role) return { role };
  const person = people.get(caller);
  const held = SPONSORS.find((sponsor) => holdsRole(person, sponsor));
  return held
    ? refuse(
        'ROLE_NOT_HELD',
        `${caller} has not held the role ${held} without a break since the permit was requested.`,
      )
    : forbidden(`Only ${SPONSORS.join(', ')} answer for haste, and ${caller} is none of them.`);
};

const notTheirs = (command: Sponsor, permit: InReview): Refused | undefined => {
  const { input } = command;
  if (input.permitDigest !== permit.permitDigest)
    return refuse('STALE_VIEW', `The terms of this permit have the digest ${permit.permitDigest}.`);
  if (!asksForHaste(permit.terms.request))
    return refuse(
      'INVALID_STATE',
      'Its master has not asked for the fast track, so that nobody sponsors it.',
    );
  return permit.sponsor && isExpedited(permit, command)
    ? refuse('INVALID_STATE', `${permit.sponsor.by} has sponsored it already.`)
    : undefined;
};

const sponsoring = (command: Sponsor, permit: InReview, role: Role): PermitEvent => ({
  type: 'permit.sponsored',
  data: {
    by: command.caller,
    role,
    permitDigest: permit.permitDigest,
    reviewBy: earlier(permit.reviewBy, addDuration(command.now, command.expeditedReview)),
  },
});

/**
 * Somebody answers for the haste that the master asked for (SB2): from then on all stages are open, and there is less
 * time. No approval is dropped by it. By the same person again, nothing happens.
 */
export const sponsor = (command: Sponsor, permit: Permit): Decision<PermitEvent> => {
  const { caller, now, input } = command;
  if (!command.people.has(caller)) return notEnrolled(caller);
  const found = decidable(permit, input.taskId, now);
  if ('refusal' in found) return found;
  const review = found.permit;
  if (isExcluded(review.terms, command, caller)) return excluded(caller);
  const entitled = roleOf(command, review);
  if ('refusal' in entitled) return entitled;
  const isTheirs = review.sponsor?.by === caller && isExpedited(review, command);
  if (isTheirs && input.permitDigest === review.permitDigest) return { events: [] };
  return (
    notTheirs(command, review) ?? {
      events: [...unsponsoring(review, command), sponsoring(command, review, entitled.role)],
    }
  );
};
