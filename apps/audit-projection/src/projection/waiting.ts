import { setTimeout as delay } from 'node:timers/promises';

/** Resolves after `ms`; rejects where `signal` aborts first. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<unknown>;

/** The system's clock. */
export const sleep: Sleep = (ms, signal) => delay(ms, undefined, { signal });

interface Waiter {
  position: number;
  resolve: (reached: boolean) => void;
}

/** Those who wait for a position of the log to be reflected. */
export class Waiting {
  readonly #waiters = new Set<Waiter>();

  constructor(private readonly sleep: Sleep) {}

  /** Whether anybody does. */
  get isAwaited(): boolean {
    return this.#waiters.size > 0;
  }

  /** True once `position` is reached, false where that takes longer than `timeoutMs`. */
  async for(position: number, timeoutMs: number): Promise<boolean> {
    const timer = new AbortController();
    const waiter: Waiter = { position, resolve: () => undefined };
    const reached = new Promise<boolean>((resolve) => {
      waiter.resolve = resolve;
    });
    this.#waiters.add(waiter);
    const late = this.sleep(timeoutMs, timer.signal).then(
      () => false,
      () => reached,
    );
    const answer = await Promise.race([reached, late]);
    timer.abort();
    this.#waiters.delete(waiter);
    return answer;
  }

  /** Wakes those whose position is reached. */
  reach(position: number): void {
    for (const waiter of this.#waiters) if (waiter.position <= position) waiter.resolve(true);
  }
}
