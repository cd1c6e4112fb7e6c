import { DURATION } from './formats.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An ISO 8601 duration: years follow the calendar, the rest is a number of milliseconds. */
export interface Duration {
  years: number;
  ms: number;
}

// Added to the time of any clock, it is still an instant of RFC 3339: policies of a log may say whatever they like.
const FOREVER_YEARS = 1000;
const DAYS_IN_A_YEAR = 365;
const FOREVER_MS = FOREVER_YEARS * DAYS_IN_A_YEAR * DAY;

/**
 * Reads `P7D`, `PT24H`, `P1Y`. A thousand years are for ever: of what is longer, no more counts. Throws a RangeError where
 * `text` is none: contracts let no other text through.
 */
export const parseDuration = (text: string): Duration => {
  const parts = DURATION.exec(text);
  if (!parts) throw new RangeError(`not a duration: ${text}`);
  // A group that took no part is undefined, whatever its type says.
  const [, years, days, , hours, minutes, seconds] = parts.map((part) => Number.parseFloat(part || '0'));
  const ms = (days ?? 0) * DAY + (hours ?? 0) * HOUR + (minutes ?? 0) * MINUTE + (seconds ?? 0) * SECOND;
  return { years: Math.min(years ?? 0, FOREVER_YEARS), ms: Math.min(ms, FOREVER_MS) };
};

/** The instant `duration` after `at`; both instants RFC 3339 in UTC, the result with milliseconds. */
export const addDuration = (at: string, duration: string): string => {
  const { years, ms } = parseDuration(duration);
  const then = new Date(at);
  then.setUTCFullYear(then.getUTCFullYear() + years);
  return new Date(then.getTime() + Math.round(ms)).toISOString();
};

/** Whether `now` is at or after `due`, whatever their fractions of a second look like. */
export const hasCome = (due: string, now: string): boolean => Date.parse(now) >= Date.parse(due);

/** Length of a duration in milliseconds, where it is compared or counted rather than added to a date: a year has 365 days. */
export const durationMs = (duration: string): number => {
  const { years, ms } = parseDuration(duration);
  return years * DAYS_IN_A_YEAR * DAY + ms;
};

/** The shorter of two durations; the second one where they are as long. */
export const shorterOf = (one: string, other: string): string =>
  durationMs(one) < durationMs(other) ? one : other;
