import { hasCome } from '@guildhall/contracts';
import type { WorkerItem } from '@guildhall/contracts';
import { decodeCursor, encodeCursor, isIdKey } from '../asking/cursor.js';
import { DEFAULT_LIMIT, cut } from '../asking/pages.js';
import type { Question } from '../asking/question.js';

/** What time alone has made of a worker: no event says that a certification or an emergency has run out. */
const workerAt = ({ emergencies = [], ...view }: WorkerItem, now: string): WorkerItem => {
  const { status, expiresAt } = view;
  const isExpired = status === 'active' && expiresAt !== undefined && hasCome(expiresAt, now);
  const running = emergencies.filter((emergency) => !hasCome(emergency.expiresAt, now));
  return {
    ...view,
    status: isExpired ? 'expired' : status,
    ...(running.length > 0 ? { emergencies: running } : {}),
  };
};

/** Which workers are there, and what may they do? By id. */
export const whichWorkers: Question<'worker.list'> = async ({ view, now }, payload) => {
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
      workers: page.map((row) => workerAt(row.view, now)),
      ...(last ? { next: encodeCursor([last.id]) } : {}),
    },
  };
};
