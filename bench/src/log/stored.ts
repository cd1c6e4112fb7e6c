import { HEADERS, STREAMS, parseEventSubject } from '@guildhall/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import type { StoredMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { JsonObject } from '../json.js';

/** An event as the log holds it. */
export interface StoredEvent {
  type: string;
  entity: string;
  version: number;
  id: string;
  source: string;
  actor: string;
  causation: string;
  data: JsonObject;
  /** When the broker took it, ms since 1970 with its fractions. */
  storedMs: number;
}

const NANOSECONDS = /\.(\d+)Z$/;

/** The broker's time stamps are finer than a `Date`. */
const millisecondsOf = (time: string): number => {
  const [, fraction = '0'] = NANOSECONDS.exec(time) ?? [];
  return Date.parse(time.replace(NANOSECONDS, 'Z')) + Number(`0.${fraction}`) * 1000;
};

const eventOf = (message: StoredMsg): StoredEvent => {
  const { type = '', entity = '', version = 0 } = parseEventSubject(message.subject) ?? {};
  return {
    type,
    entity,
    version,
    id: message.header.get(HEADERS.id),
    source: message.header.get(HEADERS.source).replace('/guildhall/', ''),
    actor: message.header.get(HEADERS.actor),
    causation: message.header.get(HEADERS.causation),
    data: message.json<JsonObject>(),
    storedMs: millisecondsOf(message.timestamp),
  };
};

/** Everything that the log holds under this id, in its order. */
export const storyOf = async (admin: NatsConnection, entity: string): Promise<StoredEvent[]> => {
  const jsm = await jetstreamManager(admin, { checkAPI: false });
  const found: StoredMsg[] = [];
  const answers = await jsm.direct.getLastMessagesFor(STREAMS.events, {
    multi_last: [`evt.*.*.${entity}.*`],
  });
  for await (const message of answers) found.push(message);
  return found.sort((a, b) => a.seq - b.seq).map(eventOf);
};
