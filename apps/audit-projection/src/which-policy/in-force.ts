import type { PolicyRow } from '@guildhall/audit';
import type { Asked } from '../asking/question.js';

/** The policy in force: the one that was published last. Undefined before the first. */
export const policyInForce = (view: Asked['view']): Promise<PolicyRow | undefined> =>
  view
    .selectFrom('policies')
    .selectAll()
    .where('published', 'is not', null)
    .orderBy('published', 'desc')
    .limit(1)
    .executeTakeFirst();
