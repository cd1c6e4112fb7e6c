import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cut } from '../src/index.js';

test.each([
  ['', 3, ''],
  ['abc', 3, 'abc'],
  ['abcd', 3, 'abc'],
  ['🎉🎉🎉', 3, '🎉🎉🎉'],
  ['ab🎉d', 3, 'ab🎉'],
  ['🎉🎉', 1, '🎉'],
])('%j cut to %d is %j', (text, max, kept) => {
  expect(cut(text, max)).toBe(kept);
});

test('what is left is a beginning, well formed and short enough', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, max) => {
      const kept = cut(text, max);
      expect(text.startsWith(kept)).toBe(true);
      expect(kept.isWellFormed()).toBe(true);
      expect(Array.from(kept)).toHaveLength(Math.min(max, Array.from(text).length));
    }),
  );
});
