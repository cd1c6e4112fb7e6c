import type { Decision } from '@guildhall/contracts';
import { unreachable } from '../unreachable.js';
import { countSuccesses } from './count.js';
import type { CountSuccesses } from './count.js';
import { certifyInEmergency, endEmergency } from './emergency.js';
import type { CertifyInEmergency, EndEmergency } from './emergency.js';
import { evolveWorker } from './evolve.js';
import { importWorker } from './import.js';
import type { ImportWorker } from './import.js';
import { noteIncident, reportIncident } from './incident.js';
import type { NoteIncident, ReportIncident } from './incident.js';
import { redefineWorker } from './redefine.js';
import type { RedefineWorker } from './redefine.js';
import { registerWorker } from './register.js';
import type { RegisterWorker } from './register.js';
import { resetTrust } from './reset-trust.js';
import type { ResetTrust } from './reset-trust.js';
import { retireWorker } from './retire.js';
import type { RetireWorker } from './retire.js';
import { revokeWorker } from './revoke.js';
import type { RevokeWorker } from './revoke.js';
import type { WorkerEvent, WorkerState } from './state.js';
import { suspendWorker } from './suspend.js';
import type { SuspendWorker } from './suspend.js';

/** Everything that can be asked of a worker. */
export type WorkerCommand =
  | ImportWorker
  | RegisterWorker
  | RedefineWorker
  | SuspendWorker
  | RetireWorker
  | RevokeWorker
  | CertifyInEmergency
  | EndEmergency
  | CountSuccesses
  | ResetTrust
  | NoteIncident
  | ReportIncident;

const initialState: WorkerState = { status: 'unknown' };

const decide = (command: WorkerCommand, state: WorkerState): Decision<WorkerEvent> => {
  switch (command.type) {
    case 'import':
      return importWorker(command, state);
    case 'register':
      return registerWorker(command, state);
    case 'redefine':
      return redefineWorker(command, state);
    case 'suspend':
      return suspendWorker(command, state);
    case 'retire':
      return retireWorker(command, state);
    case 'revoke':
      return revokeWorker(command, state);
    case 'certify-in-emergency':
      return certifyInEmergency(command, state);
    case 'end-emergency':
      return endEmergency(command, state);
    case 'count':
      return countSuccesses(command, state);
    case 'reset-trust':
      return resetTrust(command, state);
    case 'note-incident':
      return noteIncident(command, state);
    case 'report-incident':
      return reportIncident(command, state);
    default:
      return unreachable(command);
  }
};

/**
 * Decisions about the entity worker/<id>.
 *
 * `import` refuses with FORBIDDEN (not `system`), INVALID_STATE (the first boot is over), VALIDATION_FAILED (with
 * pointers into the command) and ALREADY_EXISTS; `register` with FORBIDDEN, VALIDATION_FAILED, ALREADY_EXISTS;
 * `redefine`, `suspend`, `retire`, `revoke` and `reset-trust` with FORBIDDEN, NOT_FOUND, INVALID_STATE, `redefine` also
 * with VALIDATION_FAILED and `revoke` with SEPARATION_OF_DUTIES; `report-incident` with FORBIDDEN and NOT_FOUND. What is
 * so already is nothing to do. What emergencies bring, what is counted and what the log shows is refused nothing.
 */
export const workerDecider = { initialState, decide, evolve: evolveWorker };
