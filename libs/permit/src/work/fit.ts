import { refuse } from '@guildhall/contracts';
import type { Terms } from '@guildhall/contracts';
import type { WorkerNow } from '../permit/commands.js';
import type { Refused } from '../permit/refusals.js';

/** `WORKER_NOT_ELIGIBLE`, and why. */
export const notEligible = (message: string): Refused => refuse('WORKER_NOT_ELIGIBLE', message);

// What an emergency lends its worker is no certification, and ends with the grant.
const isLent = ({ workerId, assessment }: Terms, id: string): boolean =>
  id === workerId && assessment.path === 'emergency';

const ofLevel = (id: string, level: number, terms: Terms): Refused | undefined =>
  level < terms.level
    ? notEligible(`${id} is certified for level ${level}; this needs ${terms.level}.`)
    : undefined;

/** The worker is active, and the permit's own still what people approved; undefined, else `WORKER_NOT_ELIGIBLE`. */
const inactive = (id: string, worker: WorkerNow, terms: Terms): Refused | undefined => {
  if (worker.status === 'unknown') return notEligible(`${id} is no worker.`);
  if (worker.status !== 'active')
    return notEligible(`${id} is ${worker.status}, and so eligible for nothing.`);
  return id === terms.workerId && worker.definition !== terms.definition
    ? notEligible(`The definition of ${id} is not the one the permit was given for.`)
    : undefined;
};

const levelOf = (worker: WorkerNow): number => (worker.status === 'unknown' ? 0 : worker.level);

/** Why the worker, as it is now, cannot be given the grant to undo what was done: `WORKER_NOT_ELIGIBLE`. */
export const unfitToBeNamed = (id: string, worker: WorkerNow, terms: Terms): Refused | undefined =>
  inactive(id, worker, terms) ?? ofLevel(id, levelOf(worker), terms);

/** Why the worker, as it is now, cannot use its grant: `WORKER_NOT_ELIGIBLE`. Nobody has looked: then it cannot, either. */
export const unfitToUndo = (
  id: string,
  { worker = { status: 'unknown' } }: { worker?: WorkerNow },
  terms: Terms,
): Refused | undefined =>
  inactive(id, worker, terms) ?? (isLent(terms, id) ? undefined : ofLevel(id, levelOf(worker), terms));
