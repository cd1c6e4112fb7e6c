import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';

/** Fails where the two differ. Jest's own comparison is slow a million times, and tells the difference. */
export const same = (actual: unknown, expected: unknown): void => {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toStrictEqual(expected);
};
