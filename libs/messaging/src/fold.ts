import type { Recorded } from '@guildhall/contracts';
import type { EventStore, Following } from '@guildhall/event-store';

interface FoldOptions<S, R extends Recorded> {
  types: readonly R['type'][];
  initialState: S;
  evolve: (state: S, event: R) => S;
}

interface Waiting {
  position: number;
  resolve: () => void;
}

/**
 * A view that a service keeps of the log, in memory, up to its end: the fold of all events of some types. A reaction
 * that needs it waits until it has reached the position of its cause, so the types must include those causes.
 */
export class LogFold<S, R extends Recorded> {
  #state: S;
  #position = 0;
  #waiting: Waiting[] = [];
  readonly #following: Following;

  constructor(store: EventStore, { types, initialState, evolve }: FoldOptions<S, R>) {
    this.#state = initialState;
    this.#following = store.follow(types, 0, (event) => {
      // The store delivers only what was asked for.
      this.#state = evolve(this.#state, event as R);
      this.#advance(event.position);
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

  /** Resolves once the state reflects `position`. */
  reached(position: number): Promise<void> {
    if (position <= this.#position) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ position, resolve }));
  }

  stop(): Promise<void> {
    return this.#following.stop();
  }

  /** Settles when the fold has ended; rejects where an event could not be folded. */
  get done(): Promise<void> {
    return this.#following.done;
  }

  #advance(position: number): void {
    this.#position = position;
    const due = this.#waiting.filter((waiting) => waiting.position <= position);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((waiting) => waiting.position > position);
    for (const { resolve } of due) resolve();
  }
}
