import { STREAMS, followConsumers } from '@guildhall/contracts';
import type { EventType, Recorded, Service } from '@guildhall/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { StoreError } from '../errors.js';
import type { EventStore, Incident } from '../port.js';
import { append } from './append.js';
import { delivered } from './delivered.js';
import { consumeDurable } from './durable.js';
import { follow } from './follow.js';
import { readEntity, readLog } from './read.js';

export interface JetStreamStoreOptions {
  /** Whose log it is to write; also names the consumers that `follow` may make. */
  service: Service;
  /** Told what goes wrong in the background. */
  report: (incident: Incident) => void;
}

async function* ofTypes(
  events: AsyncIterable<Recorded>,
  types: readonly EventType[],
): AsyncGenerator<Recorded> {
  for await (const event of events) if (types.includes(event.type)) yield event;
}

// The client leaves out the time that every answer of the API carries.
const brokerTime = async (nc: NatsConnection): Promise<number> => {
  const reply = await nc.request(`$JS.API.STREAM.INFO.${STREAMS.events}`);
  const { ts, error } = reply.json<{ ts?: string; error?: { description: string } }>();
  const time = Date.parse(ts ?? '');
  if (error || Number.isNaN(time))
    throw new StoreError('unavailable', error?.description ?? 'the broker gave no time');
  return time;
};

const streamInfo = (jsm: JetStreamManager) => jsm.streams.info(STREAMS.events);

/**
 * The event store on NATS JetStream. Every event has a subject of its own that is written once, and each append
 * expects that nobody has written it: that is what lets one writer win. The stream must be configured as
 * `provision` of @guildhall/broker does.
 */
export const jetStreamStore = async (
  nc: NatsConnection,
  { service, report }: JetStreamStoreOptions,
): Promise<EventStore> => {
  // A participant may not ask for the account's limits, so the client must not either.
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const { config } = await streamInfo(jsm);
  const replicated = config.num_replicas > 1;
  return {
    read: (context, entity, { fresh = false } = {}) => readEntity(jsm, context, entity, fresh && replicated),
    append: (writes, meta) => append(nc, jsm, writes, meta),
    follow: (types, from, fn) =>
      follow(nc, jsm, { names: followConsumers(service), types, from, fn, report }),
    react: (durable, fn) =>
      consumeDurable(nc, {
        stream: STREAMS.events,
        name: durable,
        keyOf: ({ subject }) => subject.split('.')[3] ?? subject,
        handle: async (message) => {
          const event = delivered(message, report);
          if (event) await fn(event, { redelivered: message.redelivered });
        },
        report,
      }),
    readAll: (from, types) => (types ? ofTypes(readLog(jsm, from), types) : readLog(jsm, from)),
    end: async () => (await streamInfo(jsm)).state.last_seq,
    clock: () => brokerTime(nc),
    identity: async () => (await streamInfo(jsm)).created,
  };
};
