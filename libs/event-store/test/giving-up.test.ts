import { describe, expect, test } from '@jest/globals';
import { StoreError, isExcused } from '../src/index.js';

const systemError = (code: string): Error => Object.assign(new Error(code), { code });

describe('a failure', () => {
  test.each([
    new StoreError('unavailable', 'away'),
    new StoreError('conflict', 'somebody was first'),
    ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOSPC', 'EMFILE', 'ENFILE', 'EAGAIN'].map(
      systemError,
    ),
    new Error('it failed', { cause: systemError('EMFILE') }),
    new Error('it failed', { cause: new Error('inside', { cause: new StoreError('conflict', 'first') }) }),
  ])("is nobody's fault where it is %s", (cause) => {
    expect(isExcused(cause)).toBe(true);
  });

  test.each([
    new StoreError('integrity', 'a version is missing'),
    // Whatever led to it: what the log holds does not change by waiting.
    new StoreError('integrity', 'a version is missing', { cause: systemError('EMFILE') }),
    ...['ENOENT', 'EINVAL', 'EACCES', 'EISDIR', 'ERR_INVALID_ARG_TYPE'].map(systemError),
    Object.assign(new Error('a number'), { code: 10077 }),
    new Error('this breaks an invariant'),
    'ECONNREFUSED',
    undefined,
  ])("is the message's where it is %s", (cause) => {
    expect(isExcused(cause)).toBe(false);
  });
});
