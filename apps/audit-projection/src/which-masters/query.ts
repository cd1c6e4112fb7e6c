import type { MasterRow } from '@guildhall/audit';
import type { MasterItem } from '@guildhall/contracts';
import { decodeCursor, encodeCursor, isIdKey } from '../asking/cursor.js';
import { DEFAULT_LIMIT, cut } from '../asking/pages.js';
import type { Question } from '../asking/question.js';

const itemOf = ({ capabilities, ...master }: MasterRow): MasterItem => ({
  ...master,
  ...(capabilities ? { capabilities } : {}),
});

/** Which masters are there, and what may they ask for? By id, those that are retired included. */
export const whichMasters: Question<'master.list'> = async ({ view }, payload) => {
  const start = decodeCursor(payload.cursor, isIdKey);
  if ('refusal' in start) return start;
  const limit = payload.limit ?? DEFAULT_LIMIT;
  const rows = await view
    .selectFrom('masters')
    .selectAll()
    .where('id', '>', start.key?.[0] ?? '')
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  const { page, last } = cut(rows, limit);
  return {
    result: { masters: page.map(itemOf), ...(last ? { next: encodeCursor([last.id]) } : {}) },
  };
};
