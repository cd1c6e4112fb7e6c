import { durationMs } from '@guildhall/contracts';
import type { Durations } from '@guildhall/contracts';
import { under } from './report.js';
import type { Report } from './report.js';

/** Longest window of a permit, in code, so that no policy lengthens it (2.5). */
export const LONGEST_WINDOW = 'P7D';
/** The same in milliseconds. */
export const MAX_WINDOW_MS = durationMs(LONGEST_WINDOW);
/** Highest level an emergency lends (1.8), and so the highest that takes its path. */
export const MAX_EMERGENCY_LEVEL = 3;

const MAXIMA: readonly (readonly [keyof Durations, number, string])[] = [
  ['defaultWindow', MAX_WINDOW_MS, '7 days'],
  ['emergency', 3_600_000, '1 hour'],
  ['token', 120_000, '120 seconds'],
];

/** Reports durations above the maxima that code holds, and those of no length at all. */
export const checkDurations = (durations: Durations, report: Report): void => {
  for (const [name, limit, said] of MAXIMA)
    if (durationMs(durations[name]) > limit)
      report(under('/durations', name), `must not be longer than ${said}`);
  for (const [name, duration] of Object.entries<string>({ ...durations }))
    if (durationMs(duration) <= 0) report(under('/durations', name), 'must be longer than nothing');
};
