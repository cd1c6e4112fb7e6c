import { readingRefusal } from '@guildhall/audit';
import { refuse } from '@guildhall/contracts';
import { whoCouldApprove } from '@guildhall/permit';
import type { Question } from '../asking/question.js';
import { everybody, othersOf } from './others.js';
import { permitResult } from './result.js';

/** Where does a permit stand? Its terms, who has agreed, who still could, and how it ended. */
export const whereAPermitStands: Question<'permit.get'> = async ({ view, caller, now }, { taskId }) => {
  const row = await view.selectFrom('permits').selectAll().where('id', '=', taskId).executeTakeFirst();
  if (!row) return refuse('NOT_FOUND', `There is no permit ${taskId}.`);
  const refused = readingRefusal(caller, row);
  if (refused) return refused;
  const others = await othersOf(view, [row], await everybody(view));
  return { result: permitResult(row, whoCouldApprove(row.permit, others(row), now), now) };
};
