import type { Others } from '../permit/rights.js';
import type { Permit } from '../permit/state.js';
import { confirm } from './confirm.js';
import { isWorked } from './worked.js';

/** Whether `caller` could confirm what the worker has announced and waits with (1.7); the rules of `confirm`. */
export const couldConfirm = (permit: Permit, others: Others, caller: string, now: string): boolean => {
  if (!isWorked(permit) || permit.work.announced === undefined) return false;
  const { taskId } = permit.terms;
  const { seq } = permit.work.announced;
  const decision = confirm({ ...others, type: 'confirm', caller, now, input: { taskId, seq } }, permit);
  return 'events' in decision && decision.events.length > 0;
};
