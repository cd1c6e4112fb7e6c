/** Calls `work` with 0 to `count` - 1, never more than `window` of them at the same time. */
export const inFlight = async (
  count: number,
  window: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(window, count) }, lane));
};

/** Calls a second, of `count` calls with `window` at the same time. */
export const rateOf = async (
  count: number,
  window: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> => {
  const since = performance.now();
  await inFlight(count, window, work);
  return (count * 1000) / (performance.now() - since);
};

/** How long each of `count` calls took, one after the other, ms. */
export const timesOf = async (
  count: number,
  work: (index: number) => Promise<unknown>,
): Promise<number[]> => {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const since = performance.now();
    await work(index);
    times.push(performance.now() - since);
  }
  return times;
};
