import { hasCome } from '@guildhall/contracts';
import type { Decision } from '@guildhall/contracts';
import { after } from '../permit/evolve.js';
import type { Permit, PermitEvent } from '../permit/state.js';
import { closing } from '../permit/summary.js';
import type { RollbackTimeout } from './commands.js';
import { grantEndsEarly, isUndoing, rollbackDue, undoerOf, withdrawing } from './undo.js';
import type { Undoing } from './undo.js';

const failed = ({ work: { rollback } }: Undoing): PermitEvent => ({
  type: 'execution.rollback-failed',
  data:
    rollback?.state === 'granted' ? { kind: 'timeout', workerId: rollback.workerId } : { kind: 'no-worker' },
});

// An operator has the rest of the time to name another worker, and has to hear of it at once.
const ungranting = (permit: Permit, now: string): PermitEvent[] => {
  const [end, workerId] = [grantEndsEarly(permit), undoerOf(permit)];
  return end !== undefined && workerId !== undefined && hasCome(end, now)
    ? [withdrawing(workerId, 'emergency-over')]
    : [];
};

/**
 * What was done is not undone in time, and the permit is closed; a grant that ends before that, with its emergency, is
 * taken back. Nothing before, or where nothing is to be undone.
 */
export const rollbackTimeout = ({ now }: RollbackTimeout, permit: Permit): Decision<PermitEvent> => {
  const due = rollbackDue(permit);
  if (!isUndoing(permit) || due === undefined) return { events: [] };
  if (!hasCome(due, now)) return { events: ungranting(permit, now) };
  const event = failed(permit);
  return { events: [event, ...closing(after(permit, [event], now))] };
};
