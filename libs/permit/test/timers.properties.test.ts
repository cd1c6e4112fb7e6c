import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EVENTS, issuesOf } from '@guildhall/contracts';
import { deadlineOf, missedDeadline } from '../src/index.js';
import type { PermitEvent } from '../src/index.js';
import { at } from './factories.js';
import { advance, longPlot, worldOf } from './world.js';
import type { Plot, Step, World } from './world.js';

const LAPSE: Step = { does: 'lapse' };

const isMissed = ({ permit, minutes }: World): boolean => missedDeadline(permit, at(minutes)) !== undefined;

/** A step in a world whose timers go off at once when the clock says so. */
const punctually = (world: World, step: Step) => {
  const decision = advance(world, step);
  if (isMissed(world)) advance(world, LAPSE);
  return decision;
};

/** What happened, without the time at which the end was noticed. */
const noticed = (log: readonly PermitEvent[]): unknown[] =>
  log.map(({ type, data }) =>
    'summary' in data && typeof data.summary === 'object'
      ? { type, ...data, summary: { ...data.summary, endedAt: 'some time' } }
      : { type, ...data },
  );

// A person may take a permission back after its time, which gives nobody anything; then that is how it ends.
const isTakenBack = (step: Step): boolean => step.does === 'revoke' || step.does === 'withdraw';

/** Plays the plot with timers that go off when it says, and with punctual ones; both say yes to the same. */
const playTwice = (script: Plot): { whenever: World; punctual: World } => {
  const whenever = worldOf(script);
  const punctual = worldOf(script);
  for (const step of script.steps) {
    if (isTakenBack(step) && isMissed(whenever)) continue;
    const first = advance(whenever, step);
    const second = step.does === 'lapse' ? undefined : punctually(punctual, step);
    if (first && second)
      expect({ step, granted: 'events' in first }).toStrictEqual({ step, granted: 'events' in second });
  }
  advance(whenever, LAPSE);
  return { whenever, punctual };
};

const endOf = ({ log }: World): string => {
  const last = log.findLast(({ type }) => type !== 'permit.closed');
  if (last?.type === 'permit.rejected' || last?.type === 'permit.revoked')
    return `${last.type} ${last.data.reason.kind}`;
  return last?.type ?? 'nothing';
};

test('timers that go off at any time and in any number change nothing that the clock would not', () => {
  const ends = new Set<string>();
  fc.assert(
    fc.property(longPlot, (script) => {
      const { whenever, punctual } = playTwice(script);
      expect(noticed(whenever.log)).toStrictEqual(noticed(punctual.log));
      for (const { type, data } of whenever.log) expect(issuesOf(EVENTS[type], data)).toStrictEqual([]);
      ends.add(endOf(whenever));
    }),
    // The same each time: whether all ends come up must not be a matter of luck.
    { numRuns: 300, seed: 1 },
  );
  // Else this had shown little.
  expect([...ends]).toEqual(
    expect.arrayContaining([
      'permit.completed',
      'permit.expired',
      'permit.rejected rejected',
      'permit.rejected review-timeout',
      'permit.rejected window-passed',
      'permit.revoked window-over',
    ]),
  );
});

test('a permit has a deadline as long as it has not ended, and none comes to pass twice', () => {
  fc.assert(
    fc.property(longPlot, (script) => {
      const world = worldOf(script);
      for (const step of script.steps) {
        advance(world, step);
        const open = ['REQUESTED', 'UNDER_REVIEW', 'ACTIVE', 'EXECUTING'].includes(world.permit.status);
        expect(deadlineOf(world.permit) !== undefined).toBe(open);
        advance(world, LAPSE);
        expect(advance(world, LAPSE)).toStrictEqual({ events: [] });
        expect(isMissed(world)).toBe(false);
      }
    }),
    { numRuns: 100 },
  );
});
