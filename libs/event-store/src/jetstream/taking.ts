import type { DeadLetter } from '@guildhall/contracts';
import type { Incident } from '../port.js';

const RETRY_FIRST_MS = 100;
const RETRY_LAST_MS = 10_000;

/** How long in ms until attempt `attempt` + 1: exponential, so that an outage is not made worse. */
export const exponential = (attempt: number): number =>
  Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** (attempt - 1));

/** How a service takes from its durable consumers. */
export interface Taking {
  /** Told what goes wrong in the background. */
  report: (incident: Incident) => void;
  /**
   * Told of a dead letter that is filed, before its message is acknowledged. Where it rejects, the message comes again,
   * and so does the letter.
   */
  onDead?: (letter: DeadLetter) => Promise<void>;
  /** While it says so nothing is taken, so that another process can have it. Never, if left out. */
  paused?: () => boolean;
  /** How long in ms until the next attempt; if left out, from 100 ms doubling to 10 s. */
  retryAfter?: (attempt: number) => number;
  /** How long in ms a message whose failure is excused is kept, twice as long each time it is given out; 5 s if left out. */
  keptFor?: number;
}
