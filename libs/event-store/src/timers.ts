import type { TimerKey } from '@guildhall/contracts';
import type { Reacting } from './port.js';

/** A moment at which something has to be looked at. */
export interface Timer extends TimerKey {
  /** RFC 3339. */
  due: string;
  /** W3C trace context of what set it; undefined, as left out, where that has none. */
  traceparent?: string | undefined;
}

/**
 * Timers that are kept while nothing runs (3.5). They are hints: whoever is called looks at the clock and at the log.
 * Promises, checked by one contract suite on every adapter: called once at least, never before its time, at most 1 s
 * late while broker and service are up, or 1 s after they are back; serial per entity, parallel between them.
 */
export interface Timers {
  /**
   * Sets a timer; one of the same key that is not due yet is replaced, and one in the past is due at once. Rejects with
   * a StoreError `unavailable` where it may not have been set; the same one may be set again.
   */
  set(timer: Timer): Promise<void>;

  /**
   * Forgets a timer that is not due yet; nothing happens where there is none. Rejects as `set` does.
   */
  clear(key: TimerKey): Promise<void>;

  /**
   * Calls `fn` with every timer of the durable consumer that is due; it is gone once `fn` resolves, and tried again
   * otherwise, or becomes a dead letter, as events do.
   */
  react(durable: string, fn: (timer: Timer) => Promise<void>): Reacting;
}
