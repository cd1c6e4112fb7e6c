import type { Figure } from './figures.js';
import type { Options } from './options.js';

/** The raw broker in this run, which everything else is compared with. */
export interface Raw {
  /** Median of one acknowledged publish after the other, ms. */
  oneMs: number;
  /** Acknowledged publishes a second, one after the other. */
  onePerSecond: number;
  /** The same with many in flight. */
  pipelinedPerSecond: number;
}

/** One run of the bench. */
export interface Bench {
  options: Options;
  raw: Raw;
  add: (figure: Figure) => void;
  /** Tells whoever waits what is being done. */
  say: (text: string) => void;
}
