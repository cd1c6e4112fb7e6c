/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to 1, without 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `end`, without `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  one<T>(of: readonly T[]): T {
    return this.pick(of, () => 1);
  }

  /** One of them, the more often the greater its weight. */
  pick<T>(of: readonly T[], weight: (item: T) => number): T {
    let left = this.next() * of.reduce((sum, item) => sum + weight(item), 0);
    for (const item of of) {
      left -= weight(item);
      if (left < 0) return item;
    }
    throw new Error('nothing to choose from');
  }
}
