import type { Level } from '@guildhall/contracts';
import { workerDecider } from '../worker/decider.js';
import { levelHeld } from '../worker/standing.js';
import type { RecordedWorkerEvent, RegisteredWorker } from '../worker/state.js';
import { withId, withoutId } from './sorted.js';
import type { SortedIds } from './sorted.js';
import { emptyTable, lookUp, put } from './table.js';
import type { Table } from './table.js';

/** Workers with one capability, by the level of their certification: index 0 to 4. */
type Ranks = readonly SortedIds[];

/** All workers, and where to find those with a capability. */
export interface Roster {
  readonly ids: SortedIds;
  readonly workers: Table<RegisteredWorker>;
  readonly skills: Table<Ranks>;
}

/** A roster without workers. */
export const emptyRoster = (): Roster => ({ ids: [], workers: emptyTable(), skills: emptyTable() });

const NOBODY: Ranks = [[], [], [], [], []];

/** Ids of the workers with `capability` whose certification is of `level`, whether or not it is still valid. */
export const holders = ({ skills }: Roster, capability: string, level: Level): SortedIds =>
  lookUp(skills, capability)?.[level] ?? [];

type Change = (ids: SortedIds, id: string) => SortedIds;

const reindex = (skills: Table<Ranks>, worker: RegisteredWorker, change: Change): Table<Ranks> => {
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
  return {
    ids: withId(roster.ids, event.entity),
    workers: put(roster.workers, event.entity, after),
    skills: reindex(cleared, after, withId),
  };
};
