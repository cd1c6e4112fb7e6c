import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readYaml, writeYaml } from '../src/index.js';

const valueOf = (text: string): unknown => {
  const read = readYaml(new TextEncoder().encode(text));
  if ('value' in read) return read.value;
  throw new Error(JSON.stringify(read.issues));
};

// What looks like something else where it is not quoted.
const AMBIGUOUS = [
  'yes',
  'null',
  '~',
  '1e3',
  '0x1f',
  '12:30',
  '2026-11-24',
  '- a',
  'a: b',
  '#',
  '<<',
  '&a',
  ' a ',
];

const data = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...AMBIGUOUS),
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...AMBIGUOUS), fc.string()), tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('what is written', () => {
  test('is read again as the same, with a comment or without', () => {
    fc.assert(
      fc.property(data, fc.array(fc.string({ unit: 'binary-ascii' })), (value, comment) => {
        expect(valueOf(writeYaml({ value }, comment))).toEqual({ value });
      }),
    );
  });

  test('has its comment line by line before it', () => {
    expect(writeYaml({ a: [1] }, ['One\ntwo', ''])).toBe('# One\n# two\n#\n\na:\n  - 1\n');
    expect(writeYaml({ a: 'b'.repeat(100).replaceAll('bbbbb', 'bbbb ') })).toMatch(/^a: .*\n$/);
  });
});
