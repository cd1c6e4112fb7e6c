import { readingRefusal } from '@guildhall/audit';
import type { Caller, TaskRow } from '@guildhall/audit';
import { refuse } from '@guildhall/contracts';
import type { Refusal } from '@guildhall/contracts';
import type { Transaction } from 'kysely';
import type { Tables } from '../database/tables.js';

// More than these are only ever repeated attempts under one id.
const REFUSED_REQUESTS = 100;

/** The task, then the requests under its id that were refused, latest first. */
const candidates = (view: Transaction<Tables>, taskId: string): Promise<TaskRow[]> =>
  view
    .selectFrom('tasks')
    .selectAll()
    .where((row) => row.or([row('id', '=', taskId), row('task', '=', taskId)]))
    .orderBy((row) => row('id', '=', taskId), 'desc')
    .orderBy('position', 'desc')
    .limit(REFUSED_REQUESTS)
    .execute();

/**
 * The row of a task that the caller may read: of the task itself, else of a request for it that was refused. A request
 * of somebody else that was refused under the same id hides nothing.
 */
export const readableTask = async (
  view: Transaction<Tables>,
  caller: Caller,
  taskId: string,
): Promise<TaskRow | { refusal: Refusal }> => {
  const rows = await candidates(view, taskId);
  const [first] = rows;
  if (!first) return refuse('NOT_FOUND', `There is no task ${taskId}.`);
  const row = rows.find((candidate) => !readingRefusal(caller, candidate)) ?? first;
  return readingRefusal(caller, row) ?? row;
};
