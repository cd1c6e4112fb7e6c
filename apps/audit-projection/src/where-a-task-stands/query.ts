import type { PermitState } from '@guildhall/contracts';
import type { Transaction } from 'kysely';
import type { Question } from '../asking/question.js';
import type { Tables } from '../database/tables.js';
import { readableTask } from './work.js';

const permitState = async (view: Transaction<Tables>, id: string): Promise<PermitState | undefined> => {
  const row = await view.selectFrom('permits').select('state').where('id', '=', id).executeTakeFirst();
  return row?.state;
};

/** Where does a task stand? What was asked for, how it was assessed, who does it, and the state of its permit. */
export const whereATaskStands: Question<'task.get'> = async ({ view, caller }, { taskId }) => {
  const row = await readableTask(view, caller, taskId);
  if ('refusal' in row) return row;
  const permit = await permitState(view, row.id);
  return { result: { ...row.view, ...(permit === undefined ? {} : { permit }) } };
};
