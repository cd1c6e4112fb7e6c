import type { Recorded } from '@guildhall/contracts';
import { StoreError } from '@guildhall/event-store';
import type { EventStore, Following } from '@guildhall/event-store';
import type { Snapshot } from './snapshot.js';

/** A fold as plain functions. */
export interface Folding<S, R extends Recorded> {
  types: readonly R['type'][];
  initialState: S;
  /** May change a state in place that was made for this fold alone: nobody else holds one that is not the last. */
  evolve: (state: S, event: R) => S;
}

interface FoldOptions<S, R extends Recorded> extends Folding<S, R> {
  /** Where it goes on from; left out, it begins with the first event. */
  from?: Snapshot<S>;
  /** Keeps a snapshot. Not called again before it has settled. */
  save?: (snapshot: Snapshot<S>) => Promise<void>;
  /** So many events after the last snapshot the next one is taken; 10,000 where it is left out (7.4). */
  saveEvery?: number;
}

const SAVE_EVERY = 10_000;

interface Waiting {
  position: number;
  resolve: () => void;
}

/** Far longer than a view is behind while the broker answers. */
const PATIENCE_MS = 5_000;

/**
 * A view that a service keeps of the log, in memory, up to its end: the fold of all events of some types. A reaction
 * that needs it waits until it has reached the position of its cause, so the types must include those causes.
 */
export class LogFold<S, R extends Recorded> {
  #state: S;
  #position: number;
  /** `ce-id` of the event there. */
  #event: string;
  #waiting: Waiting[] = [];
  /** Events folded since the last snapshot. */
  #unsaved = 0;
  #saving: Promise<void> | undefined;
  readonly #listeners: ((event: R) => void)[] = [];
  readonly #save: (snapshot: Snapshot<S>) => Promise<void>;
  readonly #following: Following;

  constructor(
    store: EventStore,
    { types, initialState, evolve, from, save, saveEvery = SAVE_EVERY }: FoldOptions<S, R>,
  ) {
    this.#state = from?.state ?? initialState;
    this.#position = from?.position ?? 0;
    this.#event = from?.event ?? '';
    this.#save = save ?? (() => Promise.resolve());
    this.#following = store.follow(types, this.#position, (event) => {
      // The store delivers only what was asked for.
      this.#state = evolve(this.#state, event as R);
      this.#event = event.id;
      this.#advance(event.position);
      // The store delivers only what was asked for.
      for (const listener of this.#listeners) listener(event as R);
      if (++this.#unsaved >= saveEvery) void this.#snapshot();
    });
  }

  get state(): S {
    return this.#state;
  }

  /** Position of the last event in the state. */
  get position(): number {
    return this.#position;
  }

  /** Resolves once the state reflects everything that was in the log at the start; rejects where it cannot. */
  get ready(): Promise<void> {
    return Promise.race([this.#following.caughtUp, this.#following.done]);
  }

  /** From here on `listener` is called after each event, when the state reflects it. It must not throw. */
  onEvent(listener: (event: R) => void): void {
    this.#listeners.push(listener);
  }

  /**
   * Resolves once the state reflects `position`; rejects with `unavailable` where it does not within 5 s, so that nobody
   * waits for a broker that is gone.
   */
  reached(position: number): Promise<void> {
    if (position <= this.#position) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        reject(new StoreError('unavailable', `the view has not reached position ${position} of the log`));
      }, PATIENCE_MS).unref();
      const waiting: Waiting = {
        position,
        resolve: () => {
          clearTimeout(late);
          resolve();
        },
      };
      this.#waiting.push(waiting);
    });
  }

  /** Ends it, with a snapshot of where it was. */
  async stop(): Promise<void> {
    await this.#following.stop();
    await this.#saving;
    if (this.#unsaved > 0) await this.#snapshot();
  }

  /** Settles when the fold has ended; rejects where an event could not be folded. */
  get done(): Promise<void> {
    return this.#following.done;
  }

  #snapshot(): Promise<void> {
    if (this.#saving) return this.#saving;
    this.#unsaved = 0;
    const snapshot = { position: this.#position, event: this.#event, state: this.#state };
    this.#saving = this.#save(snapshot).finally(() => {
      this.#saving = undefined;
    });
    return this.#saving;
  }

  #advance(position: number): void {
    this.#position = position;
    const due = this.#waiting.filter((waiting) => waiting.position <= position);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((waiting) => waiting.position > position);
    for (const { resolve } of due) resolve();
  }
}
