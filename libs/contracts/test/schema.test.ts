import { describe, expect, test } from '@jest/globals';
import { ReviewPermit, issuesOf, messageSchemas, parseMessage } from '../src/index.js';
import { SAMPLES } from './samples.js';
import { changedAt, closureOf, distinct, placesOf, replacedAt, schemaOf } from './walk.js';
import type { Place } from './walk.js';

const at = (pointer: string, key: string): string => `${pointer}/${key}`;

/** Objects that are closed against unknown fields: all but maps. */
const isClosed = ({ schema }: Place): boolean => schema['additionalProperties'] === false;
const isObject = ({ value }: Place): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// One of several forms: what is wrong with it is said of the whole.
const isPlain = ({ schema }: Place): boolean => Object.keys(schema).length > 0;

describe.each(SAMPLES)('$name', ({ type, value }) => {
  const places = distinct(placesOf(type.name, value));
  const plain = places.filter(isPlain);

  test('is valid', () => {
    expect(issuesOf(type, value)).toEqual([]);
    expect(parseMessage(type, value)).toEqual({ value });
  });

  test('has no other fields, at any depth', () => {
    for (const { pointer } of places.filter(isClosed)) {
      const more =
        pointer === '' ? { ...(value as object), surplus: 1 } : replacedAt(value, at(pointer, 'surplus'), 1);
      expect(issuesOf(type, more)).toEqual([
        { pointer: at(pointer, 'surplus'), message: 'is not a known field' },
      ]);
    }
  });

  test('has no field that is null', () => {
    for (const { pointer } of plain) {
      const issues = issuesOf(type, replacedAt(value, pointer, null));
      expect(issues.map((issue) => issue.pointer)).toContain(pointer);
    }
  });

  test('has objects where it says so, and no lists', () => {
    for (const { pointer, schema } of plain.filter(isObject)) {
      if (schema['type'] !== 'object') continue;
      for (const instead of [[], [{}], 'x', 1, true]) {
        expect(issuesOf(type, replacedAt(value, pointer, instead))).toContainEqual({
          pointer,
          message: 'must be object',
        });
      }
    }
  });

  test('has lists where it says so, and no objects', () => {
    for (const { pointer, schema } of plain.filter((place) => Array.isArray(place.value))) {
      if (schema['type'] !== 'array') continue;
      for (const instead of [{}, { length: 1, 0: 'x' }, 'x'])
        expect(issuesOf(type, replacedAt(value, pointer, instead))).toContainEqual({
          pointer,
          message: 'must be array',
        });
    }
  });

  test('has every field it needs', () => {
    for (const { pointer, schema } of places.filter(isClosed)) {
      for (const key of (schema['required'] ?? []) as string[]) {
        const less = changedAt(value, at(pointer, key), (holder, token) =>
          Reflect.deleteProperty(holder, token),
        );
        expect(issuesOf(type, less)).toEqual([{ pointer: at(pointer, key), message: 'is missing' }]);
      }
    }
  });

  test('names all that is missing at once', () => {
    const required = (schemaOf(type.name)['required'] ?? []) as string[];
    expect(issuesOf(type, {})).toEqual(
      required.map((key) => ({ pointer: at('', key), message: 'is missing' })),
    );
  });

  test('is no list, text, number or null', () => {
    for (const instead of [[], [value], 'x', 0, true, null, undefined])
      expect(issuesOf(type, instead)).toEqual([{ pointer: '', message: 'must be object' }]);
  });
});

test('the samples of commands and queries have every field', () => {
  const given = new Set(
    SAMPLES.flatMap(({ type, value }) =>
      placesOf(type.name, value).flatMap(({ name, value: members }) =>
        name === undefined ? [] : Object.keys(members as object).map((key) => `${name}.${key}`),
      ),
    ),
  );
  const names = new Set(SAMPLES.flatMap(({ type }) => [...closureOf(type.name)]));
  const all = [...names].flatMap((name) =>
    Object.keys(schemaOf(name)['properties'] as object).map((key) => `${name}.${key}`),
  );
  expect(all.filter((field) => !given.has(field))).toEqual([]);
});

test('every schema is closed', () => {
  expect(Object.values(messageSchemas()).every((schema) => schema['additionalProperties'] === false)).toBe(
    true,
  );
});

test('a refusal says which message it should have been, and what is wrong with it', () => {
  expect(parseMessage(ReviewPermit, { taskId: 'a.b', more: 1 })).toEqual({
    refusal: {
      code: 'VALIDATION_FAILED',
      message: 'The input is not a valid ReviewPermit.',
      details: [
        { pointer: '/more', message: 'is not a known field' },
        { pointer: '/taskId', message: 'must be an id: 1-64 of A-Z a-z 0-9 _ -' },
      ],
    },
  });
});
