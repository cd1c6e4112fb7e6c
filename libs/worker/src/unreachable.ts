/** The arm that a dispatch over a closed set ends in: reached only where a caller has gone around the types. */
export const unreachable = (value: never): never => {
  throw new Error(`not a known case: ${String(value)}`);
};
