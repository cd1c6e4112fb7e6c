import { setTimeout as delay } from 'node:timers/promises';

/** When to give up, and what to say then. */
export interface WaitOptions {
  /** In ms; 10,000 if left out. */
  within?: number;
  /** Completes "gave up waiting for ..." */
  what?: string;
  /** Pause before asking again, in ms; 10 if left out. */
  every?: number;
}

type Condition<T> = () => Promise<T | undefined | false> | T | undefined | false;

/** Rejects once `signal` is aborted, with its reason. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

const askUntil = async <T>(condition: Condition<T>, every: number, signal: AbortSignal): Promise<T> => {
  for (;;) {
    const result = await condition();
    if (result !== undefined && result !== false) return result;
    await delay(every, undefined, { signal });
  }
};

/**
 * Asks again and again until `condition` gives something other than `undefined` or `false`. Rejects when time is up,
 * also where `condition` has not answered.
 */
export const waitFor = async <T>(condition: Condition<T>, options: WaitOptions = {}): Promise<T> => {
  const timeUp = new AbortController();
  const late = setTimeout(() => {
    timeUp.abort(new Error(`gave up waiting for ${options.what ?? String(condition)}`));
  }, options.within ?? 10_000);
  try {
    const { signal } = timeUp;
    return await Promise.race([askUntil(condition, options.every ?? 10, signal), aborted(signal)]);
  } finally {
    clearTimeout(late);
  }
};
