import type { Others } from '../permit/rights.js';
import type { Permit } from '../permit/state.js';
import { confirm } from './confirm.js';
import { isWorked } from './worked.js';

/** Whether `caller` could confirm what the worker has announced and waits with (1.7); the rules of `confirm`. */
export const couldConfirm = (permit: Permit, others: Others, caller: string, now: string): boolean => {
  if (!isWorked(permit) || permit.work.announced === undefined) return false;
  const { taskId, level, definition } = permit.terms;
  const { seq } = permit.work.announced;
  // Whether its worker is what it was is not for who looks on to say: the grant is taken back where it is not.
  const worker = { status: 'active', level, definition, concurrency: 1 } as const;
  const decision = confirm(
    { ...others, type: 'confirm', caller, now, input: { taskId, seq }, worker },
    permit,
  );
  return 'events' in decision && decision.events.length > 0;
};
