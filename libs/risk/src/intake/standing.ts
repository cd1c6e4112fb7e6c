import { refuse } from '@guildhall/contracts';
import type { Refusal } from '@guildhall/contracts';
import type { AssessedTask, HeldTask, TaskState } from './state.js';

/** A command of the master that asked for a task. */
export interface MastersCommand {
  readonly taskId: string;
  readonly caller: string;
  /** Whether the assignment was denied, which is final for the task. */
  readonly denied: boolean;
}

const over = (taskId: string, state: string): { refusal: Refusal } =>
  refuse(
    'INVALID_STATE',
    `Task ${taskId} is ${state}, which allows no further command; ask again under a new id.`,
  );

/** The task as long as its own master may still change it (6.5), or why not: NOT_FOUND, FORBIDDEN, INVALID_STATE. */
export const standing = (
  { taskId, caller, denied }: MastersCommand,
  state: TaskState,
): { task: AssessedTask | HeldTask } | { refusal: Refusal } => {
  if (state.status === 'unknown') return refuse('NOT_FOUND', `There is no task ${taskId}.`);
  if (state.requestedBy !== caller)
    return refuse('FORBIDDEN', `Only the master that asked for task ${taskId} may do this.`);
  if (state.status === 'withdrawn') return over(taskId, 'withdrawn');
  return denied ? over(taskId, 'denied') : { task: state };
};
