import { hasCome, refuse } from '@guildhall/contracts';
import type { Level, Terms } from '@guildhall/contracts';
import type { EmergencyNow, Start } from './commands.js';
import type { Refused } from './refusals.js';

// What an emergency lends its worker for a time (1.8).
const LENT: Level = 3;

const isInEmergency = ({ assessment }: Terms): boolean => assessment.path === 'emergency';

/** The id of the emergency that a permit is for. One that its task names on another path is none of its own. */
export const emergencyFor = (terms: Terms): string | undefined =>
  isInEmergency(terms) ? terms.request.emergencyId : undefined;

const lends = (emergency: EmergencyNow | undefined, { workerId }: Terms): boolean =>
  emergency?.expiresAt !== undefined && emergency.workerId === workerId;

/**
 * The level that counts for a permit with these terms: what the emergency that it is for has lent its worker, and nobody
 * else. Whether that is over is asked for itself.
 */
export const levelFor = (terms: Terms, level: Level, emergency: EmergencyNow | undefined): Level =>
  isInEmergency(terms) && level < LENT && lends(emergency, terms) ? LENT : level;

/**
 * How a permit stands to the emergency that it is for, at `now`: until when that runs, or that it is over, which it also is
 * where it was never approved. `none`: it took another path, whatever its task names.
 */
export const duringEmergency = (
  terms: Terms,
  emergency: EmergencyNow | undefined,
  now: string,
): 'none' | 'over' | { until: string } => {
  if (!isInEmergency(terms)) return 'none';
  if (emergency?.status !== 'APPROVED' || emergency.expiresAt === undefined) return 'over';
  return hasCome(emergency.expiresAt, now) ? 'over' : { until: emergency.expiresAt };
};

/** On the path `emergency`: it still runs (`OUT_OF_WINDOW`), and none before it waits for its review (`REVIEW_DEBT`). */
export const duringItsEmergency = (
  { emergency, now }: Start,
  { terms }: { terms: Terms },
): Refused | undefined => {
  const during = duringEmergency(terms, emergency, now);
  if (during === 'none') return undefined;
  if (during === 'over') return refuse('OUT_OF_WINDOW', 'The emergency that the permit is for is over.');
  return emergency?.debt === true
    ? refuse('REVIEW_DEBT', 'An earlier emergency has not been reviewed.')
    : undefined;
};
