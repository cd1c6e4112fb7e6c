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

const keysOf = ({ stage, workerId, master, emergencyId }: StandingPermit): string[] => {
  if (stage === 'ended') return [];
  return [
    KEY.worker(workerId),
    // Nobody asks for anything any more: it is undone whoever asked for it.
    ...(stage === 'undoing' ? [] : [KEY.master(master)]),
    ...(emergencyId === undefined ? [] : [KEY.emergency(emergencyId)]),
  ];
};

/** Ids of the permits under a key. */
export const permitsOn = ({ on }: Standing, key: string): ReadonlySet<string> => on.get(key) ?? new Set();

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

const place = (standing: Standing, taskId: string, permit: StandingPermit): void => {
  standing.permits.set(taskId, permit);
  for (const key of keysOf(permit)) {
    const ids = standing.on.get(key) ?? new Set();
    standing.on.set(key, ids.add(taskId));
  }
};

/** The permit is asked for, given, or asked for with other terms. */
export const hold = (
  standing: Standing,
  taskId: string,
  terms: Terms,
  stage: StandingPermit['stage'],
): void => {
  place(standing, taskId, { ...footingOf(terms), stage });
};

/** The permit has ended, or the grant was taken back, and it is not closed: what had to happen to it has. */
export const rest = (standing: Standing, taskId: string): void => {
  const permit = standing.permits.get(taskId);
  if (!permit) return;
  letGo(standing, taskId);
  place(standing, taskId, { ...permit, stage: 'ended' });
};

const ownFooting = ({ own, stage: _, ...footing }: StandingPermit): Footing => own ?? footing;

// An emergency lends its level to its own worker; another one has it by itself, and is what it is at this moment.
const footingOfGrant = ({ workers }: Standing, own: Footing, workerId: string): Footing => {
  if (workerId === own.workerId) return own;
  const { emergencyId: _, ...others } = own;
  return { ...others, workerId, definition: workers.get(workerId)?.definition ?? own.definition };
};

/** A worker has the grant to undo what was done. */
export const grant = (standing: Standing, taskId: string, workerId: string): void => {
  const permit = standing.permits.get(taskId);
  if (!permit) return;
  const own = ownFooting(permit);
  letGo(standing, taskId);
  place(standing, taskId, { ...footingOfGrant(standing, own, workerId), stage: 'undoing', own });
};
