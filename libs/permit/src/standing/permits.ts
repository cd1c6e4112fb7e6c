import type { Terms } from '@guildhall/contracts';
import { emergencyFor } from '../permit/emergency.js';
import type { Footing, Loss, Standing, StandingPermit } from './state.js';

/** What a permit with these terms stands on. */
const footingOf = (terms: Terms): Footing => {
  const { workerId, definition, requestedBy, level } = terms;
  const emergencyId = emergencyFor(terms);
  return {
    workerId,
    definition,
    master: requestedBy,
    level,
    ...(emergencyId === undefined ? {} : { emergencyId }),
  };
};

/** Under what the permits of each are found. */
export const KEY = {
  worker: (id: string): string => `worker ${id}`,
  master: (id: string): string => `master ${id}`,
  emergency: (id: string): string => `emergency ${id}`,
  person: (id: string): string => `person ${id}`,
} as const;

const keysOf = ({ stage, workerId, master, emergencyId, people }: StandingPermit): string[] => {
  if (stage === 'ended') return [];
  return [
    KEY.worker(workerId),
    // Nobody asks for anything any more: it is undone whoever asked for it.
    ...(stage === 'undoing' ? [] : [KEY.master(master)]),
    ...(emergencyId === undefined ? [] : [KEY.emergency(emergencyId)]),
    ...people.map(KEY.person),
  ];
};

/** Ids of the permits under a key. */
export const permitsOn = ({ on }: Standing, key: string): ReadonlySet<string> => on.get(key) ?? new Set();

const displace = ({ permits, on }: Standing, taskId: string): void => {
  const permit = permits.get(taskId);
  if (!permit) return;
  permits.delete(taskId);
  for (const key of keysOf(permit)) {
    on.get(key)?.delete(taskId);
    if (on.get(key)?.size === 0) on.delete(key);
  }
};

/** The permit has ended. */
export const letGo = (standing: Standing, taskId: string): void => {
  displace(standing, taskId);
  standing.verdicts.delete(taskId);
};

const place = (standing: Standing, taskId: string, permit: StandingPermit): void => {
  displace(standing, taskId);
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
  place(standing, taskId, { ...footingOf(terms), stage, people: [] });
};

/** Its worker has started. */
export const begin = (standing: Standing, taskId: string): void => {
  const permit = standing.permits.get(taskId);
  if (permit) place(standing, taskId, { ...permit, stage: 'begun' });
};

/** These have decided on the permit, or it was decided in their stead. */
export const count = (standing: Standing, taskId: string, people: readonly string[]): void => {
  const permit = standing.permits.get(taskId);
  if (permit) place(standing, taskId, { ...permit, people: [...new Set([...permit.people, ...people])] });
};

/** Something about people has changed: what they have decided on, of the permits under this key, may count no more. */
export const unsettle = (standing: Standing, key: string, changed: Loss): void => {
  for (const taskId of permitsOn(standing, key)) {
    const permit = standing.permits.get(taskId);
    if (permit && permit.people.length > 0) standing.permits.set(taskId, { ...permit, changed });
  }
};

/** The permit has ended, or the grant was taken back, and it is not closed: what had to happen to it has. */
export const rest = (standing: Standing, taskId: string): void => {
  const permit = standing.permits.get(taskId);
  if (!permit) return;
  letGo(standing, taskId);
  place(standing, taskId, { ...permit, stage: 'ended' });
};

const ownFooting = ({ own, stage: _, people: __, changed: ___, ...footing }: StandingPermit): Footing =>
  own ?? footing;

// An emergency lends its level to its own worker; another one has it by itself.
const footingOfGrant = (own: Footing, workerId: string): Footing => {
  if (workerId === own.workerId) return own;
  const { emergencyId: _, ...others } = own;
  return { ...others, workerId };
};

/** A worker has the grant to undo what was done. */
export const grant = (standing: Standing, taskId: string, workerId: string): void => {
  const permit = standing.permits.get(taskId);
  if (!permit) return;
  const own = ownFooting(permit);
  letGo(standing, taskId);
  place(standing, taskId, { ...footingOfGrant(own, workerId), stage: 'undoing', people: [], own });
};
