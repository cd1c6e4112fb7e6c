import type { Recorded } from '@guildhall/contracts';
import { LRUCache } from 'lru-cache';
import { fold, inLogOrder, lastPosition, load } from './load.js';
import type { Fold, Where } from './load.js';
import type { EventStore } from './port.js';

/** A state, and how much it was made of. */
interface Folded {
  state: unknown;
  count: number;
  /** Of the last of those events. */
  id: string | undefined;
}

/** Fewer events are folded again as fast as they are looked up. */
const LONG = 100;
/** States kept for each fold: the things with many events that are worked on at the same time. */
const KEPT = 100;

type Store = Pick<EventStore, 'read'>;
type States = WeakMap<object, LRUCache<string, Folded>>;

// Ids of events are unique within a log, so each log has states of its own.
const known = new WeakMap<Store, States>();

const statesOf = (store: Store, of: object): LRUCache<string, Folded> => {
  const states: States = known.get(store) ?? new WeakMap<object, LRUCache<string, Folded>>();
  known.set(store, states);
  const kept = states.get(of) ?? new LRUCache<string, Folded>({ max: KEPT });
  states.set(of, kept);
  return kept;
};

/**
 * What `events`, all that the log has of `entity`, make. Where many of them were folded before, only what came after is:
 * a decision on a long execution costs what is new, not what was.
 */
export const folded = <State, R extends Recorded>(
  store: Store,
  of: Fold<State, R>,
  entity: string,
  events: readonly R[],
): State => {
  if (events.length < LONG) return fold(of, events);
  const states = statesOf(store, of);
  const before = states.get(entity);
  // Nothing is ever taken out of the log: with the same event at the same place, all before it are the same.
  const isPart = before !== undefined && events[before.count - 1]?.id === before.id;
  // It was made by this very fold.
  const state = isPart ? fold(of, events.slice(before.count), before.state as State) : fold(of, events);
  states.set(entity, { state, count: events.length, id: events.at(-1)?.id });
  return state;
};

/** What the log says of one thing at this moment, by the leader, and how far that was. */
export const stateNow = async <State, R extends Recorded>(
  store: Store,
  of: Fold<State, R>,
  where: Where,
): Promise<{ state: State; position: number }> => {
  const events = inLogOrder(await load(store, where, { fresh: true }));
  // An entity holds only events of its own context, which are the fold's.
  const state = folded(store, of, where.entity, events as readonly R[]);
  return { state, position: lastPosition(events) };
};
