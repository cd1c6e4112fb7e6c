import { setTimeout as pause } from 'node:timers/promises';
import { STREAMS, eventFilters } from '@guildhall/contracts';
import type { EventType, Recorded } from '@guildhall/contracts';
import { jetstream } from '@nats-io/jetstream';
import type { ConsumerMessages, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import { nuid } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Following, Incident } from '../port.js';
import { delivered } from './delivered.js';
import { disown, ownConsumer } from './own-consumer.js';

const RECONNECT_MS = 250;

interface Options {
  /** Names of consumers that the service may use. */
  names: readonly string[];
  types: readonly EventType[] | 'all';
  from: number;
  fn: (event: Recorded) => Promise<void> | void;
  report: (incident: Incident) => void;
}

/** An own consumer without acknowledgements, made anew behind the last event on any trouble. */
class Follower implements Following {
  readonly done: Promise<void>;
  readonly caughtUp: Promise<void>;
  #position: number;
  readonly #owner = nuid.next();
  #consumer: string | undefined;
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
    await this.#disown().catch(() => undefined);
    if (this.#failure) throw this.#failure;
  }

  /** Takes what the session before has left behind. */
  async #disown(): Promise<void> {
    if (this.#consumer !== undefined) await disown(this.jsm, this.#consumer, this.#owner);
    this.#consumer = undefined;
  }

  async #session(): Promise<void> {
    const { names, types } = this.options;
    await this.#disown();
    const filters = types === 'all' ? [eventFilters.all()] : types.map(eventFilters.type);
    const wanted = { names, owner: this.#owner, filters, from: this.#position };
    const { name, pending } = await ownConsumer(this.nc, this.jsm, wanted);
    this.#consumer = name;
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
