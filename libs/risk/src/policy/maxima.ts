import { allDurations, durationMs } from '@guildhall/contracts';
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
  ['delegation', durationMs('P14D'), '14 days'],
];

// Added to any moment, it is still one that clocks come to.
const LONGEST_MS = durationMs('P100Y');

// A worker is not lost by what a timer may be late, or a heartbeat takes (3.5).
const SHORTEST_SILENCE_MS = 1_000;

const wrongIn = (duration: string): string | undefined => {
  const length = durationMs(duration);
  if (length <= 0) return 'must be longer than nothing';
  return length > LONGEST_MS ? 'must not be longer than 100 years' : undefined;
};

/**
 * Reports durations above the maxima that code holds, those of no length at all or without end, and a silence so short that
 * every worker would be lost.
 */
export const checkDurations = (durations: Durations, report: Report): void => {
  const all = allDurations(durations);
  for (const [name, limit, said] of MAXIMA)
    if (durationMs(all[name]) > limit) report(under('/durations', name), `must not be longer than ${said}`);
  for (const [name, duration] of Object.entries<string>({ ...all })) {
    const wrong = wrongIn(duration);
    if (wrong !== undefined) report(under('/durations', name), wrong);
  }
  if (durationMs(all.heartbeat) < SHORTEST_SILENCE_MS)
    report(under('/durations', 'heartbeat'), 'must not be shorter than 1 second');
};
