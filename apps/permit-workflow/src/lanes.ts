import { Injectable } from '@nestjs/common';

/** Runs work of one key one after the other, of different keys side by side. */
@Injectable()
export class Lanes {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** What `work` ends in, once all earlier work of `key` has ended, however it did. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const result = before.then(work, work);
    const tail = result
      .catch(() => undefined)
      .finally(() => {
        if (this.#tails.get(key) === tail) this.#tails.delete(key);
      });
    this.#tails.set(key, tail);
    return result;
  }
}
