import type { Decision } from '@guildhall/contracts';
import { unreachable } from '../unreachable.js';
import { evolveWorker } from './evolve.js';
import { importWorker } from './import.js';
import type { ImportWorker } from './import.js';
import type { WorkerEvent, WorkerState } from './state.js';

/** Everything that can be asked of a worker. */
export type WorkerCommand = ImportWorker;

const initialState: WorkerState = { status: 'unknown' };

const decide = (command: WorkerCommand, state: WorkerState): Decision<WorkerEvent> => {
  switch (command.type) {
    case 'import':
      return importWorker(command, state);
    default:
      return unreachable(command.type);
  }
};

/**
 * Decisions about the entity worker/<id>. `import` refuses with FORBIDDEN (not `system`), INVALID_STATE (the first
 * boot is over), VALIDATION_FAILED (with pointers into the command) and ALREADY_EXISTS.
 */
export const workerDecider = { initialState, decide, evolve: evolveWorker };
