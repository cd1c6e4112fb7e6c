import { SYSTEM } from '@guildhall/contracts';
import type { CallerLimits, CommandName } from '@guildhall/contracts';

const MINUTE_MS = 60_000;
/** Of a command. A bucket gains `commandsPerMinute` a millisecond, so that all of it is whole numbers. */
const PRICE = MINUTE_MS;

/** A sign of life that is not heard takes the permit away, so it must not be lost to what else the worker sends. */
const HEARTBEAT: CommandName = 'execution.heartbeat';
/** Heartbeats for one command, in a bucket of their own: by the default limits a worker may have 100 permits at work. */
const HEARTBEATS_FOR_ONE = 10;
/** Queries for one command, in another: they change nothing, and a page that people look at asks for much at once. */
export const QUERIES_FOR_ONE = 100;

interface Bucket {
  credit: number;
  /** When `credit` was right. */
  at: number;
}

/**
 * What each caller may still send (6.5): a bucket for `burst` commands that `commandsPerMinute` flow into, and others for
 * heartbeats and queries, which hold so many times as much.
 * What is refused costs nothing, so whoever floods is still served at the sustained rate. `system` boots the home, with
 * one command after the other, and is not limited.
 *
 * Each process counts for itself. Who is counted is proven by the broker, and a bucket that is full again is the same as
 * none, so there are no more than for the participants that have sent something lately.
 */
export class CallerLimiter {
  readonly #buckets = new Map<string, Bucket>();
  #sweptAt = 0;

  constructor(private readonly limits: () => CallerLimits) {}

  /** Whether the command `name` of `caller` at `now`, ms since 1970, is accepted; then it counts. */
  admits(caller: string, now: number, name: string): boolean {
    // No id has a slash.
    return name === HEARTBEAT
      ? this.#admits(caller, `${caller}/${name}`, PRICE / HEARTBEATS_FOR_ONE, now)
      : this.#admits(caller, caller, PRICE, now);
  }

  /** The same of any query. */
  admitsQuery(caller: string, now: number): boolean {
    return this.#admits(caller, `${caller}/queries`, PRICE / QUERIES_FOR_ONE, now);
  }

  #admits(caller: string, bucket: string, price: number, now: number): boolean {
    if (caller === SYSTEM) return true;
    this.#sweep(now);
    return this.#take(bucket, price, now);
  }

  /** Buckets that are not full. */
  get size(): number {
    return this.#buckets.size;
  }

  #take(key: string, price: number, now: number): boolean {
    const credit = this.#creditOf(this.#buckets.get(key), now);
    const admitted = credit >= price;
    this.#buckets.set(key, { credit: admitted ? credit - price : credit, at: now });
    return admitted;
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
