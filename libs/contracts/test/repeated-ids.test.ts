import { expect, test } from '@jest/globals';
import { repeatedIds } from '../src/index.js';

test.each([
  ['no ids', [], []],
  ['ids of their own', ['alice', 'bob', 'alice-2'], []],
  [
    'the same id again',
    ['alice', 'bob', 'alice'],
    [{ pointer: '/people/2', message: 'has the same id as /people/0: alice' }],
  ],
  [
    'it in another case, and once more',
    ['bob', 'alice', 'Alice', 'ALICE'],
    [
      { pointer: '/people/2', message: 'has the same id as /people/1: Alice' },
      { pointer: '/people/3', message: 'has the same id as /people/1: ALICE' },
    ],
  ],
])('of %s, each repetition is an issue', (_, ids, issues) => {
  expect(repeatedIds(ids, '/people')).toEqual(issues);
});
