import type { Terms } from '@guildhall/contracts';
import type { Footing, Standing, StandingPermit } from './state.js';

/** What a permit with these terms stands on. */
const footingOf = ({ workerId, definition, requestedBy, level, assessment, request }: Terms): Footing => ({
  workerId,
  definition,
  master: requestedBy,
  level,
  ...(assessment.path === 'emergency' && request.emergencyId !== undefined
    ? { emergencyId: request.emergencyId }
    : {}),
});

/** Under what the permits of each are found. */
export const KEY = {
  worker: (id: string): string => `worker ${id}`,
  master: (id: string): string => `master ${id}`,
  emergency: (id: string): string => `emergency ${id}`,
} as const;

const keysOf = ({ workerId, master, emergencyId }: Footing): string[] => [
  KEY.worker(workerId),
  KEY.master(master),
  ...(emergencyId === undefined ? [] : [KEY.emergency(emergencyId)]),
];

/** Ids of the permits under a key. */
export const permitsOn = ({ on }: Standing, key: string): ReadonlySet<string> => on.get(key) ?? new Set();

/** The permit is asked for, given, or asked for with other terms. */
export const hold = (
  standing: Standing,
  taskId: string,
  terms: Terms,
  stage: StandingPermit['stage'],
): StandingPermit => {
  const permit = { ...footingOf(terms), stage };
  standing.permits.set(taskId, permit);
  for (const key of keysOf(permit)) {
    const ids = standing.on.get(key) ?? new Set();
    standing.on.set(key, ids.add(taskId));
  }
  return permit;
};

/** The permit has ended. */
export const letGo = ({ permits, on, verdicts }: Standing, taskId: string): void => {
  const permit = permits.get(taskId);
  if (!permit) return;
  permits.delete(taskId);
  verdicts.delete(taskId);
  for (const key of keysOf(permit)) {
    on.get(key)?.delete(taskId);
    if (on.get(key)?.size === 0) on.delete(key);
  }
};
