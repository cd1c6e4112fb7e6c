import type { EventData, Recorded } from '@guildhall/contracts';
import type { Cause, Loss, Standing, StandingMaster, StandingWorker } from './state.js';

/** What is told of an event that others may be caused by. */
export const causeOf = ({ id, position, actor, traceparent }: Recorded): Cause => ({
  id,
  position,
  actor,
  ...(traceparent === undefined ? {} : { traceparent }),
});

/** Events of workers that their permits stand or fall with. */
export type WorkerEvent = Recorded<
  | 'worker.registered'
  | 'worker.redefined'
  | 'worker.certified'
  | 'worker.certification-suspended'
  | 'worker.certification-revoked'
  | 'worker.retired'
>;
/** Events of masters that their permits stand or fall with. */
export type MasterEvent = Recorded<'master.registered' | 'master.changed' | 'master.retired'>;
/** Events that end an emergency: its own, or the registry's answer to it. */
export type EmergencyEvent = Recorded<'emergency.ended' | 'worker.emergency-ended'>;

const certified = (
  { expiresAt: _, revoked: __, ...worker }: StandingWorker,
  { level, expiresAt }: EventData<'worker.certified'>,
  cause: Cause,
): StandingWorker => ({
  ...worker,
  level,
  leveledBy: cause,
  ...(expiresAt === undefined ? {} : { expiresAt }),
});

const revoked = ({ expiresAt: _, ...worker }: StandingWorker, loss: Loss): StandingWorker => ({
  ...worker,
  level: 0,
  leveledBy: loss.cause,
  revoked: loss,
});

const changed = (
  worker: StandingWorker,
  event: Exclude<WorkerEvent, { type: 'worker.registered' }>,
): StandingWorker => {
  const cause = causeOf(event);
  const lost = (what: string): Loss => ({ text: `${event.entity} ${what}.`, cause });
  switch (event.type) {
    case 'worker.redefined':
      return { ...worker, definition: event.data.sha256, definedBy: cause };
    case 'worker.certified':
      return certified(worker, event.data, cause);
    case 'worker.certification-suspended':
      return { ...worker, suspended: worker.suspended ?? lost(`was suspended (${event.data.kind})`) };
    case 'worker.certification-revoked':
      return revoked(worker, lost(`lost its certification (${event.data.kind})`));
    case 'worker.retired':
      return { ...worker, retired: lost('was retired') };
  }
};

/** A worker after one more of its events. */
export const evolveWorkers = ({ workers }: Standing, event: WorkerEvent): void => {
  const known = workers.get(event.entity);
  if (event.type !== 'worker.registered') {
    if (known) workers.set(event.entity, changed(known, event));
    return;
  }
  const cause = causeOf(event);
  workers.set(event.entity, {
    definition: event.data.sha256,
    definedBy: cause,
    level: 0,
    leveledBy: cause,
  });
};

const mastered = (known: StandingMaster | undefined, event: MasterEvent): StandingMaster | undefined => {
  const cause = causeOf(event);
  if (event.type !== 'master.retired') return { ...known, level: event.data.level, leveledBy: cause };
  return known && { ...known, retired: { text: `${event.entity} was retired.`, cause } };
};

/** A master after one more of its events. */
export const evolveMasters = ({ masters }: Standing, event: MasterEvent): void => {
  const next = mastered(masters.get(event.entity), event);
  if (next) masters.set(event.entity, next);
};

/** The id of the emergency that is over. */
export const emergencyOf = (event: EmergencyEvent): string =>
  event.type === 'emergency.ended' ? event.entity : event.data.emergencyId;

/** An emergency is over; the first event that says so counts. */
export const evolveEmergencies = ({ emergencies }: Standing, event: EmergencyEvent): void => {
  const id = emergencyOf(event);
  if (!emergencies.has(id))
    emergencies.set(id, { text: `The emergency ${id} is over.`, cause: causeOf(event) });
};
