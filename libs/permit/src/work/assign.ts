import { addDuration, hasCome } from '@guildhall/contracts';
import type { Decision } from '@guildhall/contracts';
import { holdsRole } from '../directory/people.js';
import { forbidden, invalidState, noSuchPermit, overdue } from '../permit/refusals.js';
import type { Refused } from '../permit/refusals.js';
import type { Permit, PermitEvent } from '../permit/state.js';
import type { AssignUndoing } from './commands.js';
import { dutyOf } from './duty.js';
import { notEligible, unfitToBeNamed } from './fit.js';
import { granting, isUndoing, mayUndoItself, rollbackDue } from './undo.js';
import type { Undoing } from './undo.js';

const unfit = (command: AssignUndoing, permit: Undoing): Refused | undefined => {
  const { workerId } = command.input;
  const { terms, work } = permit;
  const barred = unfitToBeNamed(workerId, command, terms);
  if (barred) return barred;
  if (workerId === terms.workerId && !mayUndoItself(permit))
    return notEligible(`${workerId} did the work, and has lost what it takes to undo it.`);
  return work.withdrawn?.includes(workerId) === true
    ? notEligible(`${workerId} had the grant, and has lost what it takes to undo it.`)
    : undefined;
};

/**
 * An operator has another worker undo what was done: where the permit's own may not, and in the place of one that does
 * not get on. It has the grant from now. `FORBIDDEN`, `INVALID_STATE` (nothing is to be undone, or it is too late), or
 * `WORKER_NOT_ELIGIBLE` (status, level, capability, or what it lost before); nothing happens where it has the grant already.
 */
export const assign = (command: AssignUndoing, permit: Permit): Decision<PermitEvent> => {
  const { caller, people, input, now } = command;
  if (permit.status === 'NONE') return noSuchPermit(input.taskId);
  if (!holdsRole(people.get(caller), 'operator'))
    return forbidden(`Only operators say who undoes what was done, and ${caller} is none.`);
  if (!isUndoing(permit)) return invalidState(permit);
  const due = rollbackDue(permit);
  if (due !== undefined && hasCome(due, now)) return overdue(permit, `the time to undo it ended at ${due}`);
  const barred = unfit(command, permit);
  if (barred) return barred;
  return dutyOf(permit, input.workerId, now) !== undefined
    ? { events: [] }
    : {
        events: [
          granting(permit.terms, input.workerId, addDuration(now, permit.work.rollbackWithin), command.trust),
        ],
      };
};
