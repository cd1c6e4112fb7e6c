/** When what was not delivered is tried again. */
export interface Schedule {
  /** How often it is tried in all. */
  attempts: number;
  /** Before the second attempt, in ms at most. */
  first: number;
  /** By how much the pause grows each time. */
  factor: number;
  /** No pause is longer. */
  longest: number;
}

/** Twelve attempts, over five hours and a half: long enough for somebody to repair what receives them. */
export const SCHEDULE: Schedule = { attempts: 12, first: 5_000, factor: 3, longest: 3_600_000 };

/**
 * How long to wait after the attempt of this number, in ms: at least half of what the schedule says, so that what failed
 * together does not come back together; and as long as the receiver asked for, if that is not longer than any pause.
 * `chance` is from 0 to 1.
 */
export const pauseAfter = (attempt: number, schedule: Schedule, chance: number, askedFor = 0): number => {
  const full = Math.min(schedule.longest, schedule.first * schedule.factor ** (attempt - 1));
  const own = full * (0.5 + chance / 2);
  return Math.round(Math.max(own, Math.min(askedFor, schedule.longest)));
};
