import { setTimeout as delay } from 'node:timers/promises';

/** When to give up, and what to say then. */
export interface WaitOptions {
  /** In ms; 10,000 if left out. */
  within?: number;
  /** Completes "gave up waiting for ..." */
  what?: string;
}

/** Asks again and again until `condition` gives something other than `undefined` or `false`; rejects when time is up. */
export const waitFor = async <T>(
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  options: WaitOptions = {},
): Promise<T> => {
  const until = Date.now() + (options.within ?? 10_000);
  for (;;) {
    const result = await condition();
    if (result !== undefined && result !== false) return result;
    if (Date.now() > until) throw new Error(`gave up waiting for ${options.what ?? String(condition)}`);
    await delay(10);
  }
};
