import { setTimeout as pause } from 'node:timers/promises';
import { STREAMS, eventFilters } from '@guildhall/contracts';
import type { EventType, Recorded } from '@guildhall/contracts';
import { AckPolicy, DeliverPolicy, jetstream } from '@nats-io/jetstream';
import type { ConsumerMessages, JetStreamManager } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Following, Incident } from '../port.js';
import { decode } from './codec.js';
import { isNotFound } from './failures.js';

const RECONNECT_MS = 250;
const FORGOTTEN_AFTER_MS = 60_000;

interface Options {
  /** Name of the consumer, this process's alone: it is deleted and made anew at every start. */
  name: string;
  types: readonly EventType[] | 'all';
  from: number;
  fn: (event: Recorded) => Promise<void> | void;
  report: (incident: Incident) => void;
}

interface Created {
  num_pending?: number;
  error?: { description: string };
}

// The client creates a consumer of several filters under a subject without its name, which a service may not use.
const create = async (
  nc: NatsConnection,
  name: string,
  types: Options['types'],
  from: number,
): Promise<number> => {
  const config = {
    name,
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from + 1,
    filter_subjects: types === 'all' ? [eventFilters.all()] : types.map(eventFilters.type),
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: nanos(FORGOTTEN_AFTER_MS),
  };
  const request = JSON.stringify({ stream_name: STREAMS.events, action: 'create', config });
  const reply = await nc.request(`$JS.API.CONSUMER.CREATE.${STREAMS.events}.${name}`, request);
  const created = reply.json<Created>();
  if (created.error) throw new Error(created.error.description);
  return created.num_pending ?? 0;
};

const discard = async (jsm: JetStreamManager, name: string): Promise<void> => {
  try {
    await jsm.consumers.delete(STREAMS.events, name);
  } catch (cause) {
    if (!isNotFound(cause)) throw cause;
  }
};

/** See `EventStore.follow`: an own consumer without acknowledgements, made anew behind the last event on any trouble. */
export const follow = (
  nc: NatsConnection,
  jsm: JetStreamManager,
  { name, types, from, fn, report }: Options,
): Following => {
  let position = from;
  let stopped = false;
  let failure: Error | undefined;
  let messages: ConsumerMessages | undefined;
  let reportCaughtUp: () => void = () => undefined;
  const caughtUp = new Promise<void>((resolve) => (reportCaughtUp = resolve));

  const session = async (): Promise<void> => {
    await discard(jsm, name);
    const pending = await create(nc, name, types, position);
    if (pending === 0) reportCaughtUp();
    const consumer = await jetstream(nc).consumers.get(STREAMS.events, name);
    messages = await consumer.consume({ max_messages: 1000, abort_on_missing_resource: true });
    let delivered = 0;
    for await (const message of messages) {
      if (stopped) return;
      // A number left out is a message lost on the way; the next session asks for it again.
      if (message.info.deliverySequence !== ++delivered) return;
      const { subject, headers, data, seq, timestamp } = message;
      const event = headers && decode({ subject, headers, data, position: seq, time: timestamp });
      if (event) await handle(event);
      if (failure) return;
      position = seq;
      if (delivered >= pending) reportCaughtUp();
    }
  };

  const handle = async (event: Recorded): Promise<void> => {
    try {
      await fn(event);
    } catch (cause) {
      failure = cause instanceof Error ? cause : new Error('an event could not be handled', { cause });
    }
  };

  const run = async (): Promise<void> => {
    while (!stopped && !failure) {
      try {
        await session();
      } catch (cause) {
        if (!stopped) report({ kind: 'interrupted', position, cause });
      }
      messages?.stop();
      if (!stopped && !failure) await pause(RECONNECT_MS);
    }
    await discard(jsm, name).catch(() => undefined);
    if (failure) throw failure;
  };

  const done = run();
  // Whoever waits for it sees the failure; nobody waiting must not end the process.
  done.catch(() => undefined);
  return {
    done,
    caughtUp,
    stop: async () => {
      stopped = true;
      messages?.stop();
      await done.catch(() => undefined);
    },
  };
};
