import type { Decision } from '@guildhall/contracts';
import type { Reject, Review } from './commands.js';
import { missedDeadline } from './deadlines.js';
import type { Deadline } from './deadlines.js';
import { excluded, forbidden, invalidState, noSuchPermit, notEnrolled, overdue } from './refusals.js';
import type { Refused } from './refusals.js';
import { holdsPlanRole, isExcluded } from './rights.js';
import { isIn } from './state.js';
import type { InReview, Permit, PermitEvent } from './state.js';

const lateness = ({ kind, due }: Deadline): string =>
  kind === 'review' ? `its review deadline passed at ${due}` : `the window it asks for ended at ${due}`;

/** The permit, if people can still decide on it now; else `NOT_FOUND` or `INVALID_STATE`. */
export const decidable = (permit: Permit, taskId: string, now: string): { permit: InReview } | Refused => {
  if (permit.status === 'NONE') return noSuchPermit(taskId);
  if (!isIn(permit, 'REQUESTED', 'UNDER_REVIEW')) return invalidState(permit);
  const missed = missedDeadline(permit, now);
  return missed ? overdue(permit, lateness(missed)) : { permit };
};

/**
 * The permit, if the caller may judge it: enrolled (`FORBIDDEN`), while people decide on it (`INVALID_STATE`), not
 * excluded (`SEPARATION_OF_DUTIES`), holder of a role of its plan (`FORBIDDEN`).
 */
export const judgeable = (command: Review | Reject, permit: Permit): { permit: InReview } | Refused => {
  const { caller, now, input } = command;
  if (!command.people.has(caller)) return notEnrolled(caller);
  const found = decidable(permit, input.taskId, now);
  if ('refusal' in found) return found;
  if (isExcluded(found.permit.terms, command, caller)) return excluded(caller);
  return holdsPlanRole(found.permit.terms, command, caller)
    ? found
    : forbidden(`${caller} holds no role of this permit's plan.`);
};

/** `permit.review-started` by `by`, where nobody has opened the permit yet. */
export const startingReview = (permit: InReview, by: string): PermitEvent[] =>
  permit.status === 'REQUESTED' ? [{ type: 'permit.review-started', data: { by } }] : [];

/** Somebody who may judge the permit has opened it; opened again by the same person, nothing happens. */
export const review = (command: Review, permit: Permit): Decision<PermitEvent> => {
  const found = judgeable(command, permit);
  if ('refusal' in found) return found;
  if (found.permit.status === 'REQUESTED') return { events: startingReview(found.permit, command.caller) };
  return found.permit.openedBy === command.caller ? { events: [] } : invalidState(permit);
};
