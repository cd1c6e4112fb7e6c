import { contextOf } from '@guildhall/contracts';
import type { Context, Decision, EventOf, Recorded, Refusal } from '@guildhall/contracts';
import { StoreError } from './errors.js';
import { folded } from './folded.js';
import { assumedNew, fold, inLogOrder, lastPosition, load } from './load.js';
import type { Fold, Loaded } from './load.js';
import type { EventStore, Meta, Write } from './port.js';

/**
 * A decider: what may happen to one entity, as plain functions (emmett's shape). Its events may be of several contexts;
 * `evolve` gets them in the order of the log.
 */
export interface Decider<Command, State, E extends EventOf, R extends Recorded> extends Fold<State, R> {
  decide: (command: Command, state: State) => Decision<E>;
}

/** One command, from whichever cause, on one thing: what `handle` needs to load, decide and append. */
export interface Handling<Command, State, E extends EventOf, R extends Recorded> {
  decider: Decider<Command, State, E, R>;
  context: Context;
  /** Of the same thing under the same id: read, decided on and written together with `context`. */
  beside?: readonly Context[];
  entity: string;
  meta: Meta;
  /** The command with the facts it needs about others, gathered anew for each attempt. */
  command: (state: State) => Promise<Command> | Command;
  /** What else is written in the same append, such as the claim of an id. */
  also?: (events: readonly E[]) => Write[];
  /** Events of which this command always writes one: an id that wrote none of them was another command's. */
  marks?: readonly R['type'][];
  /** Tries without reading first: right where the entity is nearly always new, and still correct where it is not. */
  assumeNew?: boolean;
}

/**
 * What a command came to. The refusal is the decider's; or `CONFLICT`, where others were always first; or
 * `VALIDATION_FAILED`, where the message id was another command's.
 */
export type Handled<State, R extends Recorded> =
  | {
      /** After the events. */
      state: State;
      /** What this cause wrote, now or the first time; empty where there was nothing to do. */
      events: R[];
      /** Of the last event that the state reflects. */
      position: number;
    }
  | { refusal: Refusal };

/**
 * What a decision came to that has to come to something: nobody is there to be told of a refusal. Throws a StoreError
 * `conflict` where others were always first, so that it is tried again; otherwise, with the refusal as the reason, what
 * ends as a dead letter.
 */
export const decided = <State, R extends Recorded>(
  handled: Handled<State, R>,
): Exclude<Handled<State, R>, { refusal: Refusal }> => {
  if (!('refusal' in handled)) return handled;
  const { code, message } = handled.refusal;
  throw code === 'CONFLICT' ? new StoreError('conflict', message) : new Error(message);
};

const ATTEMPTS = 5;

const tooManyConflicts = ({
  context,
  entity,
}: {
  context: Context;
  entity: string;
}): { refusal: Refusal } => ({
  refusal: {
    code: 'CONFLICT',
    message: `${context} ${entity} was changed by others ${ATTEMPTS + 1} times in a row.`,
  },
});

/**
 * Load, decide, append; again where another writer was first. A cause that has written before is not decided again:
 * it gets the answer of the first time, from the log. Rejects with a StoreError where the log is out of reach.
 */
export const handle = async <Command, State, E extends EventOf, R extends Recorded>(
  store: EventStore,
  handling: Handling<Command, State, E, R>,
): Promise<Handled<State, R>> => {
  for (let attempt = 1; ; attempt++) {
    const assumed = handling.assumeNew === true && attempt === 1;
    try {
      const loaded = assumed ? assumedNew(handling) : await load(store, handling);
      const handled = await attemptOnce(store, handling, loaded);
      // Only a successful append proves that nothing was there.
      if (!assumed || ('events' in handled && handled.events.length > 0)) return handled;
    } catch (error) {
      if (!(error instanceof StoreError) || error.kind !== 'conflict') throw error;
      if (attempt > ATTEMPTS) return tooManyConflicts(handling);
    }
  }
};

/** The answer of the first time; or none, where the id was another command's. */
const asBefore = <State, E extends EventOf, R extends Recorded>(
  decider: Decider<never, State, E, R>,
  past: readonly R[],
  own: R[],
  marks: readonly R['type'][] | undefined,
): Handled<State, R> => {
  if (marks && !own.some(({ type }) => marks.includes(type)))
    return {
      refusal: { code: 'VALIDATION_FAILED', message: 'The message id was used before, for another command.' },
    };
  const until = past.filter((event) => event.position <= lastPosition(own));
  return { state: fold(decider, until), events: own, position: lastPosition(own) };
};

/** The events of a decision, each to where those of its context are: the log has them in the order of the decision. */
const writesOf = (entity: string, loaded: Loaded, events: readonly EventOf[]): Write[] => {
  const counts = new Map<Context, number>();
  const writes: (Write & { events: EventOf[] })[] = [];
  for (const event of events) {
    const context = contextOf(event.type);
    const caused = counts.get(context) ?? 0;
    counts.set(context, caused + 1);
    const last = writes.at(-1);
    const expected = (loaded.get(context)?.version ?? 0) + caused;
    if (last?.context === context) last.events.push(event);
    else writes.push({ context, entity, expected, events: [event], ...(caused === 0 ? {} : { caused }) });
  }
  return writes;
};

const attemptOnce = async <Command, State, E extends EventOf, R extends Recorded>(
  store: EventStore,
  { decider, entity, meta, command, also, marks }: Handling<Command, State, E, R>,
  loaded: Loaded,
): Promise<Handled<State, R>> => {
  // An entity holds only events of its own context, which are the decider's.
  const past = inLogOrder(loaded) as R[];
  const own = past.filter((event) => event.causation === meta.causation);
  if (own.length > 0) return asBefore(decider, past, own, marks);
  const state = folded(store, decider, entity, past);
  const decision = decider.decide(await command(state), state);
  if ('refusal' in decision) return decision;
  if (decision.events.length === 0) return { state, events: [], position: lastPosition(past) };
  const writes = writesOf(entity, loaded, decision.events);
  const recorded = await store.append([...writes, ...(also?.(decision.events) ?? [])], meta);
  const events = recorded.filter((event): event is R => event.entity === entity && loaded.has(event.context));
  // Not that of what was written beside them: a repetition finds these alone, and has to say the same.
  return { state: fold(decider, events, state), events, position: lastPosition(events) };
};
