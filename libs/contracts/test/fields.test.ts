import { describe, expect, test } from '@jest/globals';
import {
  Duration,
  Flag,
  Id,
  Ids,
  Instant,
  ListOf,
  MapOf,
  Nested,
  OneOf,
  Optional,
  Pattern,
  PublicKey,
  Several,
  Sha256,
  Shape,
  Strings,
  Text,
  Whole,
} from '../src/fields.js';
import { issuesOf, messageSchemas } from '../src/index.js';

class Part {
  @Flag() readonly flag!: boolean;
}

/** One field of every kind. */
class Everything {
  @Optional() @Text(2, 4) readonly text?: string;
  @Optional() @Pattern(/^[ab]+$/, 'letters a and b') readonly pattern?: string;
  @Optional() @Id() readonly id?: string;
  @Optional() @Sha256() readonly sha256?: string;
  @Optional() @Instant() readonly instant?: string;
  @Optional() @Duration() readonly duration?: string;
  @Optional() @PublicKey() readonly publicKey?: string;
  @Optional() @OneOf(['x', 'y']) readonly oneOf?: string;
  @Optional() @OneOf([1, 2]) readonly number?: number;
  @Optional() @Flag() readonly flag?: boolean;
  @Optional() @Whole(-1, 3) readonly whole?: number;
  @Optional() @Nested(() => Part) readonly nested?: Part;
  @Optional() @ListOf(() => Part, { min: 1, max: 2 }) readonly listOf?: Part[];
  @Optional() @Strings(/^[ab]$/, 'a or b', { min: 1, max: 2, unique: true }) readonly strings?: string[];
  @Optional() @Ids() readonly ids?: string[];
  @Optional() @Several(['x', 'y'], { unique: true }) readonly several?: string[];
  @Optional()
  @MapOf({ type: 'integer' }, { max: 2, keys: { pattern: /^[a-c]$/, are: 'a, b or c' } })
  readonly mapOf?: Record<string, number>;
  @Optional() @Shape({ enum: [7] }) readonly shape?: 7;
}

type Field = keyof Everything;

const KINDS: { field: Field; good: unknown[]; bad: unknown[] }[] = [
  { field: 'text', good: ['ab', 'abcd', '😀😀😀😀'], bad: ['a', 'abcde', 12, ['ab'], { length: 3 }] },
  { field: 'pattern', good: ['a', 'abba'], bad: ['', 'abc', 'a\n', ['a'], 1] },
  { field: 'id', good: ['t1', 'A_b-9'], bad: ['', 'a.b', '*', 'a b', 'a\n', 7] },
  {
    field: 'sha256',
    good: ['0a'.repeat(32)],
    bad: ['0A'.repeat(32), '0a'.repeat(31), `${'0a'.repeat(32)}\n`],
  },
  {
    field: 'instant',
    good: ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.123456789Z', '2028-02-29T00:00:00.0Z'],
    bad: [
      '2026-11-21',
      '2026-11-21T10:00:00',
      '2026-11-21T10:00:00+01:00',
      '2026-02-29T00:00:00Z',
      '2026-11-21T24:00:00Z',
      'now',
      0,
    ],
  },
  {
    field: 'duration',
    good: ['P7D', 'PT24H', 'P1Y', 'PT0.5S', 'P1Y2DT3H4M5S'],
    bad: ['', 'P', 'PT', 'P1DT', 'P1W', '24H', '-P1D', 'P1D ', 3600],
  },
  {
    field: 'publicKey',
    good: [`U${'A2'.repeat(27)}A`],
    bad: [`A${'A2'.repeat(27)}A`, `U${'A1'.repeat(27)}A`, 'U'],
  },
  { field: 'oneOf', good: ['x', 'y'], bad: ['z', 'X', '', ['x'], 0] },
  { field: 'number', good: [1, 2], bad: [3, '1', 1.5, [1]] },
  { field: 'flag', good: [true, false], bad: ['true', 0, 1, '', []] },
  { field: 'whole', good: [-1, 0, 3, 2.0], bad: [-2, 4, 0.5, '1', Infinity, NaN, [1]] },
  {
    field: 'nested',
    good: [{ flag: true }],
    bad: [{}, { flag: 1 }, { flag: true, more: 1 }, [], [{ flag: true }], 'x'],
  },
  {
    field: 'listOf',
    good: [[{ flag: true }], [{ flag: true }, { flag: true }]],
    bad: [
      [],
      [1],
      [{}],
      [[]],
      [null],
      { 0: { flag: true } },
      Array.from({ length: 3 }, () => ({ flag: true })),
    ],
  },
  {
    field: 'strings',
    good: [['a'], ['a', 'b']],
    bad: [[], ['c'], ['a', 'a'], ['a', 'b', 'a'], [1], 'a', { 0: 'a' }],
  },
  {
    field: 'ids',
    good: [[], ['t1', 't1']],
    bad: [['a.b'], [''], 't1', Array.from({ length: 1001 }, () => 'a')],
  },
  { field: 'several', good: [[], ['x'], ['y', 'x']], bad: [['z'], ['x', 'x'], 'x', [['x']]] },
  { field: 'mapOf', good: [{}, { a: 1, b: 2 }], bad: [{ d: 1 }, { a: 'x' }, { a: 1, b: 2, c: 3 }, [], 'x'] },
  { field: 'shape', good: [7], bad: [8, '7'] },
];

describe.each(KINDS)('a field $field', ({ field, good, bad }) => {
  test('may be left out', () => {
    expect(issuesOf(Everything, {})).toEqual([]);
  });

  test.each(good.map((value) => [value]))('may be %j', (value) => {
    expect(issuesOf(Everything, { [field]: value })).toEqual([]);
  });

  test.each([...bad, null].map((value) => [value]))('may not be %p', (value) => {
    const pointers = issuesOf(Everything, { [field]: value }).map(({ pointer }) => pointer);
    expect(pointers.length).toBeGreaterThan(0);
    for (const pointer of pointers) expect(`${pointer}/`).toMatch(new RegExp(`^/${field}/`));
  });
});

test('every kind of field is there', () => {
  const { properties } = messageSchemas()[Everything.name] ?? {};
  expect(KINDS.map(({ field }) => field)).toEqual(Object.keys(properties as object));
});
