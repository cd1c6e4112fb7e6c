import { describe, expect, test } from '@jest/globals';
import type { Constraint } from '@guildhall/contracts';
import { assessed, DEFAULT_DOCUMENT, policyWith, refused } from './support.js';

const STANDING = [
  { id: 'max_actions', value: 10, witness: 'verify_actions_within_limit', onViolation: 'reject' },
  { id: 'allowed_hosts', value: ['a.example', 'b.example'] },
  { id: 'allowed_resources', value: ['db:orders/**'] },
  { id: 'read_only', value: true },
  { id: 'time_window', value: '2030-01-01T00:00:00Z/2030-01-02T00:00:00Z' },
];
const policy = policyWith({
  levels: DEFAULT_DOCUMENT.levels.map((terms) => ({ ...terms, constraints: STANDING })),
});

const constraints = (...asked: object[]): readonly Constraint[] =>
  assessed({ constraints: asked }, policy).constraints;
const valueOf = (id: string, ...asked: object[]): unknown =>
  constraints(...asked).find((each) => each.id === id)?.value;

describe('constraints of policy and task (2.1, 4.4)', () => {
  test('the defaults alone, sorted by id', () => {
    expect(constraints().map(({ id }) => id)).toEqual([
      'allowed_hosts',
      'allowed_resources',
      'max_actions',
      'read_only',
      'time_window',
    ]);
  });

  test('numbers: the least', () => {
    expect(constraints({ id: 'max_actions', value: 3 })).toContainEqual({
      id: 'max_actions',
      value: 3,
      witness: 'verify_actions_within_limit',
      onViolation: 'reject',
    });
    expect(valueOf('max_actions', { id: 'max_actions', value: 10 })).toBe(10);
  });

  test('lists and globs: the intersection', () => {
    expect(valueOf('allowed_hosts', { id: 'allowed_hosts', value: ['b.example', 'c.example'] })).toEqual([
      'b.example',
    ]);
    expect(valueOf('allowed_resources', { id: 'allowed_resources', value: ['db:*/eu'] })).toEqual([
      'db:orders/eu',
    ]);
  });

  test('windows: the intersection', () => {
    const asked = { id: 'time_window', value: '2030-01-01T12:00:00Z/2030-01-03T00:00:00Z' };
    expect(valueOf('time_window', asked)).toBe('2030-01-01T12:00:00Z/2030-01-02T00:00:00Z');
  });

  test('a limit that the policy does not have is added', () => {
    expect(constraints({ id: 'max_web_searches', value: 0 })).toContainEqual({
      id: 'max_web_searches',
      value: 0,
    });
  });

  test('the reasons say whose they are', () => {
    const asked = [
      { id: 'allowed_hosts', value: ['b.example'] },
      { id: 'max_web_searches', value: 2 },
    ];
    const { reasons } = assessed({ constraints: asked }, policy);
    expect(reasons).toContain('constraint max_web_searches 2: as the task asks');
    expect(reasons).toContain(
      "constraint allowed_hosts (1 allowed): the stricter of the task's and the default of level 0",
    );
    expect(reasons).toContain('constraint max_actions 10: the default of level 0');
  });

  test.each([
    [
      'more',
      { id: 'max_actions', value: 11 },
      '/constraints/0/value',
      'loosens max_actions, which the policy holds at 10',
    ],
    [
      'false for true',
      { id: 'read_only', value: false },
      '/constraints/0/value',
      'loosens read_only, which the policy holds at true',
    ],
    [
      'nothing in common',
      { id: 'allowed_hosts', value: ['c.example'] },
      '/constraints/0/value',
      'leaves nothing that is allowed (allowed_hosts)',
    ],
    [
      'another time',
      { id: 'time_window', value: '2031-01-01T00:00:00Z/2031-01-02T00:00:00Z' },
      '/constraints/0/value',
      'leaves no time that is allowed (time_window)',
    ],
    [
      'another kind',
      { id: 'max_actions', value: ['x'] },
      '/constraints/0/value',
      'must be a number of at least 0 (max_actions)',
    ],
    ['an unknown limit', { id: 'max_luck', value: 1 }, '/constraints/0/id', 'is not a known constraint'],
  ])('refused: %s', (_name, asked, pointer, message) => {
    expect(refused({ constraints: [asked] }, policy)).toEqual({
      code: 'VALIDATION_FAILED',
      message: 'The task cannot be assessed as it is.',
      details: [{ pointer, message }],
    });
  });
});
