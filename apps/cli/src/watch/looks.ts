import type { Ear } from '../client/ear.js';
import { Patience } from '../client/patience.js';

/** So often it is looked without having heard anything. */
const LOOK_EVERY_MS = 5_000;
/** What happens within this time is looked at together. */
const TOGETHER_MS = 100;

/**
 * What `look` sees: now, and again whenever something may have changed, because an event was heard or some time has
 * passed. `after` is the position of that event. Ends when `signal` is aborted.
 */
export async function* looks<T>(
  look: (after: { after?: number }) => Promise<T>,
  ear: Ear,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const patience = new Patience(signal);
  let heard: number | undefined;
  while (!signal.aborted) {
    const after = heard === undefined ? {} : { after: heard };
    const seen = await patience.ask(() => look(after));
    if (seen !== undefined) yield seen;
    await patience.pause(TOGETHER_MS);
    if (seen !== undefined) heard = await ear.next(LOOK_EVERY_MS, signal);
  }
}
