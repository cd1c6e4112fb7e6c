import { hasCome, refuse } from '@guildhall/contracts';
import type { Decision } from '@guildhall/contracts';
import { after } from '../permit/evolve.js';
import { forbidden, invalidState, noSuchPermit } from '../permit/refusals.js';
import type { Permit, PermitEvent } from '../permit/state.js';
import { closing } from '../permit/summary.js';
import type { ReportUndoing } from './commands.js';
import { isUndoing } from './undo.js';

const reported = ({ caller: workerId, input: { outcome, summary } }: ReportUndoing): PermitEvent =>
  outcome === 'done'
    ? {
        type: 'execution.rolled-back',
        data: { workerId, ...(summary === undefined ? {} : { summary }) },
      }
    : {
        type: 'execution.rollback-failed',
        data: { kind: 'reported', workerId, ...(summary === undefined ? {} : { text: summary }) },
      };

/**
 * The worker with the grant says how undoing it ended, and the permit is closed. `INVALID_STATE`: nothing is to be
 * undone; `FORBIDDEN`: somebody else has the grant; `OUT_OF_WINDOW`: it is over; `SEQUENCE_GAP`: it says that it is done,
 * and what it announced for it is not on record.
 */
export const report = (command: ReportUndoing, permit: Permit): Decision<PermitEvent> => {
  const { caller, input, now } = command;
  if (permit.status === 'NONE') return noSuchPermit(input.taskId);
  const rollback = isUndoing(permit) ? permit.work.rollback : undefined;
  if (!isUndoing(permit) || rollback?.state !== 'granted') return invalidState(permit);
  if (caller !== rollback.workerId)
    return forbidden(`The rollback is ${rollback.workerId}'s, not ${caller}'s.`);
  if (hasCome(rollback.until, now))
    return refuse('OUT_OF_WINDOW', `The rollback had to be done before ${rollback.until}.`);
  const { announced } = permit.work;
  if (input.outcome === 'done' && announced?.purpose === 'rollback')
    return refuse('SEQUENCE_GAP', `Action ${announced.seq} is announced, and not on record yet.`);
  const event = reported(command);
  return { events: [event, ...closing(after(permit, [event], now))] };
};
