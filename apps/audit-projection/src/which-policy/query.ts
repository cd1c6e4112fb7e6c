import { POLICY_ENTITY, refuse } from '@guildhall/contracts';
import type { Question } from '../asking/question.js';

/** Which policy is in force? */
export const whichPolicy: Question<'policy.get'> = async ({ view }) => {
  const row = await view
    .selectFrom('policies')
    .select('view')
    .where('id', '=', POLICY_ENTITY)
    .executeTakeFirst();
  return row ? { result: row.view } : refuse('NOT_FOUND', 'No policy has been published yet.');
};
