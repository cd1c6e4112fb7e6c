import { expect, test } from '@jest/globals';
import { DEFAULT_DURATIONS } from '@guildhall/contracts';
import { StoreError } from '@guildhall/event-store';
import { durationsFor } from '../src/index.js';

test('things last for a task as long as the policy says that it was assessed with', () => {
  const hasty = { ...DEFAULT_DURATIONS, heartbeat: 'PT2S' };
  const policies = new Map([
    ['a', DEFAULT_DURATIONS],
    ['b', hasty],
  ]);
  expect(durationsFor(policies, { sha256: 'b' })).toBe(hasty);
  expect(() => durationsFor(policies, { sha256: 'c' })).toThrow(
    new StoreError('unavailable', 'the view of policies has not come to the policy c yet'),
  );
});
