import { describe, expect, test } from '@jest/globals';
import { Assessment, issuesOf } from '@guildhall/contracts';
import { matchesVector, vectorMismatches } from '../src/index.js';
import { outcome, PUBLISHED } from './policies.js';

describe.each(PUBLISHED)('vectors of the policy %s', (_name, { policy, vectors }) => {
  test.each(vectors.map((vector) => [vector.file, vector] as const))(
    '%s',
    (_file, { task, expect: wanted }) => {
      const actual = outcome(task, policy);
      expect(vectorMismatches(wanted, actual)).toEqual([]);
      if (!('refusal' in actual)) expect(issuesOf(Assessment, actual)).toEqual([]);
    },
  );
});

describe('partial match', () => {
  test('members that are not named do not matter', () => {
    expect(
      matchesVector({ level: 3, factors: { data: 7 } }, { level: 3, factors: { data: 7, environment: 1 } }),
    ).toBe(true);
  });

  test('lists have the same length and order', () => {
    expect(matchesVector({ floors: ['F1', 'F4'] }, { floors: ['F1', 'F4'] })).toBe(true);
    expect(matchesVector({ floors: ['F4', 'F1'] }, { floors: ['F1', 'F4'] })).toBe(false);
    expect(matchesVector({ floors: [] }, { floors: ['F1'] })).toBe(false);
  });

  test('every difference is named', () => {
    expect(
      vectorMismatches({ a: 1, b: { 'c/d': [1, 2] }, e: {} }, { a: 2, b: { 'c/d': [1, 3] }, e: [] }),
    ).toEqual([
      { pointer: '/a', message: 'expected 1, got 2' },
      { pointer: '/b/c~1d/1', message: 'expected 2, got 3' },
      { pointer: '/e', message: 'expected {}, got []' },
    ]);
    expect(vectorMismatches({ a: { b: 1 } }, undefined)).toEqual([
      { pointer: '', message: 'expected {"a":{"b":1}}, got nothing' },
    ]);
  });

  test('what every object inherits is not a member', () => {
    expect(matchesVector({ constructor: {} }, {})).toBe(false);
  });
});
