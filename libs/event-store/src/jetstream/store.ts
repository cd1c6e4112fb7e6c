import {
  HEADERS,
  ID_PATTERN,
  STREAMS,
  causedEntity,
  followConsumers,
  inboxPrefix,
} from '@guildhall/contracts';
import type { EventType, Recorded, Service } from '@guildhall/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { StoreError } from '../errors.js';
import type { EventStore } from '../port.js';
import { append } from './append.js';
import { sha256 } from './codec.js';
import type { DurableMessage } from './dead-letters.js';
import { delivered } from './delivered.js';
import type { Report } from './delivered.js';
import { DirectGets } from './direct.js';
import { consumeDurable } from './durable.js';
import { asked } from './failures.js';
import { follow } from './follow.js';
import { longEntities, readEntity } from './read-entity.js';
import { lastOf } from './read-last.js';
import { eventAt, readLog } from './read.js';
import type { Reader } from './read.js';
import { readTypes } from './read-types.js';
import type { Taking } from './taking.js';

/** For which service the log is opened, and how that one takes what it reacts to. */
export interface JetStreamStoreOptions extends Taking {
  /** Whose log it is to write; also names the consumers that `follow` may make. */
  service: Service;
}

/** See `EventStore.readAll`. */
async function* readAll(
  reader: Reader,
  from: number,
  types: readonly EventType[] | undefined,
  report: Report,
): AsyncGenerator<Recorded> {
  if (types) yield* readTypes(reader, { from, end: await endOf(reader), types }, report);
  else yield* readLog(reader, from, report);
}

// The client leaves out the time that every answer of the API carries.
const brokerTime = async (nc: NatsConnection): Promise<number> => {
  const request = nc.request(`$JS.API.STREAM.INFO.${STREAMS.events}`);
  const reply = await asked('the broker did not say what time it is', request);
  const { ts, error } = reply.json<{ ts?: string; error?: { description: string } }>();
  const time = Date.parse(ts ?? '');
  if (error || Number.isNaN(time))
    throw new StoreError('unavailable', error?.description ?? 'the broker gave no time');
  return time;
};

const streamInfo = (jsm: JetStreamManager): Promise<StreamInfo> =>
  asked(`${STREAMS.events} could not be asked about`, jsm.streams.info(STREAMS.events));

const endOf = async ({ jsm }: Pick<Reader, 'jsm'>): Promise<number> => (await streamInfo(jsm)).state.last_seq;

// Its own id; or one of its place, where it has none that could be part of a subject.
const idOf = ({ headers, subject, seq }: DurableMessage): string => {
  const id = headers?.get(HEADERS.id) ?? '';
  return ID_PATTERN.test(id) ? id : causedEntity('e', `${subject}.${seq}`, sha256);
};

/**
 * The event store on NATS JetStream. Every event has a subject of its own that is written once, and each append
 * expects that nobody has written it: that is what lets one writer win. The stream must be configured as
 * `provision` of @guildhall/broker does.
 */
export const jetStreamStore = async (
  nc: NatsConnection,
  { service, ...taking }: JetStreamStoreOptions,
): Promise<EventStore> => {
  const { report } = taking;
  // A participant may not ask for the account's limits, so the client must not either.
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const { config } = await streamInfo(jsm);
  const reader: Reader = { jsm, direct: new DirectGets(nc), long: longEntities() };
  const replicated = config.num_replicas > 1;
  return {
    read: (context, entity, { fresh = false } = {}) =>
      readEntity(reader, context, entity, fresh && replicated),
    last: (type, entity) => lastOf(reader, type, entity),
    append: (writes, meta) => append(nc, reader, writes, meta),
    follow: (types, from, fn) =>
      follow(nc, jsm, {
        names: followConsumers(service),
        inbox: inboxPrefix(service),
        types,
        from,
        backlog: (position) => readLog(reader, position, report),
        fn,
        report,
      }),
    react: (durable, fn) =>
      consumeDurable(nc, {
        ...taking,
        name: durable,
        keyOf: ({ subject }) => subject.split('.')[3] ?? subject,
        idOf,
        handle: async (message, redelivered) => {
          const event = delivered(message, report);
          if (event) await fn(event, { redelivered });
        },
      }),
    at: (position) => eventAt(reader, position, report),
    readAll: (from, types) => readAll(reader, from, types, report),
    end: () => endOf(reader),
    clock: () => brokerTime(nc),
    identity: async () => (await streamInfo(jsm)).created,
  };
};
