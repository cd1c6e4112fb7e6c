import { expect, test } from '@jest/globals';
import { DEFAULT_DURATIONS, allDurations, issuesOf, Durations } from '../src/index.js';
import type { PolicyPublished } from '../src/index.js';
import { readGolden } from './golden.js';

const durationsIn = (file: string): Durations =>
  (readGolden(file).body as PolicyPublished).document.durations;

test('a policy of an older log has the defaults for what it says nothing about', () => {
  const older = durationsIn('policy.published.v1.json');
  expect(Object.keys(older)).not.toContain('heartbeat');
  expect(allDurations(older)).toEqual({ ...DEFAULT_DURATIONS, ...older });
});

test('a policy that says all of it is taken at its word', () => {
  const newer = durationsIn('policy.published.v1.durations.json');
  expect(allDurations(newer)).toEqual(newer);
});

test('the defaults are durations', () => {
  expect(issuesOf(Durations, DEFAULT_DURATIONS)).toEqual([]);
});
