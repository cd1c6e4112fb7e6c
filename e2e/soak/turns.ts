/** Lets everybody do so many things at the same time and no more: who waits for an answer does not ask for ten others. */
export class Turns {
  readonly #busy = new Map<string, number>();
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(private readonly most: number) {}

  /** What `act` comes to, once it is the turn of `who` for it. */
  async run<T>(who: string, act: () => Promise<T>): Promise<T> {
    await this.#take(who);
    try {
      return await act();
    } finally {
      this.#give(who);
    }
  }

  async #take(who: string): Promise<void> {
    const busy = this.#busy.get(who) ?? 0;
    if (busy < this.most) {
      this.#busy.set(who, busy + 1);
      return;
    }
    const waiting = this.#waiting.get(who) ?? [];
    this.#waiting.set(who, waiting);
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  // Handed on where somebody waits for it, so that nobody overtakes.
  #give(who: string): void {
    const next = this.#waiting.get(who)?.shift();
    if (next) next();
    else this.#busy.set(who, (this.#busy.get(who) ?? 1) - 1);
  }
}
