/** Runs tasks of one key one after the other, of different keys side by side. */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<void>>();

  /** Starts `task` once all earlier ones of `key` have settled. `task` must not reject. */
  run(key: string, task: () => Promise<void>): void {
    const tail = (this.#tails.get(key) ?? Promise.resolve()).then(task);
    this.#tails.set(key, tail);
    void tail.then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
  }

  /** Resolves when everything started so far has settled. */
  async idle(): Promise<void> {
    await Promise.all(this.#tails.values());
  }
}
