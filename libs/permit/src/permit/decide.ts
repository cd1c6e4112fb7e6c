import type { Decision } from '@guildhall/contracts';
import { approve } from './approve.js';
import type { PermitCommand } from './commands.js';
import { complete } from './complete.js';
import { evolve } from './evolve.js';
import { lapse } from './lapse.js';
import { open } from './open.js';
import { reject } from './reject.js';
import { review } from './review.js';
import { revoke, withdraw } from './revoke.js';
import { start } from './start.js';
import { initialPermit } from './state.js';
import type { Permit, PermitEvent } from './state.js';

const decide = (command: PermitCommand, permit: Permit): Decision<PermitEvent> => {
  switch (command.type) {
    case 'open':
      return open(command, permit);
    case 'review':
      return review(command, permit);
    case 'approve':
      return approve(command, permit);
    case 'reject':
      return reject(command, permit);
    case 'withdraw':
      return withdraw(command, permit);
    case 'lapse':
      return lapse(command, permit);
    case 'revoke':
      return revoke(command, permit);
    case 'start':
      return start(command, permit);
    case 'complete':
      return complete(command, permit);
    default:
      return unknownCommand(command);
  }
};

const unknownCommand = (command: never): never => {
  throw new TypeError(`not a command for a permit: ${JSON.stringify(command)}`);
};

/** The life of a permit (3.1). Entity: `permit/<taskId>`. */
export const permitDecider = { initialState: initialPermit, decide, evolve };
