import { addDuration } from '@guildhall/contracts';
import { expect, test } from '@jest/globals';
import { LastHeard } from '../src/last-heard.js';

const after = (seconds: number): string =>
  new Date(Date.parse('2026-11-21T10:00:00.000Z') + seconds * 1000).toISOString();

/** What is kept of these, each heard so many seconds after the first. */
const kept = (...heard: [taskId: string, within: string, seconds: number][]): LastHeard => {
  const last = new LastHeard();
  for (const [taskId, within, seconds] of heard) {
    const at = after(seconds);
    last.note(taskId, within, { at, until: addDuration(at, within) });
  }
  return last;
};

test('what was heard last of a permit counts, in whatever order it is noted', () => {
  const last = kept(['t1', 'PT30S', 0], ['t1', 'PT30S', 20], ['t1', 'PT30S', 10]);
  expect([last.of('t1', 'PT30S'), last.size]).toEqual([after(20), 1]);
});

test('what is over is forgotten, also beside permits that may be silent for longer', () => {
  const last = kept(['p', 'PT4H', 0], ['t1', 'PT2S', 1], ['t2', 'PT30S', 2], ['t3', 'PT2S', 3]);
  expect([
    last.of('t1', 'PT2S'),
    last.of('t2', 'PT30S'),
    last.of('t3', 'PT2S'),
    last.of('p', 'PT4H'),
  ]).toEqual([undefined, after(2), after(3), after(0)]);
  expect(last.size).toBe(3);
});

test('a permit that ended and may have been silent for long keeps nothing else', () => {
  const hour = Array.from({ length: 360 }, (_, n): [string, string, number] => [`t${n}`, 'PT30S', n * 10]);
  expect(kept(['p', 'PT4H', 0], ...hour).size).toBe(1 + 3);
});
