import { describe, expect, test } from '@jest/globals';
import { Assessment, issuesOf, parseMessage, Task } from '@guildhall/contracts';
import { assess, matchesVector, vectorMismatches } from '../src/index.js';
import { DEFAULT_POLICY, VECTOR_FILES } from './support.js';

describe('vectors of the default policy', () => {
  test.each(VECTOR_FILES)('%s', (_file, vector) => {
    const read = parseMessage(Task, vector.task);
    if ('refusal' in read) throw new Error(JSON.stringify(read.refusal));
    const result = assess(read.value, DEFAULT_POLICY);
    const actual = 'assessment' in result ? result.assessment : result;
    expect(vectorMismatches(vector.expect, actual)).toEqual([]);
    if ('assessment' in result) expect(issuesOf(Assessment, actual)).toEqual([]);
  });
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
