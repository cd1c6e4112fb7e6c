import { refuse } from '@guildhall/contracts';
import type { Decision } from '@guildhall/contracts';
import { excluded, forbidden, invalidState, noSuchPermit, notEnrolled } from '../permit/refusals.js';
import type { Refused } from '../permit/refusals.js';
import { isExcluded } from '../permit/rights.js';
import type { Permit, PermitEvent } from '../permit/state.js';
import type { ConfirmWork } from './commands.js';
import { dutyAt, unfitForDuty } from './duty.js';
import { isWorked } from './worked.js';
import type { Worked } from './worked.js';

type Known = Exclude<Permit, { status: 'NONE' }>;

const isForPeople = ({ terms }: Known): boolean => terms.request.environment === 'production';

/** In production somebody who is enrolled, else the master whose task it is (1.7). */
const whoMay = ({ caller, people }: ConfirmWork, permit: Known): Refused | undefined => {
  if (isForPeople(permit)) return people.has(caller) ? undefined : notEnrolled(caller);
  return caller === permit.terms.requestedBy
    ? undefined
    : forbidden(`Only ${permit.terms.requestedBy}, who requested it, confirms what is done under it.`);
};

const confirming = (command: ConfirmWork, permit: Worked): Decision<PermitEvent> => {
  const { caller, input, now } = command;
  const { seq } = input;
  const { announced } = permit.work;
  const isDue = announced?.seq === seq && announced.purpose === dutyAt(permit, now);
  if (!isDue || !announced.needsConfirmation)
    return refuse('INVALID_STATE', `Action ${seq} does not wait for a confirmation.`);
  const unfit = unfitForDuty(permit, { ...command, caller: announced.workerId });
  if (unfit) return unfit;
  return announced.confirmedBy === undefined
    ? { events: [{ type: 'execution.action-confirmed', data: { seq, by: caller } }] }
    : { events: [] };
};

/**
 * Somebody lets a supervised worker do what it has announced. `FORBIDDEN`, `INVALID_STATE` (it was never started),
 * `SEPARATION_OF_DUTIES`, `INVALID_STATE` where the action does not wait for it, or `WORKER_NOT_ELIGIBLE` where it is to
 * undo the work, and whoever announced it no longer may. Confirmed already: nothing happens.
 */
export const confirm = (command: ConfirmWork, permit: Permit): Decision<PermitEvent> => {
  if (permit.status === 'NONE') return noSuchPermit(command.input.taskId);
  const barred = whoMay(command, permit);
  if (barred) return barred;
  if (!isWorked(permit)) return invalidState(permit);
  return isForPeople(permit) && isExcluded(permit.terms, command, command.caller)
    ? excluded(command.caller)
    : confirming(command, permit);
};
