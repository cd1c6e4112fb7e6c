/**
 * Collects items while the batch before them is being written: an item that comes alone is written at once, a burst in
 * batches of `limit`. Items keep their order; one batch is written at a time.
 */
export class Batches<T> {
  #waiting: T[] = [];
  #writing: Promise<void> | undefined;
  #failure: Error | undefined;
  #makeRoom: () => void = () => undefined;

  constructor(
    private readonly write: (batch: readonly T[]) => Promise<void>,
    private readonly limit: number,
  ) {}

  /** Takes an item; resolves when there is room for the next one. Rejects once a write has failed. */
  async add(item: T): Promise<void> {
    this.#waiting.push(item);
    if (!this.#failure) this.#writing ??= this.#run();
    if (this.#waiting.length >= this.limit) await this.#room();
    if (this.#failure) throw this.#failure;
  }

  /** Resolves once everything that was taken is written. Rejects once a write has failed. */
  async written(): Promise<void> {
    await this.#writing;
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
      }
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#makeRoom();
    }
    this.#writing = undefined;
  }
}
