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

// A definition that its certification does not vouch for suspends the worker (4.1): nothing else in it matters here.
const inactive = (id: string, worker: WorkerNow): Refused | undefined => {
  if (worker.status === 'unknown') return notEligible(`${id} is no worker.`);
  return worker.status === 'active'
    ? undefined
    : notEligible(`${id} is ${worker.status}, and so eligible for nothing.`);
};

const levelOf = (worker: WorkerNow): number => (worker.status === 'unknown' ? 0 : worker.level);

const incapable = (
  id: string,
  capabilities: readonly string[],
  { request: { capability } }: Terms,
): Refused | undefined =>
  capability === undefined || capabilities.includes(capability)
    ? undefined
    : notEligible(`${id} lacks the capability ${capability}, which the task asks for.`);

/**
 * Why the worker, as it is now, cannot be given the grant to undo what was done: `WORKER_NOT_ELIGIBLE`, as where a worker
 * is looked for (4.3).
 */
export const unfitToBeNamed = (
  id: string,
  { worker, capabilities }: { worker: WorkerNow; capabilities: readonly string[] },
  terms: Terms,
): Refused | undefined =>
  inactive(id, worker) ?? ofLevel(id, levelOf(worker), terms) ?? incapable(id, capabilities, terms);

/** Why the worker, as it is now, cannot use its grant: `WORKER_NOT_ELIGIBLE`. Nobody has looked: then it cannot, either. */
export const unfitToUndo = (
  id: string,
  { worker = { status: 'unknown' } }: { worker?: WorkerNow },
  terms: Terms,
): Refused | undefined =>
  inactive(id, worker) ?? (isLent(terms, id) ? undefined : ofLevel(id, levelOf(worker), terms));
