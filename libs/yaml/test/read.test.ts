import { describe, expect, test } from '@jest/globals';
import { inputIssues } from '@guildhall/contracts';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { readYaml } from '../src/index.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const valueOf = (source: string | Uint8Array): unknown => {
  const read = readYaml(source);
  if ('issues' in read) throw new Error(JSON.stringify(read.issues));
  return read.value;
};

const expectTag = (name: string): unknown =>
  expect.stringMatching(new RegExp(`^has the tag \\S*${name}; tags are not accepted$`));

const issuesOf = (source: string | Uint8Array) => {
  const read = readYaml(source);
  if ('issues' in read) return read.issues;
  throw new Error(`it was accepted: ${JSON.stringify(read.value)}`);
};

describe('plain data', () => {
  test.each<[string, string, unknown]>([
    ['nothing', '', null],
    ['a comment', '# nothing\n', null],
    ['a map', 'a: b # c\nd: "e # f"\n', { a: 'b', d: 'e # f' }],
    ['a list', '- 1\n- 0.5\n- true\n- null\n-\n- yes\n', [1, 0.5, true, null, null, 'yes']],
    ['JSON', '{"a": [1, {"b": null}],\n\t"c": "\\u00e9"}', { a: [1, { b: null }], c: 'é' }],
    ['CRLF', 'a: 1\r\nb:\r\n  - 2\r\n', { a: 1, b: [2] }],
    ['a byte order mark', '\ufeffa: 1', { a: 1 }],
    ['characters of several bytes', 'é: 漢字\n🦊: "🦊"', { é: '漢字', '🦊': '🦊' }],
    ['plain aliases', 'a: &x [b]\nc: *x', { a: ['b'], c: ['b'] }],
    ['the end of a document', '---\na: 1\n...\n', { a: 1 }],
    [
      'keys that look like something else',
      '1: a\ntrue: b\n<<: { c: d }',
      { 1: 'a', true: 'b', '<<': { c: 'd' } },
    ],
    ['a key that every object has', 'constructor: a', { constructor: 'a' }],
    ['a folded text', 'a: >-\n  b\n  c\n', { a: 'b c' }],
  ])('of %s', (_, text, value) => {
    expect([valueOf(text), valueOf(bytes(text))]).toEqual([value, value]);
  });

  test('of a key that could change what an object is', () => {
    const value = valueOf('__proto__: { a: 1 }');
    expect(Object.entries(Object(value) as object)).toEqual([['__proto__', { a: 1 }]]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test('of 16 levels', () => {
    expect(() => valueOf('['.repeat(16) + ']'.repeat(16))).not.toThrow();
    expect(() => valueOf(`${'- '.repeat(16)}a`)).not.toThrow();
  });
});

test('what is small may be repeated often', () => {
  const entry = '- { match: a, environments: *all, critical: *yes }\n';
  const value = { match: 'a', environments: ['local', 'dev'], critical: true };
  expect(valueOf(`- &all [local, dev]\n- &yes true\n${entry.repeat(1000)}`)).toEqual([
    ['local', 'dev'],
    true,
    ...Array.from({ length: 1000 }, () => value),
  ]);
});

const TOO_MUCH = 'is where aliases come to stand for more than 100000 values and characters';

describe('a text is refused', () => {
  test.each<[string, string, { pointer?: string; line: number; code: string; message: unknown }]>([
    [
      'with a second document',
      'a: 1\n---\nb: 2',
      { line: 2, code: 'multiple docs', message: 'another document begins here; one is accepted' },
    ],
    ['with a tag', 'a: 1\nb: !!js/function x', { line: 2, code: 'tag', message: expectTag('js/function') }],
    ['with a tag that is known', 'a: !!str 3', { line: 1, code: 'tag', message: expectTag('str') }],
    [
      'with a tag of nowhere',
      'a: 1\nb: !x!y 3',
      { line: 2, code: 'tag', message: 'has a tag; tags are not accepted' },
    ],
    ['with a tag on a list', 'a: !!map [b]', { line: 1, code: 'tag', message: expectTag('map') }],
    [
      'with a key given twice',
      'a: 1\nb: 2\na: 3',
      { line: 3, code: 'duplicate key', message: 'a is given twice' },
    ],
    [
      'with a key given twice in JSON',
      '{"a": {"b": 1,\n"b": 2}}',
      { line: 2, code: 'duplicate key', message: 'b is given twice' },
    ],
    [
      'with a key that is a list',
      '? [a]\n: b',
      { line: 1, code: 'non string key', message: 'With stringKeys, all keys must be strings' },
    ],
    [
      'with an alias of nothing',
      'a: &y 1\nb: *x',
      { line: 2, code: 'alias', message: 'stands for the anchor x, which is not there' },
    ],
    [
      'with an alias before its anchor',
      'a: *x\nb: &x 1',
      { line: 1, code: 'alias', message: 'stands for the anchor x, which is not there' },
    ],
    [
      'with an alias of what it is in',
      'a:\n  b: &x { c: *x }',
      { line: 2, code: 'alias', message: 'stands for what it is in' },
    ],
    [
      'that is left open',
      'a: "b\nc: d',
      { line: 2, code: 'missing char', message: 'Missing closing "quote' },
    ],
    [
      'with an unknown directive',
      '%FOO\n---\na',
      { line: 1, code: 'bad directive', message: 'Unknown directive %FOO' },
    ],
    [
      'of a version that is none',
      '%YAML 3.0\n---\na',
      { line: 1, code: 'bad directive', message: 'Unsupported YAML version 3.0' },
    ],
    [
      'with a number that is none',
      'a: 1\nb: .nan',
      { pointer: '/b', line: 2, code: 'content', message: 'is not a finite number' },
    ],
    [
      'with a number that is too large',
      '[1,\n1e999]',
      { pointer: '/1', line: 2, code: 'content', message: 'is not a finite number' },
    ],
    [
      'with text that reads otherwise than it is stored',
      'a:\n  b/c: "\\u202e"',
      { pointer: '/a/b~1c', line: 2, code: 'content', message: 'has control or bidirectional characters' },
    ],
    [
      'with half a character',
      'a: "\\ud800"',
      { pointer: '/a', line: 1, code: 'content', message: 'has half a surrogate pair' },
    ],
    [
      'with a list too deep',
      `a:\n  ${'['.repeat(16)}${']'.repeat(16)}`,
      {
        pointer: `/a${'/0'.repeat(15)}`,
        line: 2,
        code: 'content',
        message: 'is nested deeper than 16 levels',
      },
    ],
  ])('%s', (_, text, issue) => {
    expect(issuesOf(text)).toEqual([{ pointer: '', ...issue }]);
  });

  test.each([
    ['lists', '['],
    ['lists in lists', '- '],
    ['maps', '{a: '],
    ['lists and maps', '[{a: '],
  ])('with hundreds of thousands of %s in each other, before anybody goes down', (_, opening) => {
    const said = { pointer: '', line: 1, code: 'nesting', message: 'is nested deeper than 16 levels' };
    expect(issuesOf(opening.repeat(200_000))).toEqual([said]);
  });

  test('with aliases that explode, without making what they stand for', () => {
    const names = [...'abcdefghijklmnopqrstuvwxyz'];
    const text = names
      .map(
        (name, n) => `${name}: &${name} [${n === 0 ? '1' : `*${names[n - 1] ?? ''}`.concat(',').repeat(9)}]`,
      )
      .join('\n');
    expect(issuesOf(text)).toEqual([{ pointer: '', line: 6, code: 'alias', message: TOO_MUCH }]);
  });

  test('with aliases that are few but stand for long texts', () => {
    const text = (aliases: number): string => `- &a ${'x'.repeat(49_999)}\n${'- *a\n'.repeat(aliases)}`;
    expect(valueOf(text(2))).toEqual(Array.from({ length: 3 }, () => 'x'.repeat(49_999)));
    expect(issuesOf(text(4))).toEqual([{ pointer: '', line: 4, code: 'alias', message: TOO_MUCH }]);
  });

  test('with a key that is given more often than a call takes arguments', () => {
    expect(issuesOf(`{${'a,\n'.repeat(150_000)}}`).map(({ line, message }) => [line, message])).toEqual([
      ...[2, 3, 4, 5, 6].map((line) => [line, 'a is given twice']),
      [7, '… and 149994 more'],
    ]);
  });

  test('with aliases that nest what they stand for', () => {
    const nested = Array.from({ length: 20 }, (_, n) => `- &x${n + 1} [*x${n}]`);
    const issues = issuesOf(['- &x0 a', ...nested].join('\n'));
    expect(issues.map(({ line, code }) => [line, code])).toEqual(
      [17, 18, 19, 20, 21].map((line) => [line, 'content']),
    );
  });

  test('with keys in keys, before anybody goes down', () => {
    const codes = issuesOf('? '.repeat(200_000)).map(({ code }) => code);
    expect(new Set(codes)).toEqual(new Set(['non string key', 'more']));
  });

  test.each([
    ['at once', [0xff], 1],
    ['in a comment of a later line', [0x61, 0x3a, 0x0a, 0x23, 0xe9, 0x0a, 0x62], 2],
    ['at the end', [0x61, 0x0a, 0x0a, 0xc3], 3],
  ])('that is not UTF-8, %s', (_, source, line) => {
    expect(issuesOf(Uint8Array.from(source))).toEqual([
      { pointer: '', line, code: 'encoding', message: 'is not UTF-8' },
    ]);
  });

  test('with everything that is wrong, from its top to its end', () => {
    expect(issuesOf('a: !x 1\nb: "c" d\na: 2').map(({ line, code }) => [line, code])).toEqual([
      [1, 'tag'],
      [2, 'unexpected token'],
      [3, 'duplicate key'],
    ]);
  });

  test('in a few short lines where it is no YAML at all', () => {
    const issues = issuesOf(`a: b: ${'x'.repeat(300)}\n`.repeat(200));
    expect(issues).toHaveLength(6);
    expect(issues.at(-1)).toMatchObject({ code: 'more', message: expect.stringMatching(/^… and \d+ more$/) });
    const [long] = issuesOf(`${'k'.repeat(300)}: 1\n`.repeat(2));
    expect(long?.message).toBe(`${'k'.repeat(119)}…`);
  });

  test('with nothing in a message that a terminal would obey', () => {
    expect(issuesOf('"\\e[31m\\u202e": 1\n'.repeat(2)).map(({ message }) => message)).toEqual([
      '\ufffd[31m\ufffd is given twice',
    ]);
  });
});

describe('any', () => {
  const ALIASED = fc.string({
    maxLength: 60,
    unit: fc.constantFrom(...'- *a;- &a b;a: ;{c: ;} ;[;];,;&b ;*b ;? ;\n;1;~'.split(';')),
  });

  test('text holds what a parser makes of it', () => {
    fc.assert(
      fc.property(ALIASED, (text) => {
        const read = readYaml(text);
        if ('value' in read) expect(read.value).toEqual(parse(text, { schema: 'core', stringKeys: true }));
      }),
      { numRuns: 2000 },
    );
  });

  const SOME_YAML = fc.string({
    maxLength: 200,
    unit: fc.constantFrom(...'- a:b"\'[],#\n\r\t{}&*!?|>%~0.<@`é'),
  });

  test('text is read, or it is said why not and where', () => {
    fc.assert(
      fc.property(fc.oneof(SOME_YAML, fc.string({ unit: 'binary', maxLength: 100 })), (text) => {
        const read = readYaml(text);
        if ('value' in read) {
          expect(inputIssues(read.value)).toEqual([]);
          return;
        }
        const last = text.split('\n').length;
        expect(read.issues.length).toBeGreaterThan(0);
        expect(read.issues.filter(({ line }) => line < 1 || line > last)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test('bytes are read as the text that they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (source) => {
        const read = readYaml(source);
        const isText = Buffer.from(source.buffer).equals(
          Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(source)),
        );
        expect('issues' in read && read.issues.some(({ code }) => code === 'encoding')).toBe(!isText);
      }),
    );
  });

  test('JSON value that an input may hold comes back from YAML and from JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: 'grapheme' }), (value) => {
        fc.pre(inputIssues(value).length === 0);
        // YAML tells -0 from 0, JSON does not.
        const asJson = (read: unknown): unknown => JSON.parse(JSON.stringify(read));
        const same = asJson(value);
        expect(asJson(valueOf(stringify(value)))).toEqual(same);
        expect(valueOf(JSON.stringify(value))).toEqual(same);
        expect(valueOf(JSON.stringify(value, undefined, 2))).toEqual(same);
      }),
      { numRuns: 500 },
    );
  });
});
