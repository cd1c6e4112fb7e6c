import type { Context, Recorded } from '@guildhall/contracts';

const OF_A_TASK: ReadonlySet<string> = new Set<Context>(['task', 'assignment', 'permit', 'execution']);

const contextOfCommand = (command: string): string => command.slice(0, command.indexOf('.'));

/**
 * The task whose story an event belongs to: that of its subject `evt.{task,assignment,permit,execution}.*.<taskId>.*`, and
 * also the task that a refused request wanted to be and that a refused command was about; they have ids of their own.
 */
export const taskOf = (event: Recorded): string | undefined => {
  if (event.type === 'task.refused') return event.data.taskId;
  if (event.type === 'refusal.refused') {
    // A summary is the caller's, about whatever it was refused.
    if (event.data.summary) return undefined;
    return OF_A_TASK.has(contextOfCommand(event.data.command)) ? event.correlation : undefined;
  }
  return OF_A_TASK.has(event.context) ? event.entity : undefined;
};
