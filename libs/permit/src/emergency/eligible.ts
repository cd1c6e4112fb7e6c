import { addDuration, hasCome, refuse } from '@guildhall/contracts';
import type { Refused } from '../permit/refusals.js';
import type { EmergencyWorker, Grant } from './commands.js';

/** When it is asked for, and how long things last by the policy in force. */
interface Moment {
  now: string;
  durations: Pick<Grant['durations'], 'emergencyBar'>;
}

const notEligible = (message: string): Refused => refuse('WORKER_NOT_ELIGIBLE', message);

// A worker that was suspended or revoked is not trusted with an emergency for a time (1.8).
const barredUntil = (
  { lostAt }: Exclude<EmergencyWorker, { status: 'unknown' }>,
  { now, durations }: Moment,
): string | undefined => {
  const until = lostAt && addDuration(lostAt, durations.emergencyBar);
  return until === undefined || hasCome(until, now) ? undefined : until;
};

/** Why the worker cannot be certified for an emergency at `now`; undefined where it can. */
export const notEligibleWorker = (
  id: string,
  worker: EmergencyWorker,
  moment: Moment,
): Refused | undefined => {
  if (worker.status === 'unknown') return refuse('NOT_FOUND', `There is no worker ${id}.`);
  if (worker.status !== 'active') return notEligible(`${id} is ${worker.status}.`);
  const until = barredUntil(worker, moment);
  if (until !== undefined)
    return notEligible(`${id} was suspended or revoked, and is certified for no emergency before ${until}.`);
  return worker.artifact === undefined
    ? notEligible(`The definition of ${id} does not name the artifact that runs, as level 3 needs it.`)
    : undefined;
};
