import { setImmediate as breath } from 'node:timers/promises';
import type { Task } from '@guildhall/contracts';
import { kindsOfTask } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import type { TaskBatch, TaskSource } from './source.js';

/** More of them say no more, and take longer than anybody waits for. */
const MOST = 1_000_000;
const BATCH = 2_000;

/** Every kind of task that the policies may tell apart. */
export const kindSource = (policies: readonly Policy[]): TaskSource => {
  const { kinds, given, tasks } = kindsOfTask(policies, MOST);
  async function* batches(): AsyncGenerator<TaskBatch> {
    let done = 0;
    let batch: Task[] = [];
    for (const task of tasks) {
      batch.push(task);
      done += 1;
      if (batch.length < BATCH && done < given) continue;
      yield { tasks: batch, done: done / given };
      batch = [];
      // Somebody may want to see how far it is, or to stop it.
      await breath();
    }
  }
  return { batches: batches(), compared: () => ({ from: 'kinds', kinds }) };
};
