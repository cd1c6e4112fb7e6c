import { addDuration, hasCome } from '@guildhall/contracts';
import type { Approver, Terms, Window } from '@guildhall/contracts';
import type { PermitEvent } from './state.js';

const windowFrom = ({ window }: Terms, now: string): Window =>
  'for' in window ? { notBefore: now, notAfter: addDuration(now, window.for) } : window;

/** Whether the end of the window that was asked for has come. */
export const isWindowOver = ({ window }: Terms, now: string): boolean =>
  'notAfter' in window && hasCome(window.notAfter, now);

/** The permission itself (3.3). A window that was asked for as a duration begins `now`. */
export const issue = (
  { terms, permitDigest }: { terms: Terms; permitDigest: string },
  approvedBy: 'policy' | Approver[],
  now: string,
): PermitEvent => ({
  type: 'permit.issued',
  data: {
    terms,
    permitDigest,
    approvedBy,
    window: windowFrom(terms, now),
    tokenBudget: terms.tokenBudget,
    trust: terms.trust,
  },
});
