const FIRST_MS = 100;
const LONGEST_MS = 10_000;
/** A process that was healthy this long starts over with the shortest pause. */
const FORGIVEN_AFTER_MS = 30_000;

/** Milliseconds to wait before the next start, after `failures` earlier ones (0 for the first): 100 ms doubling up to 10 s. */
export const backoff = (failures: number): number => Math.min(FIRST_MS * 2 ** failures, LONGEST_MS);

/** How many of the `failures` before still count at the end of a life that was healthy for `ms`; 0: it never was. */
export const failuresAfter = (failures: number, ms: number): number =>
  ms >= FORGIVEN_AFTER_MS ? 0 : failures;
