import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CONSTRAINT_KINDS, isConstraintId, strictest } from '../src/index.js';
import type { Constraint, ConstraintValue, OnViolation } from '../src/index.js';

const one = (id: string, value: ConstraintValue): Constraint => ({ id, value });

const DAY = '2026-11-21T00:00:00Z/2026-11-22T00:00:00Z';

describe('the strictest of two', () => {
  test.each<[string, string, ConstraintValue, ConstraintValue, ConstraintValue]>([
    ['numbers is the least', 'max_actions', 10, 3, 3],
    ['numbers is the least, also where that is 0', 'max_failed_actions', 0, 3, 0],
    ['lists is what both name', 'allowed_hosts', ['a', 'b', 'b', 'c'], ['c', 'b', 'd'], ['b', 'c']],
    [
      'lists of globs is what both match',
      'allowed_resources',
      ['service:**', 'db:eu/*'],
      ['service:api', 'db:*/orders', 'cache:*'],
      ['service:api', 'db:eu/orders'],
    ],
    ['booleans is true where one is', 'read_only', false, true, true],
    ['booleans is false where both are', 'read_only', false, false, false],
    [
      'time windows is their overlap',
      'time_window',
      DAY,
      '2026-11-21T20:00:00.000Z/2026-11-23T00:00:00Z',
      '2026-11-21T20:00:00.000Z/2026-11-22T00:00:00Z',
    ],
  ])('%s', (_, id, a, b, both) => {
    expect(strictest([one(id, a)], [one(id, b)])).toStrictEqual({ constraints: [one(id, both)] });
    expect(inOrder(strictest([one(id, b)], [one(id, a)]))).toStrictEqual(
      inOrder({ constraints: [one(id, both)] }),
    );
  });

  // Lists keep the order of what stands; as sets they are the same both ways.
  const inOrder = (result: ReturnType<typeof strictest>) =>
    'constraints' in result
      ? result.constraints.map(({ value }) => (Array.isArray(value) ? [...value].sort() : value))
      : result;
});

describe('lists of constraints', () => {
  test('are joined by id and sorted; what one leaves out stays', () => {
    expect(
      strictest(
        [one('max_tokens', 5), one('max_actions', 10)],
        [one('read_only', true), one('max_actions', 4), one('max_actions', 7)],
      ),
    ).toStrictEqual({ constraints: [one('max_actions', 4), one('max_tokens', 5), one('read_only', true)] });
  });

  test('keep the witness that stands, and take one where there is none', () => {
    const checked = { ...one('max_actions', 3), witness: 'mine' };
    const other = { ...one('max_actions', 5), witness: 'yours' };
    expect(strictest([checked], [other])).toStrictEqual({ constraints: [checked] });
    expect(strictest([one('max_actions', 3)], [other])).toStrictEqual({
      constraints: [{ ...one('max_actions', 3), witness: 'yours' }],
    });
  });

  test.each([
    ['reject', undefined, 'reject'],
    ['reject', 'revoke', 'revoke'],
    ['rollback-and-revoke', 'reject', 'rollback-and-revoke'],
    // What says nothing revokes.
    [undefined, 'reject', 'revoke'],
    [undefined, 'rollback-and-revoke', 'rollback-and-revoke'],
    [undefined, undefined, undefined],
  ] as const)('that stand with %s and get %s react with %s', (standing, added, both) => {
    const withReaction = (onViolation: OnViolation | undefined): Constraint => ({
      ...one('max_actions', 3),
      ...(onViolation === undefined ? {} : { onViolation }),
    });
    expect(strictest([withReaction(standing)], [withReaction(added)])).toStrictEqual({
      constraints: [withReaction(both)],
    });
  });

  test('may leave as many pieces as a list holds', () => {
    const globs = (of: (index: number) => string) => Array.from({ length: 8 }, (_, index) => of(index));
    const joined = strictest(
      [
        one(
          'allowed_resources',
          globs((index) => `k:${index}/*`),
        ),
      ],
      [
        one(
          'allowed_resources',
          globs((index) => `k:*/${index}`),
        ),
      ],
    );
    expect(joined).toMatchObject({ constraints: [{ value: { length: 64 } }] });
  });

  test('that are new keep how they react', () => {
    const added = { ...one('max_actions', 3), onViolation: 'reject' as const };
    expect(strictest([], [added])).toStrictEqual({ constraints: [added] });
  });
});

describe('is refused', () => {
  const many = Array.from({ length: 9 }, (_, index) => `k:${index}/*`);
  const across = Array.from({ length: 9 }, (_, index) => `k:*/${index}`);

  test.each<[string, Constraint[], Constraint[], { pointer: string; message: string }[]]>([
    [
      'an empty intersection',
      [one('allowed_hosts', ['a'])],
      [one('allowed_hosts', ['b'])],
      [{ pointer: '/0/value', message: 'leaves nothing that is allowed (allowed_hosts)' }],
    ],
    [
      'an empty list',
      [],
      [one('allowed_commands', [])],
      [{ pointer: '/0/value', message: 'leaves nothing that is allowed (allowed_commands)' }],
    ],
    [
      'an intersection of more pieces than a list holds',
      [one('allowed_resources', many)],
      [one('allowed_resources', across)],
      [{ pointer: '/0/value', message: 'leaves more pieces than a limit can list (allowed_resources)' }],
    ],
    [
      'windows that only touch',
      [one('time_window', DAY)],
      [one('time_window', '2026-11-22T00:00:00Z/2026-11-23T00:00:00Z')],
      [{ pointer: '/0/value', message: 'leaves no time that is allowed (time_window)' }],
    ],
    [
      'a constraint that nobody checks',
      [],
      [one('max_actions', 3), one('constructor', 3)],
      [{ pointer: '/1/id', message: 'is not a known constraint' }],
    ],
    [
      'a value of another kind',
      [],
      [
        one('max_actions', '3'),
        one('max_tokens', -1),
        one('allowed_hosts', 'a'),
        one('read_only', 1),
        one('time_window', '2026-11-22/2026-11-23'),
        one('time_window', '2026-13-22T00:00:00Z/2026-11-23T00:00:00Z'),
        one('time_window', '2026-02-30T00:00:00Z/2026-11-23T00:00:00Z'),
      ],
      [
        { pointer: '/0/value', message: 'must be a number of at least 0 (max_actions)' },
        { pointer: '/1/value', message: 'must be a number of at least 0 (max_tokens)' },
        { pointer: '/2/value', message: 'must be a list of texts (allowed_hosts)' },
        { pointer: '/3/value', message: 'must be true or false (read_only)' },
        {
          pointer: '/4/value',
          message: 'must be two instants in UTC with a slash between them (time_window)',
        },
        {
          pointer: '/5/value',
          message: 'must be two instants in UTC with a slash between them (time_window)',
        },
        {
          pointer: '/6/value',
          message: 'must be two instants in UTC with a slash between them (time_window)',
        },
      ],
    ],
  ])('%s', (_, standing, added, issues) => {
    expect(strictest(standing, added)).toStrictEqual({ issues });
  });
});

test('ids are those of the built-in constraints and no others', () => {
  expect(Object.keys(CONSTRAINT_KINDS).every(isConstraintId)).toBe(true);
  expect(['toString', 'MAX_ACTIONS', ''].some(isConstraintId)).toBe(false);
});

test('adding never loosens, and adding the result again changes nothing', () => {
  const of = (id: string, value: fc.Arbitrary<ConstraintValue>) => value.map((given) => one(id, given));
  const constraint = fc.oneof(
    of('max_actions', fc.nat({ max: 9 })),
    of('max_tokens', fc.nat({ max: 9 })),
    of('allowed_hosts', fc.subarray(['a', 'b', 'c', 'd'], { minLength: 2 })),
    of('read_only', fc.boolean()),
  );
  const list = fc.uniqueArray(constraint, { selector: ({ id }) => id });
  fc.assert(
    fc.property(list, list, (standing, added) => {
      const joined = strictest(standing, added);
      if ('issues' in joined) return;
      const { constraints } = joined;
      expect(strictest(constraints, standing)).toStrictEqual(joined);
      expect(strictest(constraints, added)).toStrictEqual(joined);
      expect(constraints.map(({ id }) => id)).toStrictEqual(
        [...new Set([...standing, ...added].map(({ id }) => id))].sort(),
      );
    }),
  );
});
