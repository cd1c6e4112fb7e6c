import { addDuration, hasCome, refuse } from '@guildhall/contracts';
import type { Refused } from '../permit/refusals.js';
import type { EmergencyWorker } from './commands.js';

/** How long a worker is not trusted with an emergency after it was suspended or revoked (1.8). */
const AFTER_A_LOSS = 'P90D';

const notEligible = (message: string): Refused => refuse('WORKER_NOT_ELIGIBLE', message);

/** Why the worker cannot be certified for an emergency at `now`; undefined where it can. */
export const notEligibleWorker = (id: string, worker: EmergencyWorker, now: string): Refused | undefined => {
  if (worker.status === 'unknown') return refuse('NOT_FOUND', `There is no worker ${id}.`);
  if (worker.status !== 'active') return notEligible(`${id} is ${worker.status}.`);
  const { lostAt, artifact } = worker;
  if (lostAt !== undefined && !hasCome(addDuration(lostAt, AFTER_A_LOSS), now))
    return notEligible(`${id} was suspended or revoked at ${lostAt}, less than 90 days ago.`);
  return artifact === undefined
    ? notEligible(`The definition of ${id} does not name the artifact that runs, as level 3 needs it.`)
    : undefined;
};
