import { refuse } from '@guildhall/contracts';
import type { Decision } from '@guildhall/contracts';
import type { Complete } from './commands.js';
import { missedDeadline } from './deadlines.js';
import { after } from './evolve.js';
import { forbidden, invalidState, noSuchPermit } from './refusals.js';
import type { Permit, PermitEvent } from './state.js';
import { closing } from './summary.js';

// No action of an execution is on record yet, so the last one can only be none.
const LAST_ON_RECORD = 0;

/**
 * The permit's worker has finished, and the permit is closed at once. `FORBIDDEN`: somebody else; `SEQUENCE_GAP`:
 * `lastSeq` names an action that is not on record; `OUT_OF_WINDOW`: the window has ended, so that the permit is revoked.
 */
export const complete = ({ caller, input, now }: Complete, permit: Permit): Decision<PermitEvent> => {
  if (permit.status === 'NONE') return noSuchPermit(input.taskId);
  if (caller !== permit.terms.workerId)
    return forbidden(`The permit is ${permit.terms.workerId}'s, not ${caller}'s.`);
  if (permit.status !== 'EXECUTING') return invalidState(permit);
  if (missedDeadline(permit, now))
    return refuse('OUT_OF_WINDOW', `The permit was good until before ${permit.window.notAfter}.`);
  const { taskId: _, ...data } = input;
  if (data.lastSeq !== LAST_ON_RECORD)
    return refuse('SEQUENCE_GAP', `The last action on record is number ${LAST_ON_RECORD}.`);
  const completed: PermitEvent = { type: 'permit.completed', data };
  return { events: [completed, ...closing(after(permit, [completed], now))] };
};
