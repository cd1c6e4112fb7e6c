import { hasCome } from '@guildhall/contracts';
import { forbidden, invalidState, noSuchPermit } from '../permit/refusals.js';
import type { Refused } from '../permit/refusals.js';
import type { Permit } from '../permit/state.js';
import { workEnd } from './clock.js';
import type { Undoer } from './commands.js';
import { unfitToUndo } from './fit.js';
import type { Purpose } from './judge.js';
import type { Done, Missing } from './work.js';
import { isWorked } from './worked.js';
import type { Worked } from './worked.js';

/** What may go on under the permit at `now`: its work, undoing it, or nothing any more. */
export const dutyAt = (permit: Worked, now: string): Purpose | undefined => {
  if (permit.status === 'EXECUTING') return hasCome(workEnd(permit), now) ? undefined : 'work';
  const { rollback } = permit.work;
  return rollback?.state === 'granted' && !hasCome(rollback.until, now) ? 'rollback' : undefined;
};

const isUndoing = (done: Done | Missing | undefined): boolean =>
  done !== undefined && done.status !== 'missing' && done.undoes === true;

const isIts = ({ terms, work }: Worked, caller: string): boolean =>
  [terms.workerId, work.rollback?.workerId, work.announced?.workerId].includes(caller) ||
  work.done.some(({ workerId }) => workerId === caller);

/** Who has it to do, while anything is to be done. */
const onDuty = ({ status, terms, work }: Worked): string | undefined => {
  if (status === 'EXECUTING') return terms.workerId;
  return work.rollback?.state === 'granted' ? work.rollback.workerId : undefined;
};

/** What of that is the caller's to do. */
export const dutyOf = (permit: Worked, caller: string, now: string): Purpose | undefined =>
  onDuty(permit) === caller ? dutyAt(permit, now) : undefined;

/** Why the caller cannot use the grant that it has: `WORKER_NOT_ELIGIBLE`. Undefined where it can, or has none. */
export const unfitForDuty = (
  permit: Worked,
  { caller, now, ...undoer }: { caller: string; now: string } & Undoer,
): Refused | undefined =>
  dutyOf(permit, caller, now) === 'rollback' ? unfitToUndo(caller, undoer, permit.terms) : undefined;

/** What the caller may do now: the work, undoing it where it is fit for that, or nothing any more. */
export const dutyNow = (
  permit: Permit,
  caller: string,
  now: string,
  undoer: Undoer = {},
): Purpose | undefined =>
  isWorked(permit) && !unfitForDuty(permit, { caller, now, ...undoer })
    ? dutyOf(permit, caller, now)
    : undefined;

/**
 * Whether whoever has this duty may go on with what it was at: with the work, or, where it has just put these numbers on
 * record, and all of them undo the work, with undoing it. `false`: it has to stop at once, also where it has the grant.
 */
export const mayContinue = (
  permit: Permit,
  duty: Purpose | undefined,
  recorded: readonly number[] = [],
): boolean => {
  if (duty !== 'rollback') return duty === 'work';
  const done = isWorked(permit) ? permit.work.done : [];
  return recorded.length > 0 && recorded.every((seq) => isUndoing(done[seq - 1]));
};

/**
 * The permit, if the caller works under it, or did, or undoes what was done, or did; else `NOT_FOUND`, `FORBIDDEN`, or
 * `INVALID_STATE` where nothing was begun.
 */
export const workedBy = (
  permit: Permit,
  { caller, input: { taskId } }: { caller: string; input: { taskId: string } },
): { permit: Worked } | Refused => {
  if (permit.status === 'NONE') return noSuchPermit(taskId);
  const its = isWorked(permit) ? isIts(permit, caller) : caller === permit.terms.workerId;
  if (!its) return forbidden(`The permit is ${permit.terms.workerId}'s, not ${caller}'s.`);
  return isWorked(permit) ? { permit } : invalidState(permit);
};
