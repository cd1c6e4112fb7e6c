import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { storedAt } from '../src/jetstream/stored-at.js';

test('the millisecond before is not the next one, however the message was read', () => {
  // As a number, 1795283276991999999 is 1795283276992000000.
  const timestampNanos = 1_795_283_276_991_999_999n;
  const delivered = { timestamp: '2026-11-21T17:47:56.992Z', timestampNanos };
  expect(storedAt(delivered)).toBe('2026-11-21T17:47:56.991Z');
  expect(storedAt({ timestamp: '2026-11-21T17:47:56.991999999Z' })).toBe('2026-11-21T17:47:56.991Z');
});

test('any two ways to read a message agree', () => {
  fc.assert(
    fc.property(fc.bigInt(1_700_000_000_000_000_000n, 1_900_000_000_000_000_000n), (timestampNanos) => {
      const seconds = new Date(Number(timestampNanos / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
      const timestamp = `${seconds}.${String(timestampNanos % 1_000_000_000n).padStart(9, '0')}Z`;
      expect(storedAt({ timestamp: 'of no account', timestampNanos })).toBe(storedAt({ timestamp }));
    }),
  );
});
