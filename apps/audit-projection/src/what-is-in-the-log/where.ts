import { readableBy } from '@guildhall/audit';
import { isInstant, refuse } from '@guildhall/contracts';
import type { EventsQuery, Issue, Refusal } from '@guildhall/contracts';
import type { Transaction } from 'kysely';
import { DEFAULT_LIMIT } from '../asking/pages.js';
import type { Question } from '../asking/question.js';
import type { Tables } from '../database/tables.js';

/** Where in the log the answer is. */
export interface Where {
  /** Times as events have them: RFC 3339, UTC, milliseconds. */
  since?: string;
  until?: string;
  /** Of a story, or of events of some types; otherwise it is everything. */
  positions?: number[];
}

type Times = Pick<Where, 'since' | 'until'>;

/** Times to compare with those of events. The schema lets through leap seconds, which no event has. */
const timesOf = (payload: EventsQuery): Times | { refusal: Refusal } => {
  const times: Times = {};
  const details: Issue[] = [];
  for (const name of ['since', 'until'] as const) {
    const given = payload[name];
    if (given === undefined) continue;
    if (isInstant(given)) times[name] = new Date(given).toISOString();
    else details.push({ pointer: `/${name}`, message: 'is a time that there is not' });
  }
  return details.length > 0 ? refuse('VALIDATION_FAILED', 'There is no such time.', { details }) : times;
};

/** One more than fit on the page, so that it is known whether there is a next one. */
const positionsOf = async (
  view: Transaction<Tables>,
  { about, from = 1, types, limit = DEFAULT_LIMIT }: EventsQuery,
  { since, until }: Times,
): Promise<number[]> => {
  const rows = await view
    .selectFrom('events')
    .select('position')
    .where('position', '>=', from)
    .$if(about !== undefined, (events) => events.where('task', '=', about ?? ''))
    .$if(types !== undefined, (events) => events.where('type', 'in', types ?? []))
    .$if(since !== undefined, (events) => events.where('time', '>=', since ?? ''))
    .$if(until !== undefined, (events) => events.where('time', '<', until ?? ''))
    .orderBy('position')
    .limit(limit + 1)
    .execute();
  return rows.map(({ position }) => position);
};

/** Where is it in the log? Auditors and operators read all of it, others their work by other queries (5.7). */
export const whereInTheLog: Question<'events.read', Where> = async ({ view, caller }, payload) => {
  if (!readableBy(caller).all) return refuse('FORBIDDEN', 'Only auditors and operators read the log itself.');
  const times = timesOf(payload);
  if ('refusal' in times) return times;
  if (payload.about === undefined && payload.types === undefined) return { result: times };
  return { result: { ...times, positions: await positionsOf(view, payload, times) } };
};
