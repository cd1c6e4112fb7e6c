import { median, percentile } from '../statistics.js';

/** Something that is done again and again. */
export interface Work {
  name: string;
  /** Once; `index` counts from 0 in each round. */
  once: (index: number) => unknown;
}

/** How long one of it takes. */
export interface Took<W extends Work> {
  work: W;
  /** The mean of a round; of all rounds the median. */
  meanMs: number;
  /** Of all single ones. */
  p99Ms: number;
}

export interface Rounds {
  rounds: number;
  calls: number;
}

const round = ({ once }: Work, calls: number): number[] =>
  Array.from({ length: calls }, (_, index) => {
    const since = performance.now();
    once(index);
    return performance.now() - since;
  });

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** All of `works` take turns in rounds, after one round that does not count: what else runs slows all of them down. */
export const takeTurns = <W extends Work>(works: readonly W[], { rounds, calls }: Rounds): Took<W>[] => {
  const results = works.map((work) => ({ work, means: [] as number[], times: [] as number[] }));
  for (let index = 0; index <= rounds; index++) {
    for (const { work, means, times } of results) {
      const measured = round(work, calls);
      if (index === 0) continue;
      means.push(mean(measured));
      times.push(...measured);
    }
  }
  return results.map(({ work, means, times }) => ({
    work,
    meanMs: median(means),
    p99Ms: percentile(times, 0.99),
  }));
};
