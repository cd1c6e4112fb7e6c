import type { EventType, Recorded } from '@guildhall/contracts';
import { masterDecider } from '../master/decider.js';
import type { RecordedMasterEvent, RegisteredMaster } from '../master/state.js';
import { assign, awaitAssignment, emptyLoad, execute, release, withdraw } from './load.js';
import type { Load } from './load.js';
import { emptyRoster, evolveRoster } from './roster.js';
import type { Roster } from './roster.js';
import { emptyTable, lookUp, put } from './table.js';
import type { Table } from './table.js';

/** The events that the registry is folded from. */
export const REGISTRY_EVENTS = [
  'worker.registered',
  'worker.certified',
  'master.registered',
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
  readonly masters: Table<RegisteredMaster>;
  readonly load: Load;
}

/** The registry of an empty log. */
export const emptyRegistry = (): Registry => ({
  position: 0,
  roster: emptyRoster(),
  masters: emptyTable(),
  load: emptyLoad(),
});

const evolveMasters = (
  masters: Table<RegisteredMaster>,
  event: RecordedMasterEvent,
): Table<RegisteredMaster> => {
  const before = lookUp(masters, event.entity);
  const after = masterDecider.evolve(before ?? masterDecider.initialState, event);
  return after === before || after.status === 'unknown' ? masters : put(masters, event.entity, after);
};

const apply = (registry: Registry, event: RegistryEvent): Registry => {
  const { roster, masters, load } = registry;
  switch (event.type) {
    case 'worker.registered':
    case 'worker.certified':
      return { ...registry, roster: evolveRoster(roster, event) };
    case 'master.registered':
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
