const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Lengths of the durations that occur here. */
const LENGTHS: Readonly<Record<string, number>> = {
  PT2S: 2 * SECOND,
  PT30S: 30 * SECOND,
  PT15M: 15 * MINUTE,
  PT1H: HOUR,
  PT2H: 2 * HOUR,
  PT4H: 4 * HOUR,
  PT24H: 24 * HOUR,
  P2D: 48 * HOUR,
  P14D: 14 * 24 * HOUR,
};

export const lengthOf = (duration: string): number => {
  const length = LENGTHS[duration];
  if (length === undefined) throw new Error(`a duration that the model does not know: ${duration}`);
  return length;
};
