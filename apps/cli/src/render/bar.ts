import { number } from './comparison-words.js';
import type { Style } from './style.js';
import { span } from './time.js';

const CELLS = 24;

/** How far some work is: of all, from 0 to 1, where what is beyond is all; in tasks; and for how long it has been going on. */
export interface Bar {
  done: number;
  compared: number;
  ms: number;
}

/** `██████░░░░  43%  430,000 tasks  33,100/s  17 s left` */
export const renderBar = ({ done, compared, ms }: Bar, { colour }: Style): string => {
  const share = done > 0 ? Math.min(done, 1) : 0;
  const full = Math.round(share * CELLS);
  const rate = ms > 0 ? Math.round((compared * 1000) / ms) : 0;
  const left = share > 0 ? [`${span((ms / share) * (1 - share))} left`] : [];
  return [
    `${colour.green('█'.repeat(full))}${colour.dim('░'.repeat(CELLS - full))}`,
    `${Math.floor(share * 100)}%`.padStart(4),
    `${number(compared)} tasks`,
    `${number(rate)}/s`,
    ...left,
  ].join('  ');
};
