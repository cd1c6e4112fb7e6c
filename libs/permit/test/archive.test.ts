import { describe, expect, test } from '@jest/globals';
import type { Summary } from '@guildhall/contracts';
import { archiveDue } from '../src/index.js';
import { at } from './factories.js';
import {
  ACTIVE,
  archive,
  archived,
  closed,
  completed,
  EXECUTING,
  given,
  happens,
  nothing,
  permitAfter,
  putAway,
  refused,
  rejected,
  REQUESTED,
} from './story.js';

const summary: Summary = {
  taskId: 't1',
  workerId: 'deployer-3',
  requestedBy: 'development-master',
  level: 3,
  outcome: 'success',
  approvedBy: ['bob', 'carol'],
  endedAt: at(60),
  actions: 0,
  violations: 0,
};
const CLOSED = [...EXECUTING, completed({ outcome: 'success', lastSeq: 0 }), closed(summary)];
const REJECTED = [...REQUESTED, rejected({ reason: { kind: 'withdrawn' }, summary })];
const IN_A_DAY = at(60 + 24 * 60);

describe.each([
  ['closed', CLOSED],
  ['rejected', REJECTED],
])('a permit that is %s', (_, history) => {
  test('is put away by an operator at any time', () => {
    expect(given(...history).when(archive('olivia'))).toStrictEqual(happens(archived('olivia')));
  });

  test('is put away by itself after a day, and not before', () => {
    const before = new Date(Date.parse(IN_A_DAY) - 1).toISOString();
    expect(archiveDue(permitAfter(...history), 'PT24H')).toBe(IN_A_DAY);
    expect(given(...history).when(putAway(before))).toStrictEqual(nothing);
    expect(given(...history).when(putAway(IN_A_DAY))).toStrictEqual(happens(archived()));
  });

  test('stays what it is where it is away already', () => {
    const away = [...history, archived()];
    expect(given(...away).when(putAway(at(99_999)))).toStrictEqual(nothing);
    expect(given(...away).when(archive('olivia'))).toStrictEqual(
      refused('INVALID_STATE', 'The permit is ARCHIVED, which allows no command.'),
    );
  });
});

test.each([
  ['nobody knows', [], archive('olivia'), refused('NOT_FOUND', 'There is no permit t1.')],
  [
    'somebody else would',
    CLOSED,
    archive('alice'),
    refused('FORBIDDEN', 'Only operators put permits away, and alice is none.'),
  ],
  [
    'has not ended',
    ACTIVE,
    archive('olivia'),
    refused('INVALID_STATE', 'The permit is ACTIVE, which allows permit.start, permit.revoke.'),
  ],
])('a permit that %s is not put away', (_, history, command, decision) => {
  expect(given(...history).when(command)).toStrictEqual(decision);
});

test('time alone puts nothing away that has not ended', () => {
  expect(given(...ACTIVE).when(putAway(at(99_999)))).toStrictEqual(nothing);
  expect(given().when(putAway(at(99_999)))).toStrictEqual(nothing);
  expect(archiveDue(permitAfter(...ACTIVE), 'PT24H')).toBeUndefined();
});
