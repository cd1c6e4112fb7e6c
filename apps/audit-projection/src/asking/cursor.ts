import { ID_PATTERN, refuse } from '@guildhall/contracts';
import type { Refusal } from '@guildhall/contracts';

/** Where the next page begins, as a text that nobody has to understand. */
export const encodeCursor = (key: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

const parse = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
};

/** The key in a cursor, if it is one that `isKey`; else why it is refused. Without a cursor, the first page. */
export const decodeCursor = <K>(
  cursor: string | undefined,
  isKey: (key: unknown) => key is K,
): { key: K | undefined } | { refusal: Refusal } => {
  if (cursor === undefined) return { key: undefined };
  const key = parse(cursor);
  if (isKey(key)) return { key };
  return refuse('VALIDATION_FAILED', 'The cursor is not one that this list gave.', {
    details: [{ pointer: '/cursor', message: 'is not a cursor of this list' }],
  });
};

/** Whether `key` is `[id]`. */
export const isIdKey = (key: unknown): key is [string] =>
  Array.isArray(key) && key.length === 1 && typeof key[0] === 'string' && ID_PATTERN.test(key[0]);

/** Whether `key` is `[position]`. */
export const isPositionKey = (key: unknown): key is [number] =>
  Array.isArray(key) && key.length === 1 && Number.isSafeInteger(key[0]);
