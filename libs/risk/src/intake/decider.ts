import type { Decision } from '@guildhall/contracts';
import { unreachable } from '../unreachable.js';
import { overrideTask } from './override.js';
import type { OverrideTaskCommand } from './override.js';
import { requestTask } from './request.js';
import type { RequestTask } from './request.js';
import { evolveTask, initialTask } from './state.js';
import type { TaskEvent, TaskState } from './state.js';
import { withdrawTask } from './withdraw.js';
import type { WithdrawTaskCommand } from './withdraw.js';

/** Everything that can be asked of a task. */
export type TaskCommand = RequestTask | OverrideTaskCommand | WithdrawTaskCommand;

const decide = (command: TaskCommand, state: TaskState): Decision<TaskEvent> => {
  switch (command.type) {
    case 'request':
      return requestTask(command, state);
    case 'override':
      return overrideTask(command, state);
    case 'withdraw':
      return withdrawTask(command, state);
    default:
      return unreachable(command);
  }
};

/**
 * Decisions about the entity task/<taskId>.
 *
 * `request` ends in `task.assessed`, `task.held`, nothing (a repetition), or a refusal that `refusedRequest` turns into
 * records of its own: NOT_BOOTSTRAPPED, FORBIDDEN, what reading the body ended in, ALREADY_EXISTS, VALIDATION_FAILED or
 * HARD_BLOCK with every issue, UNSAFE_BROKER. `override` and `withdraw` refuse with NOT_FOUND, FORBIDDEN,
 * INVALID_STATE; `override` also as a request does.
 */
export const taskDecider = { initialState: initialTask, decide, evolve: evolveTask };
