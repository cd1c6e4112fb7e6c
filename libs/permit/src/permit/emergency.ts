import { hasCome, refuse } from '@guildhall/contracts';
import type { Level, Terms } from '@guildhall/contracts';
import type { EmergencyNow, Start } from './commands.js';
import type { Refused } from './refusals.js';

// What an emergency lends its worker for a time (1.8).
const LENT: Level = 3;

const isInEmergency = ({ assessment }: Terms): boolean => assessment.path === 'emergency';

const lends = (emergency: EmergencyNow | undefined, { workerId }: Terms): boolean =>
  emergency?.expiresAt !== undefined && emergency.workerId === workerId;

/**
 * The level that counts for a permit with these terms: what the emergency that it is for has lent its worker, and nobody
 * else. Whether that is over is asked for itself.
 */
export const levelFor = (terms: Terms, level: Level, emergency: EmergencyNow | undefined): Level =>
  isInEmergency(terms) && level < LENT && lends(emergency, terms) ? LENT : level;

const isOver = ({ status, expiresAt }: EmergencyNow, now: string): boolean =>
  status !== 'APPROVED' || expiresAt === undefined || hasCome(expiresAt, now);

/** On the path `emergency`: it still runs (`OUT_OF_WINDOW`), and none before it waits for its review (`REVIEW_DEBT`). */
export const duringItsEmergency = (
  { emergency, now }: Start,
  { terms }: { terms: Terms },
): Refused | undefined => {
  if (!isInEmergency(terms)) return undefined;
  if (emergency === undefined || isOver(emergency, now))
    return refuse('OUT_OF_WINDOW', 'The emergency that the permit is for is over.');
  return emergency.debt ? refuse('REVIEW_DEBT', 'An earlier emergency has not been reviewed.') : undefined;
};
