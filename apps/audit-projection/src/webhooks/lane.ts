/** What goes to one address: a few at once, a few that wait, and no more, so that nobody else waits for it. */
export class Lane {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly room: number,
  ) {}

  /** What `task` ends in, when it is its turn; undefined, at once, where there is no room to wait. */
  async run<T>(task: () => Promise<T>): Promise<T | undefined> {
    if (this.#running >= this.atOnce) {
      if (this.#waiting.length >= this.room) return undefined;
      // Whoever has finished hands the place on.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running += 1;
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
