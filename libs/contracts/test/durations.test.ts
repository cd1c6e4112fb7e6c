import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDuration, durationMs, hasCome, parseDuration, shorterOf } from '../src/index.js';
import { isInstant } from '../src/formats.js';

const HOUR = 3_600_000;

describe('parseDuration', () => {
  test.each([
    ['P7D', { years: 0, ms: 7 * 24 * HOUR }],
    ['PT24H', { years: 0, ms: 24 * HOUR }],
    ['P1Y', { years: 1, ms: 0 }],
    ['PT15M', { years: 0, ms: HOUR / 4 }],
    ['PT0.5S', { years: 0, ms: 500 }],
    ['P1Y2DT3H4M5S', { years: 1, ms: 2 * 24 * HOUR + 3 * HOUR + 4 * 60_000 + 5000 }],
  ])('%s', (text, duration) => {
    expect(parseDuration(text)).toStrictEqual(duration);
  });

  test.each(['', 'P', 'PT', 'P1W', 'P1M', '24H', 'PT24', 'P-1D', 'PT1H30', ' P1D'])('%j is none', (text) => {
    expect(() => parseDuration(text)).toThrow(new RangeError(`not a duration: ${text}`));
  });
});

describe('addDuration', () => {
  test.each([
    ['2026-11-21T10:00:00.000Z', 'PT24H', '2026-11-22T10:00:00.000Z'],
    ['2026-11-21T10:00:00Z', 'PT1.5S', '2026-11-21T10:00:01.500Z'],
    ['2026-12-31T23:59:59.999Z', 'PT0.001S', '2027-01-01T00:00:00.000Z'],
    ['2027-06-01T00:00:00.000Z', 'P1Y', '2028-06-01T00:00:00.000Z'],
    ['2028-02-29T00:00:00.000Z', 'P1Y', '2029-03-01T00:00:00.000Z'],
  ])('%s and %s', (instant, duration, then) => {
    expect(addDuration(instant, duration)).toBe(then);
  });

  test('throws on what is no instant', () => {
    expect(() => addDuration('noon', 'P999999Y')).toThrow(RangeError);
  });
});

describe('a duration without end', () => {
  const YEAR = 365 * 24 * HOUR;

  test.each([
    ['P1000Y', '3026-11-21T10:00:00.000Z', 1000 * YEAR],
    ['P999999Y', '3026-11-21T10:00:00.000Z', 1000 * YEAR],
    [`PT${'9'.repeat(400)}S`, '3026-03-24T10:00:00.000Z', 1000 * YEAR],
    ['P999999Y365001D', '4026-03-23T10:00:00.000Z', 2000 * YEAR],
  ])('%s is a thousand years for each of its parts', (duration, then, ms) => {
    expect(addDuration('2026-11-21T10:00:00.000Z', duration)).toBe(then);
    expect(durationMs(duration)).toBe(ms);
  });

  const count = fc.stringMatching(/^\d{1,400}$/);
  const anyDuration = fc
    .tuple(count, count, count, count, count)
    .map(([years, days, hours, minutes, seconds]) => `P${years}Y${days}DT${hours}H${minutes}M${seconds}S`);

  test('is still of some length, and leads to a moment that there is', () => {
    fc.assert(
      fc.property(anyDuration, (duration) => {
        expect(durationMs(duration)).toBeGreaterThanOrEqual(0);
        const ends = addDuration('2026-11-21T10:00:00.000Z', duration);
        expect([ends, isInstant(ends)]).toEqual([ends, true]);
      }),
    );
  });
});

test.each([
  ['PT1H', 'PT59M', 'PT59M'],
  ['PT59M', 'PT1H', 'PT59M'],
  ['PT60M', 'PT1H', 'PT1H'],
])('of %s and %s, %s is shorter', (one, other, shorter) => {
  expect(shorterOf(one, other)).toBe(shorter);
});

describe('hasCome', () => {
  test.each([
    ['2026-11-21T10:00:00.001Z', '2026-11-21T10:00:00.000Z', false],
    ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000Z', true],
    ['2026-11-21T10:00:00.5Z', '2026-11-21T10:00:00.499Z', false],
    ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.001Z', true],
  ])('%s at %s: %s', (due, now, come) => {
    expect(hasCome(due, now)).toBe(come);
  });
});
