import { refuse } from '@guildhall/contracts';
import type { Decision, Refusal, Task } from '@guildhall/contracts';
import { assessNow, barred } from './checks.js';
import type { Circumstances } from './checks.js';
import { outcomeOf } from './outcome.js';
import type { TaskEvent, TaskState } from './state.js';

/** A message on `task.requested.<from>`. */
export interface RequestTask extends Circumstances {
  readonly type: 'request';
  /** The master, from the subject. */
  readonly from: string;
  /** When the broker stored it, RFC 3339. */
  readonly receivedAt: string;
  /** The body as a Task, or why it is none; the latter is refused whatever the state. */
  readonly read: { readonly value: Task } | { readonly refusal: Refusal };
  /** A digest of a JSON value that does not depend on the order of members: contracts' `digestOf`. */
  readonly digest: (value: unknown) => string;
}

const repeated = (
  { from, digest }: RequestTask,
  task: Task,
  state: Exclude<TaskState, { status: 'unknown' }>,
): Decision<TaskEvent> => {
  if (state.requestedBy !== from)
    return refuse('ALREADY_EXISTS', `Task ${task.taskId} exists already: another master asked for it.`);
  return digest(state.asked) === digest(task)
    ? { events: [] }
    : refuse('ALREADY_EXISTS', `Task ${task.taskId} exists already, with other content.`);
};

/** Accepts, holds or refuses a request; the same content from the same master again changes nothing (6.4). */
export const requestTask = (command: RequestTask, state: TaskState): Decision<TaskEvent> => {
  const { from, receivedAt, read, facts } = command;
  const refusal = barred(from, facts);
  if (refusal) return { refusal };
  if ('refusal' in read) return { refusal: read.refusal };
  if (state.status !== 'unknown') return repeated(command, read.value, state);
  const assessed = assessNow(read.value, command);
  return 'refusal' in assessed
    ? assessed
    : { events: [outcomeOf({ request: read.value, requestedBy: from, receivedAt }, assessed.assessment)] };
};
