import { hasCome } from '@guildhall/contracts';
import { isIn } from './state.js';
import type { InReview, Permit } from './state.js';

/** The moment from which on a permit is no longer what it is: intervals are half-open, so it ends there. */
export interface Deadline {
  /** Of the review, or of the window that the permit was asked or given for. */
  kind: 'review' | 'window';
  /** RFC 3339 */
  due: string;
}

const ofReview = ({ terms, reviewBy }: InReview): Deadline => {
  const review: Deadline = { kind: 'review', due: reviewBy };
  if ('for' in terms.window || hasCome(reviewBy, terms.window.notAfter)) return review;
  return { kind: 'window', due: terms.window.notAfter };
};

/** The next deadline of a permit: whichever of review and window ends first. None once it has ended. */
export const deadlineOf = (permit: Permit): Deadline | undefined => {
  if (isIn(permit, 'REQUESTED', 'UNDER_REVIEW')) return ofReview(permit);
  return isIn(permit, 'ACTIVE', 'EXECUTING') ? { kind: 'window', due: permit.window.notAfter } : undefined;
};

/**
 * The deadline that has come, though the permit's state does not say so yet: timers write such ends into the log, and
 * until they have, no command may profit from the delay (3.5).
 */
export const missedDeadline = (permit: Permit, now: string): Deadline | undefined => {
  const deadline = deadlineOf(permit);
  return deadline && hasCome(deadline.due, now) ? deadline : undefined;
};
