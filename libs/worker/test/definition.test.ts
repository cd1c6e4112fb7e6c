import { describe, expect, test } from '@jest/globals';
import { CONSTRAINT_KINDS, isConstraintId, WITNESSES } from '@guildhall/contracts';
import type { Constraint } from '@guildhall/contracts';
import { definitionIssues } from '../src/index.js';
import { definition } from './builders.js';

const VALUES = {
  number: 10,
  list: ['read'],
  globs: ['service:api'],
  boolean: true,
  window: '2026-11-21T09:00:00Z/2026-11-22T09:00:00Z',
};

const builtIn: Constraint[] = Object.entries(CONSTRAINT_KINDS).flatMap(([id, kind]) =>
  isConstraintId(id) ? [{ id, value: VALUES[kind], witness: WITNESSES[id] }] : [],
);

const issues = (constraints: Constraint[]) => definitionIssues(definition({ constraints }), 3);

describe('a definition', () => {
  test('may have every built-in constraint, with its witness or without', () => {
    expect(builtIn).toHaveLength(15);
    expect(issues(builtIn)).toEqual([]);
    expect(issues(builtIn.map(({ id, value }) => ({ id, value })))).toEqual([]);
  });

  test('stays data: what looks like code is no reason to refuse it', () => {
    const curious = definition({ onboarding: ["__import__('os').system('rm -rf /')"] });
    expect(definitionIssues(curious, 3)).toEqual([]);
  });

  test.each(['verify_everything', 'toString', '__proto__', 'constructor'])(
    'may not name the witness %s',
    (witness) => {
      expect(issues([{ id: 'max_actions', value: 10, witness }])).toEqual([
        { pointer: '/constraints/0/witness', message: 'is not a known witness' },
      ]);
    },
  );

  test('may not have a constraint verified by the witness of another', () => {
    expect(issues([{ id: 'max_actions', value: 10, witness: WITNESSES.max_file_size }])).toEqual([
      {
        pointer: '/constraints/0/witness',
        message: 'does not verify max_actions; verify_actions_within_limit does',
      },
    ]);
  });

  test.each(['max_fun', 'toString', '__proto__'])('may not name the constraint %s', (id) => {
    expect(
      issues([
        { id: 'max_actions', value: 10 },
        { id, value: 1 },
      ]),
    ).toEqual([{ pointer: '/constraints/1/id', message: 'is not a known constraint' }]);
  });

  test('may not give a constraint a value of another kind', () => {
    expect(issues([{ id: 'max_actions', value: ['ten'] }])).toEqual([
      {
        pointer: '/constraints/0/value',
        message: 'must be a number of at least 0 (max_actions)',
      },
    ]);
  });

  test('may not give a constraint twice, whatever the values', () => {
    const twice = [
      { id: 'allowed_hosts', value: ['a'] },
      { id: 'max_actions', value: 10 },
      { id: 'allowed_hosts', value: ['b'] },
    ];
    expect(issues(twice)).toEqual([{ pointer: '/constraints/2/id', message: 'is given twice' }]);
  });

  test('needs an owner', () => {
    expect(definitionIssues(definition({ owners: [] }), 3)).toEqual([
      { pointer: '/owners', message: 'names nobody' },
    ]);
  });

  test.each([
    [0, []],
    [1, [{ pointer: '/artifact', message: 'is required from level 1; this worker has level 1' }]],
    [4, [{ pointer: '/artifact', message: 'is required from level 1; this worker has level 4' }]],
  ] as const)('at level %s without an artifact', (level, expected) => {
    const { artifact: _, ...without } = definition();
    expect(definitionIssues(without, level)).toEqual(expected);
  });
});
