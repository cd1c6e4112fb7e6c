import type { EventType, Recorded } from '@guildhall/contracts';
import { masterDecider } from '../master/decider.js';
import type { KnownMaster, RecordedMasterEvent } from '../master/state.js';
import { assign, awaitAssignment, emptyLoad, execute, release, withdraw } from './load.js';
import type { Load } from './load.js';
import type { RecordedWorkerEvent } from '../worker/state.js';
import { emptyRoster, evolveRoster } from './roster.js';
import type { Roster } from './roster.js';
import { emptyTable, lookUp, put, without } from './table.js';
import type { Table } from './table.js';

/** The events that the registry is folded from. */
export const REGISTRY_EVENTS = [
  'worker.registered',
  'worker.redefined',
  'worker.certified',
  'worker.certification-suspended',
  'worker.certification-revoked',
  'worker.emergency-certified',
  'worker.emergency-ended',
  // What was counted on the way is of no use to matching, and there is much of it.
  'worker.trust-raised',
  'worker.trust-reset',
  'worker.retired',
  'master.registered',
  'master.changed',
  'master.retired',
  'task.assessed',
  'task.withdrawn',
  'assignment.made',
  'assignment.denied',
  'permit.execution-started',
  'permit.rejected',
  'permit.expired',
  'permit.revoked',
  'permit.completed',
  'permit.closed',
] as const satisfies readonly EventType[];
/** One of them, as the log has it. */
export type RegistryEvent = Recorded<(typeof REGISTRY_EVENTS)[number]>;

/** Who can do what, for whom, and how much they have to do: everything that matching looks at. */
export interface Registry {
  /** Of the last event in it; 0 where there is none. */
  readonly position: number;
  readonly roster: Roster;
  readonly masters: Table<KnownMaster>;
  /** Which worker each emergency has certified, until it is over by its event. */
  readonly emergencies: Table<string>;
  readonly load: Load;
}

/** The registry of an empty log. */
export const emptyRegistry = (): Registry => ({
  position: 0,
  roster: emptyRoster(),
  masters: emptyTable(),
  emergencies: emptyTable(),
  load: emptyLoad(),
});

const evolveMasters = (masters: Table<KnownMaster>, event: RecordedMasterEvent): Table<KnownMaster> => {
  const before = lookUp(masters, event.entity);
  const after = masterDecider.evolve(before ?? masterDecider.initialState, event);
  return after === before || after.status === 'unknown' ? masters : put(masters, event.entity, after);
};

const evolveEmergencies = (emergencies: Table<string>, event: RecordedWorkerEvent): Table<string> => {
  switch (event.type) {
    case 'worker.emergency-certified':
      return put(emergencies, event.data.emergencyId, event.entity);
    case 'worker.emergency-ended':
      return without(emergencies, event.data.emergencyId);
    default:
      return emergencies;
  }
};

const applyToWorker = (registry: Registry, event: RecordedWorkerEvent): Registry => ({
  ...registry,
  roster: evolveRoster(registry.roster, event),
  emergencies: evolveEmergencies(registry.emergencies, event),
});

const apply = (registry: Registry, event: RegistryEvent): Registry => {
  const { masters, load } = registry;
  switch (event.type) {
    case 'worker.registered':
    case 'worker.redefined':
    case 'worker.certified':
    case 'worker.certification-suspended':
    case 'worker.certification-revoked':
    case 'worker.emergency-certified':
    case 'worker.emergency-ended':
    case 'worker.trust-raised':
    case 'worker.trust-reset':
    case 'worker.retired':
      return applyToWorker(registry, event);
    case 'master.registered':
    case 'master.changed':
    case 'master.retired':
      return { ...registry, masters: evolveMasters(masters, event) };
    case 'task.assessed':
      return { ...registry, load: awaitAssignment(load, event.entity) };
    case 'task.withdrawn':
      return { ...registry, load: withdraw(load, event.entity) };
    case 'assignment.made':
      return { ...registry, load: assign(load, event.entity, event.data.workerId) };
    case 'permit.execution-started':
      return { ...registry, load: execute(load, event.entity) };
    case 'assignment.denied':
    case 'permit.rejected':
    case 'permit.expired':
    case 'permit.revoked':
    case 'permit.completed':
    case 'permit.closed':
      return { ...registry, load: release(load, event.entity) };
    default:
      event satisfies never;
      return registry;
  }
};

/**
 * The registry after one more event of the log. Events come in log order; one that is in it already changes nothing,
 * so that a fold may be fed some of them twice. Never throws.
 */
export const evolveRegistry = (registry: Registry, event: RegistryEvent): Registry =>
  event.position <= registry.position ? registry : { ...apply(registry, event), position: event.position };

/** The worker with this id. */
export const workerOf = ({ roster }: Registry, workerId: string) => lookUp(roster.workers, workerId);

/** The master with this id. */
export const masterOf = ({ masters }: Registry, masterId: string) => lookUp(masters, masterId);

/** The worker that the emergency has certified; undefined where there is none, or none any more. */
export const certifiedIn = ({ emergencies }: Registry, emergencyId: string) =>
  lookUp(emergencies, emergencyId);
