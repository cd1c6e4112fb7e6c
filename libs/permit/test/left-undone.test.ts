import { describe, expect, test } from '@jest/globals';
import { couldConfirm, leftUndone } from '../src/index.js';
import type { PermitEvent } from '../src/index.js';
import { PEOPLE, at } from './factories.js';
import { completed, permitAfter, revoked } from './story.js';
import {
  actionsRecorded,
  closedWith,
  done,
  granted,
  proposed,
  rollbackFailed,
  rolledBack,
  termsWith,
  undoable,
  working,
} from './work-story.js';

const stopped = revoked({ severity: 'critical', reason: { kind: 'certification' } });
const didIt = [proposed(1), actionsRecorded([done(1)])];
const failed = (...before: PermitEvent[]): PermitEvent[] => [
  ...before,
  completed({ outcome: 'failure', lastSeq: 1 }),
  closedWith({ outcome: 'failure' }),
];

const of = (...events: PermitEvent[]) => leftUndone(permitAfter(...events));

describe('what was done stays as it is', () => {
  test('until an operator has found a worker that undoes it', () => {
    expect(of(...working(undoable(), stopped))).toBe('assignable');
  });

  test.each(['complex', 'irreversible'] as const)(
    'until somebody sees to it by hand, where it is %s',
    (reversibility) => {
      expect(of(...failed(...working(termsWith({ reversibility }), ...didIt)))).toBe('by-hand');
      expect(of(...working(termsWith({ reversibility }), ...didIt, stopped, closedWith()))).toBe('by-hand');
    },
  );

  test('until somebody sees to it by hand, where nobody has said how a machine undoes it', () => {
    expect(of(...working(termsWith(), ...didIt, stopped, closedWith()))).toBe('by-hand');
  });

  test('until somebody sees to it by hand, where a limit said to take the permit back and no more', () => {
    expect(of(...working(undoable(), ...didIt, stopped, closedWith()))).toBe('by-hand');
  });
});

describe('there is nothing to be seen to', () => {
  const irreversible = termsWith({ reversibility: 'irreversible' });

  test.each<[string, PermitEvent[]]>([
    ['before anything has ended', working(irreversible, ...didIt)],
    ['where a worker undoes it', working(undoable(), stopped, granted(at(20)))],
    ['where it is undone', working(undoable(), stopped, granted(at(20)), rolledBack(), closedWith())],
    [
      'where that has failed, which is told by itself',
      working(undoable(), stopped, rollbackFailed({ kind: 'no-worker' }), closedWith()),
    ],
    ['where nothing was done', working(irreversible, stopped, closedWith())],
    [
      'where nothing came of it',
      working(
        irreversible,
        proposed(1),
        actionsRecorded([done(1, { status: 'failed' })]),
        stopped,
        closedWith(),
      ),
    ],
    [
      'where it was only looked at',
      working(irreversible, actionsRecorded([done(1, { action: 'read' })]), stopped, closedWith()),
    ],
    [
      'where anybody can undo it',
      working(termsWith({ reversibility: 'full' }), ...didIt, stopped, closedWith()),
    ],
    [
      'where all went well',
      working(
        irreversible,
        ...didIt,
        completed({ outcome: 'success', lastSeq: 1 }),
        closedWith({ outcome: 'success' }),
      ),
    ],
    ['where nothing was begun', []],
  ])('%s', (_when, events) => {
    expect(of(...events)).toBeUndefined();
  });
});

describe('who could confirm', () => {
  const waiting = proposed(1, { needsConfirmation: true });
  const could = (caller: string, ...events: PermitEvent[]) =>
    couldConfirm(permitAfter(...events), { people: PEOPLE, owners: ['judy'] }, caller, at(10));

  test('is who may: people in production, the master in staging', () => {
    const production = working(termsWith(), waiting);
    expect(could('alice', ...production)).toBe(true);
    for (const id of ['judy', 'olivia', 'development-master', 'nobody'])
      expect(could(id, ...production)).toBe(false);
    const staging = working(termsWith({ environment: 'staging' }), waiting);
    expect(could('development-master', ...staging)).toBe(true);
    expect(could('alice', ...staging)).toBe(false);
  });

  test('is nobody, where nothing waits', () => {
    expect(could('alice', ...working(termsWith(), proposed(1)))).toBe(false);
    expect(could('alice', ...working(termsWith()))).toBe(false);
    expect(could('alice')).toBe(false);
  });
});
