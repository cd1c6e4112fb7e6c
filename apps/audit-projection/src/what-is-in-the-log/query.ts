import type { EventPage, EventsQuery, Recorded } from '@guildhall/contracts';
import type { EventStore } from '@guildhall/event-store';
import { DEFAULT_LIMIT } from '../asking/pages.js';
import { firstSince } from './first-since.js';
import { pageOf } from './page.js';
import type { Where } from './where.js';

/** What reading takes of the event store. */
export type ReadableLog = Pick<EventStore, 'at' | 'readAll'>;

/** So many events are asked for before the first of them is there. */
const AT_ONCE = 50;

async function* eventsAt(log: ReadableLog, positions: readonly number[]): AsyncGenerator<Recorded> {
  for (let first = 0; first < positions.length; first += AT_ONCE) {
    const some = positions.slice(first, first + AT_ONCE);
    const found = await Promise.all(some.map((position) => log.at(position)));
    // Where this version cannot read it, the log gives the one behind it.
    for (const [index, event] of found.entries()) if (event && event.position === some[index]) yield event;
  }
}

/**
 * What is in the log? Its events up to `end`, read from the log itself: the view only knows where events of some types,
 * or the story of a task, are. What lies behind `end` is left for the next page, so that the answer reflects one position
 * of the log.
 */
export const whatIsInTheLog = async (
  log: ReadableLog,
  { from = 1, limit = DEFAULT_LIMIT }: EventsQuery,
  { since, until, positions }: Where,
  end: number,
): Promise<EventPage> => {
  const bounds = { end, limit, ...(until === undefined ? {} : { until }) };
  if (positions) return pageOf(eventsAt(log, positions), bounds);
  const first = since === undefined ? from : await firstSince(log, since, from, end);
  return first > end ? { events: [] } : pageOf(log.readAll(first - 1), bounds);
};
