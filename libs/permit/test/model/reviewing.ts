import type { Terms } from '@guildhall/contracts';
import type { Others, PermitEvent, Recheck, Reject, Review } from '../../src/index.js';
import { isExcluded, roles, voiding } from './counting.js';
import { rejecting } from './issuing.js';
import { windowEnds } from './judging.js';
import type { Sheet } from './sheet.js';
import { first, NOTHING } from './verdict.js';
import type { Verdict } from './verdict.js';

// 3.2, from the spec: who may decide on a permit.

// 3.2, from the spec: who may decide on a permit, and what follows.

export const isInReview = ({ stand }: Sheet): boolean => stand === 'REQUESTED' || stand === 'UNDER_REVIEW';

/** When the window ends that is asked for, or that a constraint leaves of it. */
export const windowEnd = (terms: Terms): number =>
  Math.min('for' in terms.window ? Infinity : Date.parse(terms.window.notAfter), ...windowEnds(terms));

/** From this moment on nobody decides any more. */
export const reviewEnd = ({ terms, reviewBy }: Sheet): number => Math.min(reviewBy, windowEnd(terms));

export const isOpen = (sheet: Sheet, now: string): boolean =>
  isInReview(sheet) && Date.parse(now) < reviewEnd(sheet);

const holdsRoleOfPlan = ({ terms }: Sheet, { people }: Others, id: string): boolean =>
  terms.plan.some((stage) => roles(stage).some(([role]) => Object.hasOwn(people.get(id)?.roles ?? {}, role)));

/** Who may open or reject it. */
const judging = (sheet: Sheet, command: Review | Reject) => {
  const { caller, people, now } = command;
  return first(
    [!people.has(caller), 'FORBIDDEN'],
    [sheet.stand === 'NONE', 'NOT_FOUND'],
    [!isOpen(sheet, now), 'INVALID_STATE'],
    [isExcluded(sheet, command, caller), 'SEPARATION_OF_DUTIES'],
    [!holdsRoleOfPlan(sheet, command, caller), 'FORBIDDEN'],
  );
};

export const starting = ({ stand }: Sheet, by: string): PermitEvent[] =>
  stand === 'REQUESTED' ? [{ type: 'permit.review-started', data: { by } }] : [];

export const review = (sheet: Sheet, command: Review): Verdict => {
  const barred = judging(sheet, command);
  if (barred) return barred;
  if (sheet.stand === 'UNDER_REVIEW')
    return sheet.opener === command.caller ? NOTHING : { code: 'INVALID_STATE' };
  return { events: starting(sheet, command.caller) };
};

export const reject = (sheet: Sheet, command: Reject): Verdict =>
  judging(sheet, command) ??
  first([command.input.reason.trim().length < 10, 'VALIDATION_FAILED']) ?? {
    events: [rejecting(sheet, 'rejected', command.now, command.caller)],
  };

export const recheck = (sheet: Sheet, command: Recheck): Verdict =>
  isOpen(sheet, command.now) ? { events: voiding(sheet, command) } : NOTHING;
