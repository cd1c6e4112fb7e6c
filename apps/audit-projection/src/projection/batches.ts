/** Lets items gather between two batches. */
export interface Pace {
  /** Resolves when the next batch may begin; rejects, or resolves at once, where `signal` aborts. */
  rest: (signal: AbortSignal) => Promise<unknown>;
  /** Whether somebody waits for what is taken: then there is no rest. */
  isAwaited: () => boolean;
}

const RESTLESS: Pace = { rest: () => Promise.resolve(), isAwaited: () => true };

/**
 * Collects items while the batch before them is being written, and while it rests after that: an item that comes alone
 * is written at once, a burst in batches of up to `limit`. Items keep their order; one batch is written at a time.
 */
export class Batches<T> {
  #waiting: T[] = [];
  #writing: Promise<void> | undefined;
  #resting: AbortController | undefined;
  #drains = 0;
  #failure: Error | undefined;
  #makeRoom: () => void = () => undefined;

  constructor(
    private readonly write: (batch: readonly T[]) => Promise<void>,
    private readonly limit: number,
    private readonly pace: Pace = RESTLESS,
  ) {}

  /** Takes an item; resolves when there is room for the next one. Rejects once a write has failed. */
  async add(item: T): Promise<void> {
    this.#waiting.push(item);
    if (!this.#failure) this.#writing ??= this.#run();
    if (this.#waiting.length >= this.limit) {
      this.hurry();
      await this.#room();
    }
    if (this.#failure) throw this.#failure;
  }

  /** Ends a rest, for somebody who waits for what is taken. */
  hurry(): void {
    this.#resting?.abort();
  }

  /** Resolves once everything that was taken is written. Rejects once a write has failed. */
  async written(): Promise<void> {
    this.#drains += 1;
    this.hurry();
    await this.#writing;
    this.#drains -= 1;
    if (this.#failure) throw this.#failure;
  }

  #room(): Promise<void> {
    return this.#failure
      ? Promise.resolve()
      : new Promise((resolve) => {
          this.#makeRoom = resolve;
        });
  }

  // A failure stays: what has failed to be written must not be passed over by what comes later.
  async #run(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const batch = this.#waiting.splice(0, this.limit);
        this.#makeRoom();
        await this.write(batch);
        await this.#rest();
      }
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#makeRoom();
    }
    this.#writing = undefined;
  }

  async #rest(): Promise<void> {
    if (this.#drains > 0 || this.#waiting.length >= this.limit || this.pace.isAwaited()) return;
    this.#resting = new AbortController();
    await this.pace.rest(this.#resting.signal).catch(() => undefined);
    this.#resting = undefined;
  }
}
