import { refuse } from '@guildhall/contracts';
import type { Refusal } from '@guildhall/contracts';
import type { RegisteredWorker, WorkerState } from './state.js';

/** NOT_FOUND: nobody has registered such a worker. */
export const notThere = (workerId: string) => refuse('NOT_FOUND', `There is no worker ${workerId}.`);

/** The worker as long as it is in service, or why nothing can be decided about it: NOT_FOUND, INVALID_STATE. */
export const inService = (
  state: WorkerState,
  workerId: string,
): { worker: RegisteredWorker } | { refusal: Refusal } => {
  switch (state.status) {
    case 'unknown':
      return notThere(workerId);
    case 'retired':
      return refuse('INVALID_STATE', `${workerId} is retired, which is for good.`);
    case 'registered':
      return { worker: state };
  }
};
