import type { Decision } from '@guildhall/contracts';
import { operatorsOnly } from '../asker.js';
import type { Asker } from '../asker.js';
import { inService } from './refusals.js';
import type { WorkerEvent, WorkerState } from './state.js';

/** `worker.retire`. */
export interface RetireWorker {
  readonly type: 'retire';
  readonly asker: Asker;
  readonly workerId: string;
  readonly reason: string;
}

/** Out of service for good; its id stays taken. */
export const retireWorker = (command: RetireWorker, state: WorkerState): Decision<WorkerEvent> => {
  const { asker, workerId, reason } = command;
  const refused = operatorsOnly(asker, 'retires workers');
  if (refused) return refused;
  if (state.status === 'retired') return { events: [] };
  const found = inService(state, workerId);
  if ('refusal' in found) return found;
  return { events: [{ type: 'worker.retired', data: { by: asker.id, reason } }] };
};
