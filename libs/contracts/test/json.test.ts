import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  MAX_INPUT_BYTES,
  MAX_INPUT_DEPTH,
  ReviewPermit,
  inputIssues,
  parseInput,
  parseMessage,
  pointerToken,
} from '../src/index.js';
import type { Issue } from '../src/index.js';

const utf8 = new TextEncoder();
const parse = (text: string) => parseInput(utf8.encode(text));

const refusedFor = (...details: Issue[]) => ({
  refusal: { code: 'VALIDATION_FAILED', message: 'The input is not acceptable JSON.', details },
});
const refusedAt = (pointer: string, message: string) => refusedFor({ pointer, message });

/** What JSON.parse makes of it. */
const read = (text: string): unknown => JSON.parse(text);

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('size', () => {
  const ofBytes = (count: number): Uint8Array => utf8.encode(`"${'x'.repeat(count - 2)}"`);

  test('64 KiB are accepted', () => {
    expect(parseInput(ofBytes(MAX_INPUT_BYTES))).toEqual({ value: 'x'.repeat(65534) });
  });

  test('one byte more is not', () => {
    expect(parseInput(ofBytes(MAX_INPUT_BYTES + 1))).toEqual({
      refusal: {
        code: 'PAYLOAD_TOO_LARGE',
        message: 'The input has 65537 bytes; at most 65536 are accepted.',
      },
    });
  });

  test('is that of the bytes, not of the characters', () => {
    expect(parse(`"${'é'.repeat(32767)}"`)).toEqual({ value: 'é'.repeat(32767) });
    expect(parse(`"${'é'.repeat(32768)}"`)).toMatchObject({ refusal: { code: 'PAYLOAD_TOO_LARGE' } });
  });
});

describe('depth', () => {
  test('16 levels are accepted', () => {
    expect(parse(nested(MAX_INPUT_DEPTH))).toEqual({ value: read(nested(16)) });
    expect(parse(`${'{"a":'.repeat(16)}1${'}'.repeat(16)}`)).toHaveProperty('value');
  });

  test('a 17th is not, and is pointed at', () => {
    expect(parse(nested(17))).toEqual(refusedAt('/0'.repeat(16), 'is nested deeper than 16 levels'));
    expect(parse(`{"a":[1,${nested(15)}]}`)).toEqual(
      refusedAt(`/a/1${'/0'.repeat(14)}`, 'is nested deeper than 16 levels'),
    );
  });

  test.each(['[', '{"a":', '[[],'])('60 KiB of %s are refused at the same place', (open) => {
    expect(parse(open.repeat(Math.floor((60 * 1024) / open.length)))).toMatchObject({
      refusal: { details: [{ message: 'is nested deeper than 16 levels' }] },
    });
  });

  test('is that of values: brackets inside of strings are text', () => {
    expect(parse(JSON.stringify(['['.repeat(100), '{"a":'.repeat(100), '\\"['.repeat(100)]))).toHaveProperty(
      'value',
    );
  });
});

describe('bytes', () => {
  test.each<[string, number[]]>([
    ['a byte that starts nothing', [0x22, 0xff, 0x22]],
    ['half a character', [0x22, 0xc3, 0x22]],
    ['an overlong form', [0x22, 0xc0, 0x80, 0x22]],
    ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x31, 0x00]],
  ])('%s is no UTF-8', (_, bytes) => {
    expect(parseInput(Uint8Array.from(bytes))).toEqual(refusedAt('', 'is not UTF-8'));
  });

  test.each([
    '',
    ' ',
    '\ufeff{}',
    '{} {}',
    '{"a":1',
    '{"a" 1}',
    "{'a':1}",
    'undefined',
    'NaN',
    '01',
    '[1,]',
    '"a',
    '"\\x"',
    '"\n"',
    '}',
    ',',
    ':',
  ])('%j is not JSON', (text) => {
    expect(parse(text)).toEqual(refusedAt('', 'is not JSON'));
  });
});

describe('keys given twice', () => {
  test.each([
    ['{"a":1,"a":1}', '/a'],
    ['{"a":1,"b":2,"\\u0061":1}', '/a'],
    ['{"\\u0061":1,"a":1}', '/a'],
    ['{"x":[{},{"a":{"b":1},"a":2}]}', '/x/1/a'],
    ['{"a/b":{"~":1,"~":2}}', '/a~1b/~0'],
    ['{"":1,"":2}', '/'],
    ['{"__proto__":1,"__proto__":2}', '/__proto__'],
    ['{"\\u00e9":1,"é":2}', '/é'],
  ])('%s', (text, pointer) => {
    expect(parse(text)).toEqual(refusedAt(pointer, 'is given twice'));
  });

  test('are others in another object, in another case, or as values', () => {
    const text = '{"a":{"a":1},"A":[{"a":1},{"a":2}],"b":"a","c":"a"}';
    expect(parse(text)).toEqual({ value: read(text) });
  });
});

describe('names that objects have anyway', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    '%s is an own, unknown field',
    (key) => {
      const input = parse(`{"taskId":"t1","${key}":{"polluted":true}}`);
      const value = 'value' in input ? input.value : undefined;
      expect(Object.keys(value as object)).toEqual(['taskId', key]);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      expect(parseMessage(ReviewPermit, value)).toEqual({
        refusal: {
          code: 'VALIDATION_FAILED',
          message: 'The input is not a valid ReviewPermit.',
          details: [{ pointer: `/${key}`, message: 'is not a known field' }],
        },
      });
    },
  );
});

describe('characters', () => {
  const CONTROL = ['\u0000', '\u0007', '\u001b', '\u001f', '\u007f', '\u0080', '\u009f', '\t', '\n', '\r'];
  const BIDIRECTIONAL = [
    '\u202a',
    '\u202b',
    '\u202c',
    '\u202d',
    '\u202e',
    '\u2066',
    '\u2067',
    '\u2068',
    '\u2069',
  ];

  test.each([...CONTROL, ...BIDIRECTIONAL])('%j is refused in values and keys', (character) => {
    const value = JSON.stringify({ title: 'x', list: [1, `a${character}b`] });
    expect(parse(value)).toEqual(refusedAt('/list/1', 'has control or bidirectional characters'));
    expect(parse(JSON.stringify({ labels: { [`a${character}b`]: 'x' } }))).toEqual(
      refusedAt('/labels', 'has a key that has control or bidirectional characters'),
    );
  });

  test.each(['\\ud800', '\\udc00', '\\ud83dx', '\\ude00\\ud83d'])('half a pair, %s, is refused', (half) => {
    expect(parse(`{"title":"${half}"}`)).toEqual(refusedAt('/title', 'has half a surrogate pair'));
    expect(parse(`{"a":{"${half}":1}}`)).toEqual(refusedAt('/a', 'has a key that has half a surrogate pair'));
  });

  test('all others are text: neighbours of the refused, accents, pairs, other scripts', () => {
    const value = { 'é ~ 漢字': '\u00a0\u2029\u202f\u2065\u206a\ufeff 😀 שלום e\u0301' };
    expect(parse(JSON.stringify(value))).toEqual({ value });
    expect(parse('"\\ud83d\\ude00"')).toEqual({ value: '😀' });
  });

  test('every place is named, in the order of the input', () => {
    expect(parse(JSON.stringify({ a: '\u0000', b: ['\u202e', { c: '\n' }], ok: 'ok' }))).toEqual(
      refusedFor(
        ...['/a', '/b/0', '/b/1/c'].map((pointer) => ({
          pointer,
          message: 'has control or bidirectional characters',
        })),
      ),
    );
  });
});

describe('what is said about an input never grows with it', () => {
  test('of many issues the first 100 are named', () => {
    const input = parse(JSON.stringify(Array.from({ length: 5000 }, () => '\u0000')));
    const details = 'refusal' in input ? input.refusal.details : [];
    expect(details?.map(({ pointer }) => pointer)).toEqual(Array.from({ length: 100 }, (_, at) => `/${at}`));
  });

  test('a name that is too long is not repeated', () => {
    expect(parse(JSON.stringify({ a: { ['x'.repeat(998)]: '\n' } }))).toEqual(
      refusedAt(
        '/a',
        'holds something whose name is not repeated here, which has control or bidirectional characters',
      ),
    );
    expect(parse(JSON.stringify({ a: { ['x'.repeat(997)]: '\n' } }))).toEqual(
      refusedAt(`/a/${'x'.repeat(997)}`, 'has control or bidirectional characters'),
    );
  });

  test('nor one with characters that are refused', () => {
    expect(parse('{"a":{"\\u202e/":1,"\\u202e/":2}}')).toEqual(
      refusedAt('/a', 'holds something whose name is not repeated here, which is given twice'),
    );
  });
});

test('pointers are escaped as in RFC 6901', () => {
  expect(['a/b', 'm~n', '~1', ''].map(pointerToken)).toEqual(['a~1b', 'm~0n', '~01', '']);
});

describe('for any input', () => {
  const FORBIDDEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
  const hasForbidden = (value: unknown): boolean => {
    if (typeof value === 'string') return FORBIDDEN.test(value) || !value.isWellFormed();
    return typeof value === 'object' && value !== null && Object.entries(value).flat().some(hasForbidden);
  };
  const aValue = fc
    .jsonValue({ maxDepth: 15, stringUnit: 'binary' })
    .map((value) => read(JSON.stringify(value)));

  test('a JSON value within the limits comes back as it is, one with forbidden characters is refused', () => {
    fc.assert(
      fc.property(aValue, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const input = parse(JSON.stringify(value, undefined, space));
        if (hasForbidden(value)) expect(input).toMatchObject({ refusal: { code: 'VALIDATION_FAILED' } });
        else expect(input).toEqual({ value });
      }),
    );
  });

  test('of printable text, a JSON value comes back as it is', () => {
    const printable = fc.jsonValue({ maxDepth: 15, stringUnit: 'grapheme-ascii' });
    fc.assert(
      fc.property(printable, (value) => {
        expect(parse(JSON.stringify(value))).toEqual({ value: read(JSON.stringify(value)) });
      }),
    );
  });

  test('no bytes make it throw, and what it accepts is what JSON.parse reads', () => {
    const someBytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .string({ unit: fc.constantFrom(...'{}[]",:\\u0061 1tr\u202e\ud83d\0-') })
        .map((text) => utf8.encode(text)),
    );
    fc.assert(
      fc.property(someBytes, (bytes) => {
        const input = parseInput(bytes);
        if ('value' in input) expect(input.value).toEqual(read(new TextDecoder().decode(bytes)));
        else expect(input.refusal.code).toBe('VALIDATION_FAILED');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a value that was read otherwise', () => {
  test('has nothing wrong where JSON of it would be accepted', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), (value) => {
        const input = parse(JSON.stringify(value));
        expect(inputIssues(value)).toEqual('value' in input ? [] : input.refusal.details);
      }),
    );
  });

  test('has no number that is none', () => {
    expect(inputIssues({ a: [Infinity, 1, NaN], b: -Infinity })).toEqual(
      ['/a/0', '/a/2', '/b'].map((pointer) => ({ pointer, message: 'is not a finite number' })),
    );
    expect(parse('{"a":1e999}')).toEqual(refusedAt('/a', 'is not a finite number'));
  });

  test('is not nested deeper than 16 levels, even where it holds itself', () => {
    const around: unknown[] = [];
    around.push(1, around, around);
    const issues = inputIssues(around);
    expect(issues[0]).toEqual({ pointer: '/1'.repeat(16), message: 'is nested deeper than 16 levels' });
    expect(issues).toHaveLength(100);
    expect(inputIssues(read(nested(16)))).toEqual([]);
    expect(inputIssues(read(nested(17)))).toEqual([
      { pointer: '/0'.repeat(16), message: 'is nested deeper than 16 levels' },
    ]);
  });
});
