import type { Context, DeadLetter, EventOf, EventType, Recorded } from '@guildhall/contracts';

/** What the writer of events says about all of them; the store adds ids, versions and positions. */
export interface Meta {
  /** `/guildhall/<source>` */
  source: string;
  actor: string;
  correlation: string;
  /** The command, message or event that this follows from; ids of events are made from it, so it must survive a retry. */
  causation: string;
  /** W3C trace context. */
  traceparent?: string;
  /** RFC 3339, UTC, milliseconds. */
  time: string;
}

/** Events for one entity. */
export interface Write {
  context: Context;
  entity: string;
  /** The version the decision was based on: 0 where nothing was there. */
  expected: number;
  events: readonly EventOf[];
  /** How many events this cause already has on this entity; 0 if left out. */
  caused?: number;
}

/** How an event came to a reaction. */
export interface Delivery {
  /** Whether it was delivered before, so that its effect may be in the log already. */
  redelivered: boolean;
}

/** What the log holds of one entity, as it was read: a decision on it may be appended after `version`. */
export interface Entity<T extends EventType = EventType> {
  /** Of its last event; 0 where there is none. */
  version: number;
  /** All of them, oldest first. */
  events: readonly Recorded<T>[];
}

/** A running `follow` or `react`. */
export interface Running {
  /** Settles when it has stopped; rejects where it stopped by itself because of `fn`. */
  readonly done: Promise<void>;
  /** Stops taking events, waits for those being handled. */
  stop(): Promise<void>;
}

/** A running `follow`. */
export interface Following extends Running {
  /** Resolves once everything has been handled that was in the log when it began. */
  readonly caughtUp: Promise<void>;
}

/** A running `react`. */
export interface Reacting extends Running {
  /**
   * Handles the message of a dead letter of this consumer once more, when it is its key's turn. Rejects as `fn` does;
   * whatever comes of it, the letter stays where it is.
   */
  retry(letter: DeadLetter): Promise<void>;
}

/** What an adapter reports that it cannot tell by a result: it keeps going, operators have to know. */
export interface Incident {
  kind: 'reaction-failed' | 'unreadable-event' | 'foreign-timer' | 'interrupted' | 'dead-letter';
  /** Of the event, where there is one. */
  position?: number;
  /** How often the event was delivered to this consumer, this time included. */
  attempt?: number;
  cause: unknown;
  /** Given where a message was given up: it is acknowledged, and nobody tries it again of their own accord. */
  letter?: DeadLetter;
}

/**
 * The event store (7.3). Promises, checked by one contract suite on every adapter: all or nothing; exactly one winner
 * per version; order per entity and in the whole log; a retried append that had succeeded reports success;
 * at-least-once delivery with redelivery after a crash; nothing acknowledged is lost.
 */
export interface EventStore {
  /** All events of an entity, oldest first. `fresh` asks the leader, for decisions that join entities. */
  read(context: Context, entity: string, options?: { fresh?: boolean }): Promise<Entity>;

  /**
   * The last event of one type of an entity, as the leader has it, without reading any other; undefined where there is
   * none, or a later version has written it.
   */
  last<T extends EventType>(type: T, entity: string): Promise<Recorded<T> | undefined>;

  /**
   * Appends all events of all writes, or none. Resolves to the events as recorded (their `time` is `meta.time` until
   * they are read again), also where this very append had succeeded before. Rejects with a StoreError: `conflict` (another writer was first), `unavailable` (nothing is known
   * to be written; the same append may be tried again), `integrity`.
   */
  append(writes: readonly Write[], meta: Meta): Promise<Recorded[]>;

  /**
   * Calls `fn` with every event of `types` after position `from`, in log order, one at a time, for ever. For folds: it
   * keeps no place of its own. An `fn` that rejects ends it.
   */
  follow(
    types: readonly EventType[] | 'all',
    from: number,
    fn: (event: Recorded) => Promise<void> | void,
  ): Following;

  /**
   * Calls `fn` with every event of the durable consumer, acknowledged once `fn` resolves and tried again otherwise;
   * serial per entity id, parallel between ids. Where it is nobody's fault (`isExcused`), for as long as it takes; else
   * with the 5th attempt at the latest it becomes a dead letter, and others go on (6.5).
   */
  react(durable: string, fn: (event: Recorded, delivery: Delivery) => Promise<void>): Reacting;

  /** The event at `position`, or the first one after it that this version can read; undefined behind the end. */
  at(position: number): Promise<Recorded | undefined>;

  /** The log after `from` in order, up to its present end. What is no event is passed over and reported, as `follow` does. */
  readAll(from: number, types?: readonly EventType[]): AsyncIterable<Recorded>;

  /** Position of the last event; 0 for an empty log. */
  end(): Promise<number>;

  /** The broker's clock, milliseconds since 1970; a service whose own differs must not decide on time. */
  clock(): Promise<number>;

  /** What distinguishes this log from one created anew in its place; a view built from another one is worthless. */
  identity(): Promise<string>;
}
