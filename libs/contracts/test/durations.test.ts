import { describe, expect, test } from '@jest/globals';
import { addDuration, hasCome, parseDuration } from '../src/index.js';

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
