import type { EventsQuery, LogEvent } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { Patience } from '../client/patience.js';

const PAGE = 500;
/** Between two looks at the end of the log: what happens meanwhile comes together. */
const TOGETHER_MS = 100;

/** Which events, and whether to go on with those to come. */
export interface ReplayOptions extends Pick<EventsQuery, 'about' | 'since' | 'until'> {
  follow: boolean;
}

const isPast = (time: string | undefined): boolean => time !== undefined && Date.parse(time) <= Date.now();

/**
 * The log, event by event: page after page, so that its length does not matter. With `follow` it goes on until `until`
 * has passed or `signal` is aborted.
 */
export async function* replay(
  client: Pick<Client, 'query'>,
  { follow, since, ...wanted }: ReplayOptions,
  signal: AbortSignal,
): AsyncGenerator<LogEvent> {
  const patience = new Patience(signal);
  const begin = since === undefined ? {} : { since };
  let place: Pick<EventsQuery, 'since' | 'from' | 'after'> = begin;
  while (!signal.aborted) {
    const over = isPast(wanted.until);
    // What is still to come is too late by then: nobody has to wait for it.
    const { after: _, ...now } = place;
    const query = { ...wanted, limit: PAGE, ...(over ? now : place) };
    const answer = await patience.ask(() => client.query('events.read', query));
    if (!answer) continue;
    const { events, next } = answer.result;
    yield* events;
    if (next !== undefined) {
      place = { from: next };
      continue;
    }
    if (!follow || over) return;
    const from = answer.position + 1;
    // Only once something has happened since then, positions alone say where to go on.
    place = { ...(events.length > 0 || !('since' in place) ? {} : begin), from, after: from };
    await patience.pause(TOGETHER_MS);
  }
}
