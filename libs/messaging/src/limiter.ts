import { SYSTEM } from '@guildhall/contracts';
import type { CallerLimits } from '@guildhall/contracts';

const MINUTE_MS = 60_000;
/** Of a command. A bucket gains `commandsPerMinute` a millisecond, so that all of it is whole numbers. */
const PRICE = MINUTE_MS;

interface Bucket {
  credit: number;
  /** When `credit` was right. */
  at: number;
}

/**
 * How many commands each caller may still send (6.5): a bucket for `burst` commands that `commandsPerMinute` flow into.
 * What is refused costs nothing, so whoever floods is still served at the sustained rate. `system` boots the home, with
 * one command after the other, and is not limited.
 *
 * Each process counts for itself. Who is counted is proven by the broker, and a bucket that is full again is the same as
 * none, so there are as many as participants have sent something lately.
 */
export class CommandLimiter {
  readonly #buckets = new Map<string, Bucket>();
  #sweptAt = 0;

  constructor(private readonly limits: () => CallerLimits) {}

  /** Whether a command of `caller` at `now`, ms since 1970, is accepted; then it counts. */
  admits(caller: string, now: number): boolean {
    if (caller === SYSTEM) return true;
    this.#sweep(now);
    const credit = this.#creditOf(this.#buckets.get(caller), now);
    const admitted = credit >= PRICE;
    this.#buckets.set(caller, { credit: admitted ? credit - PRICE : credit, at: now });
    return admitted;
  }

  /** Callers that are being counted. */
  get size(): number {
    return this.#buckets.size;
  }

  #creditOf(bucket: Bucket | undefined, now: number): number {
    const { burst, commandsPerMinute } = this.limits();
    const full = burst * PRICE;
    if (!bucket) return full;
    // A clock that was set back gives nothing, and takes nothing away.
    return Math.min(full, bucket.credit + Math.max(0, now - bucket.at) * commandsPerMinute);
  }

  #sweep(now: number): void {
    if (Math.abs(now - this.#sweptAt) < MINUTE_MS) return;
    this.#sweptAt = now;
    const full = this.limits().burst * PRICE;
    for (const [caller, bucket] of this.#buckets)
      if (this.#creditOf(bucket, now) >= full) this.#buckets.delete(caller);
  }
}
