/** The value that the share `p` (0 to 1) of all values does not exceed; NaN for none. */
export const percentile = (values: readonly number[], p: number): number => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
};

/** The middle one, or of two the lower; NaN for none. */
export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** The largest; 0 for none. */
export const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), 0);
