import { addDuration, hasCome } from '@guildhall/contracts';
import type { Revocation, Terms, TrustMode } from '@guildhall/contracts';
import { isIn } from '../permit/state.js';
import type { Completed, Permit, PermitEvent, Revoked } from '../permit/state.js';
import { closing } from '../permit/summary.js';
import type { Withdrawal } from './work.js';

/** Whether the approved scope says how a machine undoes what was done (3.4). */
export const isUndoable = ({ request: { reversibility }, scope: { rollbackActions = [] } }: Terms): boolean =>
  reversibility === 'automated' && rollbackActions.length > 0;

// A certification that is gone, or was lent and is over.
const UNCERTIFIED: readonly Revocation[] = ['certification', 'emergency-over'];
/** Rules that are broken by going past the log, or past who had to agree: whoever does is not trusted with undoing it. */
export const BYPASSES: readonly string[] = ['unannounced', 'unconfirmed', 'changed'];

/** Whether the permit's own worker may undo what it did: it lost neither its certification nor its trust. */
export const mayUndoItself = (permit: Revoked | Completed): boolean =>
  !(permit.status === 'REVOKED' && UNCERTIFIED.includes(permit.reason.kind)) &&
  !(permit.work?.violations ?? []).some(({ rule }) => BYPASSES.includes(rule));

/** The grant for undoing it: limited to what approvers have read. `trust`: of a worker that they have not approved. */
export const granting = (
  { scope }: Terms,
  workerId: string,
  until: string,
  trust?: TrustMode,
): PermitEvent => ({
  type: 'execution.rollback-granted',
  data: {
    workerId,
    actions: scope.rollbackActions ?? [],
    until,
    ...(trust === undefined ? {} : { trust }),
  },
});

/** That a worker has the grant no longer. */
export const withdrawing = (workerId: string, kind: Withdrawal): PermitEvent => ({
  type: 'execution.rollback-withdrawn',
  data: { workerId, kind },
});

/** A permit that is not closed because what was done under it is not undone yet. */
export type Undoing = (Revoked | Completed) & { work: NonNullable<Revoked['work']> };

/** Whether the permit has ended, and is not closed yet. */
export const isUndoing = (permit: Permit): permit is Undoing =>
  isIn(permit, 'REVOKED', 'COMPLETED') && permit.work !== undefined;

// What an emergency has lent ends with it (1.8), and so does the window, at the latest.
const ownUntil = ({ terms, window: { notAfter }, work }: Undoing, now: string): string => {
  const until = addDuration(now, work.rollbackWithin);
  return terms.assessment.path === 'emergency' && hasCome(notAfter, until) ? notAfter : until;
};

const ownGrant = (permit: Undoing, now: string): PermitEvent[] => {
  const until = ownUntil(permit, now);
  return mayUndoItself(permit) && !hasCome(until, now)
    ? [granting(permit.terms, permit.terms.workerId, until)]
    : [];
};

const wantsUndoing = (permit: Undoing): boolean =>
  isUndoable(permit.terms) && (permit.status === 'REVOKED' || permit.outcome === 'failure');

/**
 * What follows at once on the end of a permit (3.1): that it is closed; where what was done can be undone, the grant to
 * do so, and where its own worker may not have that, nothing before an operator has found another. Nothing where it has
 * not ended.
 */
export const following = (permit: Permit, now: string): PermitEvent[] => {
  if (!isUndoing(permit) || !wantsUndoing(permit)) return closing(permit);
  return ownGrant(permit, now);
};

/**
 * When it is too late to undo it, or to find somebody who does: whoever had the grant for less leaves the rest of the
 * time, and so does whoever lost it. Undefined where nothing is to be undone.
 */
export const rollbackDue = (permit: Permit): string | undefined => {
  if (!isUndoing(permit)) return undefined;
  const due = addDuration(permit.endedAt, permit.work.rollbackWithin);
  const { rollback } = permit.work;
  return rollback && 'until' in rollback && hasCome(due, rollback.until) ? rollback.until : due;
};

// Other grants end a moment before it is too late as well: the broker's clock has told the time of the end.
const endsWithEmergency = ({ terms, window }: Undoing, until: string): boolean =>
  terms.assessment.path === 'emergency' && until === window.notAfter;

/**
 * When the grant ends before it is too late to find somebody else: what an emergency has lent is over then. Undefined
 * where nobody has one, or as long as there is.
 */
export const grantEndsEarly = (permit: Permit): string | undefined => {
  const due = rollbackDue(permit);
  if (due === undefined || !isUndoing(permit) || permit.work.rollback?.state !== 'granted') return undefined;
  const { until } = permit.work.rollback;
  return endsWithEmergency(permit, until) && !hasCome(due, until) ? until : undefined;
};

/** The next moment at which something follows from nobody having undone it (3.5): the end of the grant, or of the time. */
export const nextRollbackDue = (permit: Permit): string | undefined =>
  grantEndsEarly(permit) ?? rollbackDue(permit);

/** Who has the grant to undo what was done, as long as the permit is not closed. */
export const undoerOf = (permit: Permit): string | undefined =>
  isUndoing(permit) && permit.work.rollback?.state === 'granted' ? permit.work.rollback.workerId : undefined;
