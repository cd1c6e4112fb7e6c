import type { QueryPayload, Refusal } from '@guildhall/contracts';
import { decodeCursor, encodeCursor, isIdKey, isPositionKey } from './cursor.js';

/** Rows of a page where the query does not say. */
export const DEFAULT_LIMIT = 50;

/** Half of what the broker takes as one message, and then some for what surrounds the items. */
export const MAX_BYTES = 500 * 1024;

/**
 * What up to `limit` rows are shown as, fewer where together that would be too large (but always one), and the last of
 * these rows where there are more. Asked for were `limit + 1`.
 */
export const cut = <R, I>(
  rows: readonly R[],
  limit: number,
  itemOf: (row: R) => I,
): { items: I[]; last: R | undefined } => {
  const items: I[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, limit)) {
    const item = itemOf(row);
    bytes += Buffer.byteLength(JSON.stringify(item));
    if (items.length > 0 && bytes > MAX_BYTES) break;
    items.push(item);
  }
  return { items, last: rows.length > items.length ? rows[items.length - 1] : undefined };
};

/** What a list is ordered by: the key of a row, of which the cursor is made. */
export interface Order<K extends readonly (string | number)[], R> {
  isKey: (key: unknown) => key is K;
  keyOf: (row: R) => K;
}

/** By id. */
export const BY_ID: Order<[string], { id: string }> = { isKey: isIdKey, keyOf: ({ id }) => [id] };

/** By place in the log. */
export const BY_POSITION: Order<[number], { position: number }> = {
  isKey: isPositionKey,
  keyOf: ({ position }) => [position],
};

/** Where the rows of a list come from, and what they are shown as. */
export interface Listing<K, R, I> {
  /** The first `count` rows behind `key`, from the beginning where there is none. */
  rows: (key: K | undefined, count: number) => Promise<readonly R[]>;
  itemOf: (row: R) => I;
}

/** Items, and the cursor of the next page; none on the last one. */
export interface Page<I> {
  items: I[];
  next: { next?: string };
}

/** The page that a query asks for, or why its cursor is refused. */
export const pageOf = async <K extends readonly (string | number)[], R, I>(
  { cursor, limit = DEFAULT_LIMIT }: Pick<QueryPayload<'permit.inbox'>, 'cursor' | 'limit'>,
  { isKey, keyOf }: Order<K, R>,
  { rows, itemOf }: Listing<K, R, I>,
): Promise<Page<I> | { refusal: Refusal }> => {
  const start = decodeCursor(cursor, isKey);
  if ('refusal' in start) return start;
  const { items, last } = cut(await rows(start.key, limit + 1), limit, itemOf);
  return { items, next: last ? { next: encodeCursor(keyOf(last)) } : {} };
};
