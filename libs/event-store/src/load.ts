import type { Context, Recorded } from '@guildhall/contracts';
import type { Entity, EventStore } from './port.js';

/** What is made of events, from before the first one on. */
export interface Fold<State, R extends Recorded> {
  initialState: State;
  evolve: (state: State, event: R) => State;
}

/** One thing in the log. */
export interface Where {
  context: Context;
  /** Of the same thing under the same id: read together with `context`. */
  beside?: readonly Context[];
  entity: string;
}

/** What the log holds of one thing, by context. */
export type Loaded = ReadonlyMap<Context, Entity>;

const NEW: Entity = { version: 0, events: [] };

const contextsOf = ({ context, beside = [] }: Where): readonly Context[] => [context, ...beside];

/**
 * Reads it, one context after the other, `context` last: what it says is then at least as new as what the others build
 * on. `fresh`: as the leader has it. Of several contexts a decision may write to one alone, and then no conflict tells
 * that what it knew of the others was old: so those are always read fresh.
 */
export const load = async (
  store: Pick<EventStore, 'read'>,
  where: Where,
  { fresh = where.beside !== undefined } = {},
): Promise<Loaded> => {
  const loaded = new Map<Context, Entity>();
  for (const context of [...contextsOf(where)].reverse())
    loaded.set(context, await store.read(context, where.entity, { fresh }));
  return loaded;
};

/** As if nothing were there. */
export const assumedNew = (where: Where): Loaded =>
  new Map(contextsOf(where).map((context) => [context, NEW]));

/** The events of all contexts. */
export const inLogOrder = (loaded: Loaded): readonly Recorded[] => {
  const [only, ...others] = loaded.values();
  return others.length === 0
    ? (only?.events ?? [])
    : [...loaded.values()].flatMap(({ events }) => events).sort((a, b) => a.position - b.position);
};

/** What `events` make, from `state` on. */
export const fold = <State, R extends Recorded>(
  { evolve, initialState }: Fold<State, R>,
  events: readonly R[],
  state: State = initialState,
): State => events.reduce(evolve, state);

/** Of the last of them; 0 where there is none. */
export const lastPosition = (events: readonly Recorded[]): number => events.at(-1)?.position ?? 0;
