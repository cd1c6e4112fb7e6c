import { hasCome } from '@guildhall/contracts';
import type { Decision } from '@guildhall/contracts';
import { after } from '../permit/evolve.js';
import type { Permit, PermitEvent } from '../permit/state.js';
import { closing } from '../permit/summary.js';
import type { RollbackTimeout } from './commands.js';
import { isUndoing, rollbackDue } from './undo.js';
import type { Undoing } from './undo.js';

const failed = ({ work: { rollback } }: Undoing): PermitEvent => ({
  type: 'execution.rollback-failed',
  data:
    rollback?.state === 'granted' ? { kind: 'timeout', workerId: rollback.workerId } : { kind: 'no-worker' },
});

/** What was done is not undone in time, and the permit is closed. Nothing before that, or where nothing is to be undone. */
export const rollbackTimeout = ({ now }: RollbackTimeout, permit: Permit): Decision<PermitEvent> => {
  const due = rollbackDue(permit);
  if (!isUndoing(permit) || due === undefined || !hasCome(due, now)) return { events: [] };
  const event = failed(permit);
  return { events: [event, ...closing(after(permit, [event], now))] };
};
