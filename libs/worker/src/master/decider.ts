import type { Decision } from '@guildhall/contracts';
import { unreachable } from '../unreachable.js';
import { evolveMaster } from './evolve.js';
import { importMaster } from './import.js';
import type { ImportMaster } from './import.js';
import type { MasterEvent, MasterState } from './state.js';

/** Everything that can be asked of a master's registration. */
export type MasterCommand = ImportMaster;

const initialState: MasterState = { status: 'unknown' };

const decide = (command: MasterCommand, state: MasterState): Decision<MasterEvent> => {
  switch (command.type) {
    case 'import':
      return importMaster(command, state);
    default:
      return unreachable(command.type);
  }
};

/**
 * Decisions about the entity master/<id>. `import` refuses with FORBIDDEN (not `system`), INVALID_STATE (the first
 * boot is over), VALIDATION_FAILED (with a pointer into the command) and ALREADY_EXISTS.
 */
export const masterDecider = { initialState, decide, evolve: evolveMaster };
