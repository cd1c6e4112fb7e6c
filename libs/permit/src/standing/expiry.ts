import { hasCome } from '@guildhall/contracts';
import { expiry } from './judge.js';
import { KEY, permitsOn } from './permits.js';
import type { Loss, Standing, Verdict } from './state.js';

const ofWorker = (standing: Standing, workerId: string, loss: Loss): Verdict[] =>
  [...permitsOn(standing, KEY.worker(workerId))].map((taskId) => ({
    taskId,
    kind: 'certification',
    workerId,
    ...loss,
  }));

/**
 * Permits of workers whose certification has ended by `now`: that is by the clock, and no event says so. Their cause is
 * the event that granted it.
 */
export const expiredAt = (standing: Standing, now: string): Verdict[] =>
  [...standing.workers].flatMap(([workerId, worker]) => {
    const loss = expiry(workerId, worker, now);
    return loss ? ofWorker(standing, workerId, loss) : [];
  });

/** The next end of a certification after `now` that has permits standing on it; undefined where there is none. */
export const nextExpiry = (standing: Standing, now: string): string | undefined => {
  const { workers, on } = standing;
  const ahead = [...workers].flatMap(([workerId, { expiresAt }]) =>
    expiresAt !== undefined && !hasCome(expiresAt, now) && on.has(KEY.worker(workerId)) ? [expiresAt] : [],
  );
  return ahead.sort((a, b) => Date.parse(a) - Date.parse(b))[0];
};
