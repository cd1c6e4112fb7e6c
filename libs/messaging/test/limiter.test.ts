import { describe, expect, test } from '@jest/globals';
import { DEFAULT_LIMITS } from '@guildhall/contracts';
import type { CallerLimits } from '@guildhall/contracts';
import fc from 'fast-check';
import { CallerLimiter } from '../src/limiter.js';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const limiterOf = (limits: Partial<CallerLimits> = {}): CallerLimiter =>
  new CallerLimiter(() => ({ ...DEFAULT_LIMITS, ...limits }));

/** How many of `count` commands at once are accepted. */
const admitted = (limiter: CallerLimiter, count: number, at: number, caller = 'bob'): number =>
  Array.from({ length: count }, () => limiter.admits(caller, at, 'permit.approve')).filter(Boolean).length;

describe('heartbeats', () => {
  const beats = (limiter: CallerLimiter, count: number, at: number): number =>
    Array.from({ length: count }, () => limiter.admits('deployer-2', at, 'execution.heartbeat')).filter(
      Boolean,
    ).length;

  test('are heard, whatever else the worker has sent', () => {
    const limiter = limiterOf();
    admitted(limiter, 100, NOON, 'deployer-2');
    expect(beats(limiter, 1, NOON)).toBe(1);
    expect(limiter.admits('deployer-2', NOON, 'execution.propose')).toBe(false);
  });

  test('have room for 100 permits at work, every 10 s for ever, and no more', () => {
    const limiter = limiterOf();
    expect(beats(limiter, 1_000, NOON)).toBe(600);
    const rounds = Array.from({ length: 60 }, (_, at) => beats(limiter, 100, NOON + (at + 1) * 10 * SECOND));
    expect(rounds).toEqual(Array(60).fill(100));
    expect(beats(limiter, 1, NOON + 600 * SECOND)).toBe(0);
  });
});

describe('queries', () => {
  const asked = (limiter: CallerLimiter, count: number, at: number, caller = 'bob'): number =>
    Array.from({ length: count }, () => limiter.admitsQuery(caller, at)).filter(Boolean).length;

  test('are 100 for one command at once, then as many as flow in', () => {
    const limiter = limiterOf();
    expect(asked(limiter, 7_000, NOON)).toBe(6_000);
    expect(asked(limiter, 7_000, NOON + SECOND)).toBe(100);
    expect(asked(limiter, 1, NOON + SECOND + 9)).toBe(0);
    expect(asked(limiter, 1, NOON + SECOND + 10)).toBe(1);
  });

  test('take nothing from commands and heartbeats, nor these from them', () => {
    const limiter = limiterOf();
    asked(limiter, 7_000, NOON);
    expect(admitted(limiter, 100, NOON)).toBe(60);
    expect(limiter.admits('bob', NOON, 'execution.heartbeat')).toBe(true);
    expect(asked(limiter, 7_000, NOON, 'carol')).toBe(6_000);
  });

  test('of system are not limited', () => {
    expect(asked(limiterOf({ burst: 1 }), 10_000, NOON, 'system')).toBe(10_000);
  });
});

describe('a caller', () => {
  test('may send as many at once as the burst says', () => {
    expect(admitted(limiterOf(), 100, NOON)).toBe(60);
    expect(admitted(limiterOf({ burst: 1 }), 100, NOON)).toBe(1);
  });

  test('may then send 60 a minute, for ever', () => {
    const limiter = limiterOf();
    admitted(limiter, 60, NOON);
    const accepted = Array.from({ length: 600 }, (_, at) =>
      limiter.admits('bob', NOON + (at + 1) * SECOND, 'permit.approve'),
    );
    expect(accepted).toEqual(Array(600).fill(true));
    expect(limiter.admits('bob', NOON + 600 * SECOND, 'permit.approve')).toBe(false);
  });

  test('gets a place back once its time has passed, not a millisecond before', () => {
    const limiter = limiterOf();
    admitted(limiter, 60, NOON);
    expect(limiter.admits('bob', NOON + 999, 'permit.approve')).toBe(false);
    expect(limiter.admits('bob', NOON + 1_000, 'permit.approve')).toBe(true);
    expect(limiter.admits('bob', NOON + 1_000, 'permit.approve')).toBe(false);
  });

  test('loses nothing by what is refused', () => {
    const limiter = limiterOf();
    admitted(limiter, 1_000, NOON);
    expect(admitted(limiter, 1_000, NOON + 10 * SECOND)).toBe(10);
  });

  test('saves up no more than the burst', () => {
    const limiter = limiterOf();
    admitted(limiter, 60, NOON);
    expect(admitted(limiter, 1_000, NOON + 60 * MINUTE)).toBe(60);
  });

  test('is not limited by what others send', () => {
    const limiter = limiterOf();
    expect(admitted(limiter, 100, NOON, 'bob')).toBe(60);
    expect(admitted(limiter, 100, NOON, 'carol')).toBe(60);
  });

  test('neither gains nor loses by a clock that is set back', () => {
    const limiter = limiterOf();
    admitted(limiter, 50, NOON);
    expect(admitted(limiter, 100, NOON - 60 * MINUTE)).toBe(10);
    expect(limiter.admits('bob', NOON - 60 * MINUTE + SECOND, 'permit.approve')).toBe(true);
  });
});

test('system is not limited', () => {
  const limiter = limiterOf({ burst: 1 });
  expect(admitted(limiter, 1_000, NOON, 'system')).toBe(1_000);
  expect(limiter.size).toBe(0);
});

test('the limits of a new policy hold at once, for those who are counted, too', () => {
  let limits = DEFAULT_LIMITS;
  const limiter = new CallerLimiter(() => limits);
  admitted(limiter, 60, NOON);
  limits = { ...limits, commandsPerMinute: 600, burst: 100 };
  expect(admitted(limiter, 100, NOON + SECOND)).toBe(10);
  expect(admitted(limiter, 200, NOON + MINUTE)).toBe(100);
  limits = { ...limits, burst: 5 };
  expect(admitted(limiter, 100, NOON + 2 * MINUTE)).toBe(5);
});

test('callers that have been silent for long enough are forgotten', () => {
  const limiter = limiterOf();
  for (let at = 0; at < 10_000; at++) limiter.admits(`caller-${at}`, NOON, 'permit.approve');
  admitted(limiter, 60, NOON, 'bob');
  expect(limiter.size).toBe(10_001);
  limiter.admits('carol', NOON + 2 * SECOND, 'permit.approve');
  limiter.admits('carol', NOON + 30 * SECOND, 'permit.approve');
  limiter.admits('carol', NOON + MINUTE - 1, 'permit.approve');
  expect(limiter.size).toBe(10_002);
  // Bob's bucket has been full again for a moment by then.
  limiter.admits('carol', NOON + MINUTE, 'permit.approve');
  expect(limiter.size).toBe(1);
});

test('whatever comes when, no more is accepted than the burst and what has flowed in since', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 5 * SECOND }), { maxLength: 300 });
  const numbers = fc.integer({ min: 1, max: 200 });
  fc.assert(
    fc.property(gaps, numbers, numbers, (pauses, commandsPerMinute, burst) => {
      const limiter = limiterOf({ commandsPerMinute, burst });
      let now = NOON;
      let accepted = 0;
      for (const pause of pauses) {
        now += pause;
        if (limiter.admits('bob', now, 'permit.approve')) accepted += 1;
        expect(accepted).toBeLessThanOrEqual(burst + ((now - NOON) * commandsPerMinute) / MINUTE);
      }
    }),
    { numRuns: 50 },
  );
});
