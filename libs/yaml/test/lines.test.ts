import { describe, expect, test } from '@jest/globals';
import { pointerToken } from '@guildhall/contracts';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { listed, located, readYaml } from '../src/index.js';

const lineOf = (text: string, pointer: string): number => {
  const read = readYaml(text);
  if ('issues' in read) throw new Error(JSON.stringify(read.issues));
  return read.lineOf(pointer);
};

const TEXT = `# a comment
list:
  - one
  -
  - two: 2
    three:

      - 3
a/b: 1
a~b: { c: 1,
  d: 2 }
"": empty
'quoted': >-
  folded
  text
anchor: &x
  here: 1
alias: *x
10: ten
`;

describe('the line', () => {
  test.each([
    ['of the whole is that of the first thing', '', 2],
    ['of a member is that of its key', '/list', 2],
    ['of an item', '/list/0', 3],
    ['of an empty item', '/list/1', 4],
    ['of a member of an item', '/list/2/two', 5],
    ['of what is under a blank line', '/list/2/three', 6],
    ['of an item of an item', '/list/2/three/0', 8],
    ['of a key with a slash', '/a~1b', 9],
    ['of a key with a tilde', '/a~0b', 10],
    ['of a member in braces', '/a~0b/d', 11],
    ['of a key that is empty', '/', 12],
    ['of a key in quotes', '/quoted', 13],
    ['of what has an anchor', '/anchor/here', 17],
    ['of what an alias stands for is that of the alias', '/alias/here', 18],
    ['of a key that looks like a number', '/10', 19],
    ['of a member that is missing is that of what it is missing in', '/list/2/four', 5],
    ['of what is under a missing member too', '/anchor/gone/further', 16],
    ['of an item that is missing', '/list/7', 2],
    ['of what is no index', '/list/', 2],
    ['of what is no index either', '/list/1e0', 2],
    ['of a member of a text', '/a~1b/length', 9],
    ['of something missing at the top', '/gone', 2],
  ])('%s', (_, pointer, line) => {
    expect(lineOf(TEXT, pointer)).toBe(line);
    expect(lineOf(TEXT.replaceAll('\n', '\r\n'), pointer)).toBe(line);
    expect(lineOf(`\ufeff${TEXT}`, pointer)).toBe(line);
  });

  test('of nothing is the first', () => {
    expect([lineOf('', ''), lineOf('', '/a/0'), lineOf('# only this', '/a')]).toEqual([1, 1, 1]);
  });

  test('is that of JSON, too', () => {
    const text = JSON.stringify({ a: [1, { b: 2 }] }, undefined, 2);
    expect(['/a', '/a/0', '/a/1', '/a/1/b'].map((pointer) => lineOf(text, pointer))).toEqual([2, 3, 4, 5]);
  });

  test('of any key at the top is that in which it stands', () => {
    const key = fc.string({ maxLength: 10, unit: fc.constantFrom(...'ab/~: 0"é') });
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 10 }), (keys) => {
        const text = keys.map((each) => `${JSON.stringify(each)}: 1`).join('\n');
        expect(keys.map((each) => lineOf(text, `/${pointerToken(each)}`))).toEqual(
          keys.map((_, at) => at + 1),
        );
      }),
    );
  });

  test('of any pointer is one of the text', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.string({ unit: fc.constantFrom(...'/ab01~') }),
        (value, pointer) => {
          const read = readYaml(stringify(value));
          fc.pre('value' in read);
          const line = 'value' in read ? read.lineOf(pointer) : 0;
          expect(line >= 1 && line <= stringify(value).split('\n').length).toBe(true);
        },
      ),
    );
  });
});

describe('issues', () => {
  const lines: Readonly<Record<string, number>> = { '': 1, '/a': 7, '/b': 3 };
  const issues = [
    { pointer: '/a', message: 'is wrong' },
    { pointer: '/b', message: 'is missing' },
    { pointer: '/a', message: 'is too long' },
    { pointer: '', message: 'is not what it should be' },
  ];

  test('with lines go from the top of the file to its end', () => {
    expect(located(issues, (pointer) => lines[pointer] ?? 0)).toEqual([
      { pointer: '', message: 'is not what it should be', line: 1 },
      { pointer: '/b', message: 'is missing', line: 3 },
      { pointer: '/a', message: 'is wrong', line: 7 },
      { pointer: '/a', message: 'is too long', line: 7 },
    ]);
  });

  test('are listed one a line, in a form in which editors find the place', () => {
    expect(
      listed(
        'p.yaml',
        located(issues, (pointer) => lines[pointer] ?? 0),
      ),
    ).toBe(`\
p.yaml:1 is not what it should be
p.yaml:3 /b is missing
p.yaml:7 /a is wrong
p.yaml:7 /a is too long`);
  });
});
