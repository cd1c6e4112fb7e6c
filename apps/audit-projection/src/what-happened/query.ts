import { eventOf, tell } from '@guildhall/audit';
import type { EventRow, TaskRow } from '@guildhall/audit';
import type { QueryPayload, StoryLine } from '@guildhall/contracts';
import type { Transaction } from 'kysely';
import { cut } from '../asking/pages.js';
import type { Question } from '../asking/question.js';
import type { Tables } from '../database/tables.js';
import { readableTask } from '../where-a-task-stands/work.js';

const MOST_LINES = 500;

/**
 * The events that belong to a task. Of a request that was refused, under an id that may be somebody else's task, it is
 * the refusal alone.
 */
const eventsOf = (
  view: Transaction<Tables>,
  { taskId, from = 1, limit = MOST_LINES }: QueryPayload<'task.story'>,
  row: TaskRow,
): Promise<EventRow[]> =>
  view
    .selectFrom('events')
    .selectAll()
    .where('task', '=', taskId)
    .where('position', '>=', from)
    .$if(row.id !== taskId, (events) => events.where('entity', '=', row.id))
    .orderBy('position')
    .limit(limit + 1)
    .execute();

const line = (row: EventRow): StoryLine => {
  const { position, time, type, actor } = row;
  return { position, time, type, actor, text: tell(eventOf(row)) };
};

/** What happened to a task? Its events and those of its assignment and permit, and what was refused about it. */
export const whatHappened: Question<'task.story'> = async ({ view, caller }, payload) => {
  const { taskId, limit = MOST_LINES } = payload;
  const row = await readableTask(view, caller, taskId);
  if ('refusal' in row) return row;
  const { items, last } = cut(await eventsOf(view, payload, row), limit, line);
  return { result: { taskId, events: items, ...(last ? { next: last.position + 1 } : {}) } };
};
