import type { Decision } from '@guildhall/contracts';
import { unreachable } from '../unreachable.js';
import { changeMaster } from './change.js';
import type { ChangeMaster } from './change.js';
import { evolveMaster } from './evolve.js';
import { importMaster } from './import.js';
import type { ImportMaster } from './import.js';
import { registerMaster } from './register.js';
import type { RegisterMaster } from './register.js';
import { retireMaster } from './retire.js';
import type { RetireMaster } from './retire.js';
import type { MasterEvent, MasterState } from './state.js';

/** Everything that can be asked of a master's registration. */
export type MasterCommand = ImportMaster | RegisterMaster | ChangeMaster | RetireMaster;

const initialState: MasterState = { status: 'unknown' };

const decide = (command: MasterCommand, state: MasterState): Decision<MasterEvent> => {
  switch (command.type) {
    case 'import':
      return importMaster(command, state);
    case 'register':
      return registerMaster(command, state);
    case 'change':
      return changeMaster(command, state);
    case 'retire':
      return retireMaster(command, state);
    default:
      return unreachable(command);
  }
};

/**
 * Decisions about the entity master/<id>. `import` refuses with FORBIDDEN (not `system`), INVALID_STATE (the first
 * boot is over), VALIDATION_FAILED (with a pointer into the command) and ALREADY_EXISTS; `register` with FORBIDDEN,
 * VALIDATION_FAILED, ALREADY_EXISTS; `change` and `retire` with FORBIDDEN, NOT_FOUND, INVALID_STATE, `change` also with
 * VALIDATION_FAILED. What is so already is nothing to do.
 */
export const masterDecider = { initialState, decide, evolve: evolveMaster };
