import type { Task } from '@guildhall/contracts';

/** Some of the tasks to compare, to be taken once, and how much of all is done with them. */
export interface TaskBatch {
  tasks: Iterable<Task>;
  /** From 0 to 1. */
  done: number;
}

/** Which tasks were compared, and what was left out. */
export type ComparedTasks =
  | {
      from: 'log';
      /** Of the tasks: those that still wait for an override. */
      held: number;
      /** Requests of which the log keeps size and hash only, so that they cannot be compared. */
      refused: number;
      /** Events that this version cannot read. */
      unreadable: number;
    }
  | { from: 'files'; path: string; /** That are no valid tasks. */ invalid: number }
  | { from: 'kinds'; kinds: number };

/** Tasks to compare, batch by batch, so that their number does not matter. */
export interface TaskSource {
  batches: AsyncIterable<TaskBatch>;
  /** To be asked for once all batches were taken. */
  compared: () => ComparedTasks;
}
