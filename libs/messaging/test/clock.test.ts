import { describe, expect, test } from '@jest/globals';
import type { Incident } from '@guildhall/event-store';
import { ClockWatch } from '../src/index.js';

const NOON = Date.parse('2026-11-21T12:00:00Z');

const compared = async (theirs: () => Promise<number>, ours: number[]) => {
  const incidents: Incident[] = [];
  const readings = [...ours];
  const watch = new ClockWatch(
    { clock: theirs },
    () => readings.shift() ?? NOON,
    (incident) => incidents.push(incident),
  );
  await watch.compare();
  return { agrees: watch.agrees, incidents: incidents.length };
};

const broker = (offset: number) => () => Promise.resolve(NOON + offset);

describe('the clock of a service', () => {
  test.each([0, 2_000, -2_000])('agrees with a broker that is %d ms ahead', async (offset) => {
    expect(await compared(broker(offset), [NOON, NOON])).toEqual({ agrees: true, incidents: 0 });
  });

  test.each([2_001, -2_001, 7_200_000, -7_200_000])(
    'does not agree with one that is %d ms ahead',
    async (offset) => {
      expect(await compared(broker(offset), [NOON, NOON])).toEqual({ agrees: false, incidents: 1 });
    },
  );

  test('is not blamed for an answer that took long', async () => {
    expect(await compared(broker(3_000), [NOON, NOON + 6_000])).toEqual({ agrees: true, incidents: 0 });
  });

  test('is trusted as before where the broker does not answer', async () => {
    expect(await compared(() => Promise.reject(new Error('timeout')), [NOON])).toEqual({
      agrees: true,
      incidents: 1,
    });
  });
});
