const DURATION =
  /^P(?:(?<years>\d+)Y)?(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+(?:\.\d+)?)S)?)?$/;

const DAY = 86_400;

/** Seconds of an ISO 8601 duration as contracts allow them, for comparison: a year counts as 365 days. NaN for other texts. */
export const secondsOf = (duration: string): number => {
  const parts = DURATION.exec(duration)?.groups;
  if (!parts) return Number.NaN;
  const part = (name: string): number => Number(parts[name] ?? 0);
  return (
    part('years') * 365 * DAY +
    part('days') * DAY +
    part('hours') * 3600 +
    part('minutes') * 60 +
    part('seconds')
  );
};

/** The longer of two durations; the first where they are equal. */
export const longer = (a: string, b: string): string => (secondsOf(b) > secondsOf(a) ? b : a);
