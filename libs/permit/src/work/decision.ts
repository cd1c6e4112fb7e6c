import type { ActionDecision } from '@guildhall/contracts';
import type { Permit } from '../permit/state.js';
import { whoConfirms } from './leave.js';
import { workEnd } from './clock.js';
import type { Undoer } from './commands.js';
import { dutyAt, dutyNow, unfitForDuty } from './duty.js';
import { outOfScope } from './scope.js';
import { isSame } from './work.js';
import type { Action, Announced, Done } from './work.js';
import { isWorked } from './worked.js';
import type { Worked } from './worked.js';

/** Whether an action may be done now, and why not. */
export interface Decided {
  decision: ActionDecision;
  /** Of a refusal, or who has to confirm it. */
  reason?: string;
}

const refused = (reason: string): Decided => ({ decision: 'refused', reason });

const ofAnnounced = (permit: Worked, announced: Announced, now: string): Decided => {
  if (announced.purpose !== dutyAt(permit, now))
    return refused('It was announced for something that has ended since.');
  return announced.needsConfirmation && announced.confirmedBy === undefined
    ? { decision: 'waiting', reason: `It waits for a confirmation by ${whoConfirms(permit.terms)}.` }
    : { decision: 'permitted' };
};

const ofUnannounced = ({ work }: Worked, seq: number): Decided =>
  refused(work.violations.findLast((violation) => violation.seq === seq)?.text ?? 'It is not announced.');

// The answer of before; but what was not let happen, or was done for the work that is undone now, must not be done again.
const ofRecorded = ({ terms, work: { rollback } }: Worked, done: Done): Decided => {
  if (done.status === 'rejected') return refused('It is on record as rejected.');
  return rollback?.state === 'granted' && outOfScope(done, terms, rollback.actions) !== undefined
    ? refused('It is on record, and is nothing that undoes the work.')
    : { decision: 'permitted', reason: 'It is on record.' };
};

/**
 * Whether the worker may do the action, as the log has it (3.4). To be asked of the permit as it is after the
 * announcement: an end that is before the announcement in the log always wins. On record already: as before.
 */
export const actionDecision = (
  permit: Permit,
  { caller, seq, ...action }: Action & { seq: number; caller: string },
  now: string,
  undoer: Undoer = {},
): Decided => {
  if (!isWorked(permit)) return refused(`The permit is ${permit.status}.`);
  const unfit = unfitForDuty(permit, { caller, now, ...undoer });
  if (unfit) return refused(unfit.refusal.message);
  if (dutyNow(permit, caller, now, undoer) === undefined) return refused(endOf(permit));
  const { announced, done } = permit.work;
  if (announced?.seq === seq && isSame(announced, action)) return ofAnnounced(permit, announced, now);
  const recorded = done[seq - 1];
  return recorded !== undefined && recorded.status !== 'missing' && isSame(recorded, action)
    ? ofRecorded(permit, recorded)
    : ofUnannounced(permit, seq);
};

const endOf = (permit: Worked): string => {
  const last = permit.work.violations.at(-1)?.text;
  if (permit.status === 'EXECUTING') return `The permit was good until before ${workEnd(permit)}.`;
  return last === undefined ? `The permit is ${permit.status}.` : `The permit is ${permit.status}: ${last}`;
};
