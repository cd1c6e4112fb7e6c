import type { Decision } from '@guildhall/contracts';
import { standing } from './standing.js';
import type { MastersCommand } from './standing.js';
import type { TaskEvent, TaskState } from './state.js';

/** `task.withdraw`. */
export interface WithdrawTaskCommand extends MastersCommand {
  readonly type: 'withdraw';
  readonly reason: string;
}

/** The master no longer wants it; what follows for its permit is permit-workflow's (3.4). */
export const withdrawTask = (command: WithdrawTaskCommand, state: TaskState): Decision<TaskEvent> => {
  const found = standing(command, state);
  return 'refusal' in found
    ? found
    : { events: [{ type: 'task.withdrawn', data: { reason: command.reason } }] };
};
