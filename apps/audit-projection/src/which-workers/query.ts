import { ID_PATTERN } from '@guildhall/contracts';
import { decodeCursor, encodeCursor } from '../asking/cursor.js';
import { DEFAULT_LIMIT, cut } from '../asking/pages.js';
import type { Question } from '../asking/question.js';

const isIdKey = (key: unknown): key is [string] =>
  Array.isArray(key) && key.length === 1 && typeof key[0] === 'string' && ID_PATTERN.test(key[0]);

/** Which workers are there, and what may they do? By id. */
export const whichWorkers: Question<'worker.list'> = async ({ view }, payload) => {
  const start = decodeCursor(payload.cursor, isIdKey);
  if ('refusal' in start) return start;
  const limit = payload.limit ?? DEFAULT_LIMIT;
  const rows = await view
    .selectFrom('workers')
    .selectAll()
    .where('id', '>', start.key?.[0] ?? '')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  const { page, last } = cut(rows, limit);
  return {
    result: {
      workers: page.map((row) => row.view),
      ...(last ? { next: encodeCursor([last.id]) } : {}),
    },
  };
};
