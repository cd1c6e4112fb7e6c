import { addDuration, hasCome } from '@guildhall/contracts';
import type { Approver, Terms, Window } from '@guildhall/contracts';
import type { PermitEvent } from './state.js';
import { endOfAsked } from './window.js';

/** The window of a permit that is issued `now`: as asked, or beginning then. */
export const windowFrom = ({ window }: Terms, now: string): Window =>
  'for' in window ? { notBefore: now, notAfter: addDuration(now, window.for) } : window;

/** Whether the end of the window that was asked for has come, or of one that a constraint leaves. */
export const isWindowOver = (terms: Terms, now: string): boolean => {
  const end = endOfAsked(terms);
  return end !== undefined && hasCome(end, now);
};

/** Whether the window that was asked for begins only when the emergency is over, so that nothing of it is left. */
export const beginsAfter = ({ window }: Terms, until: string | undefined): boolean =>
  'notBefore' in window && until !== undefined && hasCome(until, window.notBefore);

const endedBy = (window: Window, until: string | undefined): Window =>
  until !== undefined && hasCome(until, window.notAfter) ? { ...window, notAfter: until } : window;

/**
 * The permission itself (3.3). A window that was asked for as a duration begins `now`; none ends after `until`, where an
 * emergency does.
 */
export const issue = (
  { terms, permitDigest }: { terms: Terms; permitDigest: string },
  approvedBy: 'policy' | Approver[],
  { now, until }: { now: string; until?: string | undefined },
): PermitEvent => ({
  type: 'permit.issued',
  data: {
    terms,
    permitDigest,
    approvedBy,
    window: endedBy(windowFrom(terms, now), until),
    tokenBudget: terms.tokenBudget,
    trust: terms.trust,
  },
});
