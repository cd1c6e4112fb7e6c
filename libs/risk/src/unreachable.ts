/** The end of a `switch` that names every case; thrown only where a value is not what its type says. */
export const unreachable = (value: never): never => {
  throw new TypeError(`not expected here: ${String(value)}`);
};
