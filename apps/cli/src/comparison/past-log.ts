import { parseEventSubject } from '@guildhall/contracts';
import type { EventPage, EventType, EventsQuery } from '@guildhall/contracts';
import type { Answer, Client } from '../client/client.js';
import { isRefusedAs } from '../client/errors.js';
import { failed } from '../failure.js';
import type { EventData } from './request.js';

/** An event of the log, as far as comparing needs it. */
export interface PastEvent {
  entity: string;
  data: EventData;
}

/** Events, and how many of their type are done with them, from 0 to 1. */
export interface PastEvents {
  events: readonly PastEvent[];
  done: number;
}

/** Reads the events of one type, in the order of the log. */
export type ReadPast = (type: EventType) => AsyncIterable<PastEvents>;

type Reads = Pick<Client, 'query' | 'readsLog' | 'stored'>;

const directly = async function* (client: Reads, type: EventType): AsyncGenerator<PastEvents> {
  let read = 0;
  for await (const { events, left } of client.stored(type)) {
    read += events.length;
    yield {
      events: events.map((event) => ({
        // Few who look at the data ask, and it takes longer than all the rest.
        get entity() {
          return parseEventSubject(event.subject)?.entity ?? '';
        },
        data: event.data,
      })),
      done: left === 0 ? 1 : read / (read + left),
    };
  }
};

const PAGE = 500;

const mayNot = (error: unknown): unknown =>
  isRefusedAs(error, 'FORBIDDEN')
    ? failed(
        'Only auditors and operators read the log itself.',
        'Ask one of them for the report, or leave --from-log out: then every kind of task is compared.',
      )
    : error;

const pageOf = async (client: Reads, query: EventsQuery): Promise<Answer<EventPage>> => {
  try {
    return await client.query('events.read', query);
  } catch (error) {
    throw mayNot(error);
  }
};

const byQuery = async function* (client: Reads, type: EventType): AsyncGenerator<PastEvents> {
  for (let from: number | undefined = 1; from !== undefined;) {
    const { result, position }: Answer<EventPage> = await pageOf(client, {
      types: [type],
      limit: PAGE,
      from,
    });
    from = result.next;
    yield { events: result.events, done: from === undefined ? 1 : from / (position + 1) };
  }
};

/** How whoever this is reads the log: auditors directly, operators by asking, which takes longer. */
export const pastLog = async (client: Reads): Promise<ReadPast> => {
  const read = (await client.readsLog()) ? directly : byQuery;
  return (type) => read(client, type);
};
