import { pointerToken } from '@guildhall/contracts';
import type { Issue } from '@guildhall/contracts';
import { short } from './text.js';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const members = (expect: unknown): [string, unknown][] =>
  typeof expect === 'object' && expect !== null ? Object.entries(expect) : [];

const member = (value: unknown, key: string): unknown =>
  (isObject(value) || Array.isArray(value)) && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;

const sameKind = (expect: unknown, actual: unknown): boolean =>
  Array.isArray(expect)
    ? Array.isArray(actual) && actual.length === expect.length
    : !isObject(expect) || isObject(actual);

const shown = (value: unknown): string => short(JSON.stringify(value) ?? 'nothing');

const difference = (expect: unknown, actual: unknown, pointer: string): Issue => ({
  pointer,
  message: `expected ${shown(expect)}, got ${shown(actual)}`,
});

const differences = (expect: unknown, actual: unknown, pointer: string): Issue[] => {
  if (!sameKind(expect, actual)) return [difference(expect, actual, pointer)];
  if (typeof expect !== 'object' || expect === null)
    return expect === actual ? [] : [difference(expect, actual, pointer)];
  return members(expect).flatMap(([key, value]) =>
    differences(value, member(actual, key), `${pointer}/${pointerToken(key)}`),
  );
};

/**
 * Where `actual` is not what the `expect` of a vector says (2.5): members that `expect` leaves out do not matter, lists
 * have the same length and order. Empty where it matches. Messages hold the values as JSON, cut to a
 * readable length.
 */
export const vectorMismatches = (expect: unknown, actual: unknown): Issue[] =>
  differences(expect, actual, '');

/** Whether `actual` is what the `expect` of a vector says. */
export const matchesVector = (expect: unknown, actual: unknown): boolean =>
  vectorMismatches(expect, actual).length === 0;
