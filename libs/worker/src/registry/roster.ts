import type { Level } from '@guildhall/contracts';
import { workerDecider } from '../worker/decider.js';
import { levelHeld } from '../worker/standing.js';
import type { KnownWorker, RecordedWorkerEvent } from '../worker/state.js';
import { withId, withoutId } from './sorted.js';
import type { SortedIds } from './sorted.js';
import { emptyTable, lookUp, put } from './table.js';
import type { Table } from './table.js';

/** Workers with one capability, by the level of their certification: index 0 to 4. */
type Ranks = readonly SortedIds[];

/** All workers, and where to find those in service and those of them with a capability. */
export interface Roster {
  /** Of those in service. */
  readonly ids: SortedIds;
  readonly workers: Table<KnownWorker>;
  readonly skills: Table<Ranks>;
}

/** A roster without workers. */
export const emptyRoster = (): Roster => ({ ids: [], workers: emptyTable(), skills: emptyTable() });

const NOBODY: Ranks = [[], [], [], [], []];

/** Ids of the workers in service with `capability` whose certification is of `level`, whether or not it is valid. */
export const holders = ({ skills }: Roster, capability: string, level: Level): SortedIds =>
  lookUp(skills, capability)?.[level] ?? [];

type Change = (ids: SortedIds, id: string) => SortedIds;

const reindex = (skills: Table<Ranks>, worker: KnownWorker, change: Change): Table<Ranks> => {
  const level = levelHeld(worker);
  const { capabilities, workerId } = worker.definition;
  return capabilities.reduce((table, capability) => {
    const ranks = lookUp(table, capability) ?? NOBODY;
    return put(table, capability, ranks.with(level, change(ranks[level] ?? [], workerId)));
  }, skills);
};

/** The roster after one more event of a worker. */
export const evolveRoster = (roster: Roster, event: RecordedWorkerEvent): Roster => {
  const before = lookUp(roster.workers, event.entity);
  const after = workerDecider.evolve(before ?? workerDecider.initialState, event);
  if (after === before || after.status === 'unknown') return roster;
  const cleared = before ? reindex(roster.skills, before, withoutId) : roster.skills;
  const workers = put(roster.workers, event.entity, after);
  return after.status === 'retired'
    ? { ids: withoutId(roster.ids, event.entity), workers, skills: cleared }
    : { ids: withId(roster.ids, event.entity), workers, skills: reindex(cleared, after, withId) };
};
