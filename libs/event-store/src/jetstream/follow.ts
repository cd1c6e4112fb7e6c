import { setTimeout as pause } from 'node:timers/promises';
import { STREAMS, eventFilters } from '@guildhall/contracts';
import type { EventType, Recorded } from '@guildhall/contracts';
import { AckPolicy, DeliverPolicy, jetstream } from '@nats-io/jetstream';
import type { ConsumerMessages, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Following, Incident } from '../port.js';
import { delivered } from './delivered.js';
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

/** An own consumer without acknowledgements, made anew behind the last event on any trouble. */
class Follower implements Following {
  readonly done: Promise<void>;
  readonly caughtUp: Promise<void>;
  #position: number;
  #stopped = false;
  #failure: Error | undefined;
  #messages: ConsumerMessages | undefined;
  #hasCaughtUp: () => void = () => undefined;

  constructor(
    private readonly nc: NatsConnection,
    private readonly jsm: JetStreamManager,
    private readonly options: Options,
  ) {
    this.#position = options.from;
    this.caughtUp = new Promise((resolve) => (this.#hasCaughtUp = resolve));
    this.done = this.#run();
    // Whoever waits for it sees the failure; nobody waiting must not end the process.
    this.done.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#messages?.stop();
    await this.done.catch(() => undefined);
  }

  get #goesOn(): boolean {
    return !this.#stopped && !this.#failure;
  }

  async #run(): Promise<void> {
    while (this.#goesOn) {
      try {
        await this.#session();
      } catch (cause) {
        if (!this.#stopped) this.options.report({ kind: 'interrupted', position: this.#position, cause });
      }
      this.#messages?.stop();
      if (this.#goesOn) await pause(RECONNECT_MS);
    }
    await discard(this.jsm, this.options.name).catch(() => undefined);
    if (this.#failure) throw this.#failure;
  }

  async #session(): Promise<void> {
    const { name, types } = this.options;
    await discard(this.jsm, name);
    const pending = await create(this.nc, name, types, this.#position);
    if (pending === 0) this.#hasCaughtUp();
    const consumer = await jetstream(this.nc).consumers.get(STREAMS.events, name);
    this.#messages = await consumer.consume({ max_messages: 1000, abort_on_missing_resource: true });
    // Asked to stop meanwhile: nobody else would end the wait for the next message.
    if (this.#stopped) return;
    let count = 0;
    for await (const message of this.#messages) {
      // A number left out is a message lost on the way; the next session asks for it again.
      if (this.#stopped || message.info.deliverySequence !== ++count) return;
      await this.#take(message);
      if (this.#failure) return;
      if (count >= pending) this.#hasCaughtUp();
    }
  }

  async #take(message: JsMsg): Promise<void> {
    const event = delivered(message, this.options.report);
    try {
      if (event) await this.options.fn(event);
      this.#position = message.seq;
    } catch (cause) {
      this.#failure = cause instanceof Error ? cause : new Error('an event could not be handled', { cause });
    }
  }
}

/** See `EventStore.follow`. */
export const follow = (nc: NatsConnection, jsm: JetStreamManager, options: Options): Following =>
  new Follower(nc, jsm, options);
