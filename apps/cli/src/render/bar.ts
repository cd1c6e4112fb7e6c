import { number } from './comparison-words.js';
import type { Style } from './style.js';
import { span } from './time.js';

const CELLS = 24;

/** How far some work is: of all, from 0 to 1; in tasks; and for how long it has been going on. */
export interface Bar {
  done: number;
  compared: number;
  ms: number;
}

/** `██████░░░░  43%  430,000 tasks  33,100/s  17 s left` */
export const renderBar = ({ done, compared, ms }: Bar, { colour }: Style): string => {
  const full = Math.round(done * CELLS);
  const rate = ms > 0 ? Math.round((compared * 1000) / ms) : 0;
  const left = done > 0 ? [`${span((ms / done) * (1 - done))} left`] : [];
  return [
    `${colour.green('█'.repeat(full))}${colour.dim('░'.repeat(CELLS - full))}`,
    `${Math.floor(done * 100)}%`.padStart(4),
    `${number(compared)} tasks`,
    `${number(rate)}/s`,
    ...left,
  ].join('  ');
};
