import { eventOf, tell } from '@guildhall/audit';
import type { EventRow } from '@guildhall/audit';
import type { StoryLine } from '@guildhall/contracts';
import type { Question } from '../asking/question.js';
import { readableTask } from '../where-a-task-stands/work.js';

const line = (row: EventRow): StoryLine => {
  const { position, time, type, actor } = row;
  return { position, time, type, actor, text: tell(eventOf(row)) };
};

/** What happened to a task? Its events and those of its assignment and permit, and what was refused about it. */
export const whatHappened: Question<'task.story'> = async ({ view, caller }, { taskId }) => {
  const task = await readableTask(view, caller, taskId);
  if ('refusal' in task) return task;
  const rows = await view
    .selectFrom('events')
    .selectAll()
    .where('task', '=', taskId)
    .orderBy('position')
    .execute();
  return { result: { taskId, events: rows.map(line) } };
};
