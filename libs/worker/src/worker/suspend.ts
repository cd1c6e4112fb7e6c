import { refuse } from '@guildhall/contracts';
import type { Decision } from '@guildhall/contracts';
import { operatorsOnly } from '../asker.js';
import type { Asker } from '../asker.js';
import { inService } from './refusals.js';
import type { WorkerEvent, WorkerState } from './state.js';

/** `worker.suspend`. */
export interface SuspendWorker {
  readonly type: 'suspend';
  readonly asker: Asker;
  readonly workerId: string;
  readonly reason: string;
}

/** Eligible for nothing until somebody says otherwise; also a worker without a certification. */
export const suspendWorker = (command: SuspendWorker, state: WorkerState): Decision<WorkerEvent> => {
  const { asker, workerId, reason } = command;
  const refused = operatorsOnly(asker, 'suspends workers');
  if (refused) return refused;
  const found = inService(state, workerId);
  if ('refusal' in found) return found;
  const { suspensions, certification } = found.worker;
  if (suspensions.includes('operator')) return { events: [] };
  if (certification.status === 'revoked')
    return refuse('INVALID_STATE', `The certification of ${workerId} is revoked; there is none to suspend.`);
  return {
    events: [
      {
        type: 'worker.certification-suspended',
        data: { kind: 'operator', by: asker.id, text: reason },
      },
    ],
  };
};
