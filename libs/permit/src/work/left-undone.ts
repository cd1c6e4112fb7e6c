import { isMutating } from '@guildhall/contracts';
import { isIn } from '../permit/state.js';
import type { Permit } from '../permit/state.js';
import { isUndoing } from './undo.js';
import { isWorked } from './worked.js';
import type { Worked } from './worked.js';

const hasChangedSomething = ({ work }: Worked): boolean =>
  work.done.some(({ action, target, status }) => status === 'done' && isMutating(action, target));

const hasFailed = (permit: Worked): boolean =>
  isIn(permit, 'CLOSED', 'ARCHIVED') && ['revoked', 'failure'].includes(permit.summary.outcome);

const hasNobody = ({ work: { rollback } }: Worked): boolean =>
  rollback === undefined || rollback.state === 'withdrawn';

/**
 * Who has to see to it that what was done is undone, where nobody does (3.4): an operator, who can name another worker
 * (`assignable`), or somebody by hand, because no worker can. Undefined where it is undone, or need not be.
 */
export const leftUndone = (permit: Permit): 'assignable' | 'by-hand' | undefined => {
  if (isUndoing(permit)) return hasNobody(permit) ? 'assignable' : undefined;
  if (!isWorked(permit) || !hasFailed(permit) || !hasChangedSomething(permit)) return undefined;
  // What came of a rollback is told by itself; of a limit that only takes the permit back there is none.
  return permit.terms.request.reversibility === 'full' || permit.work.rollback ? undefined : 'by-hand';
};
