import { setTimeout as pause } from 'node:timers/promises';
import { STREAMS, eventFilters } from '@guildhall/contracts';
import type { EventType, Recorded } from '@guildhall/contracts';
import { jetstream } from '@nats-io/jetstream';
import type { JetStreamManager, JsMsg, PushConsumer } from '@nats-io/jetstream';
import { createInbox, nuid } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Following, Incident } from '../port.js';
import { delivered } from './delivered.js';
import { disown, ownConsumer } from './own-consumer.js';
import type { Wanted } from './own-consumer.js';

type PushConsumerMessages = Awaited<ReturnType<PushConsumer['consume']>>;

const RECONNECT_MS = 250;
const DISOWNED_WITHIN_MS = 1_000;

interface Options {
  /** Names of consumers that the service may use. */
  names: readonly string[];
  /** Prefix of the subjects on which the service may hear what is meant for it alone. */
  inbox: string;
  types: readonly EventType[] | 'all';
  from: number;
  /** The log after a position, read page by page, at the pace of who reads it. */
  backlog: (from: number) => AsyncIterable<Recorded>;
  fn: (event: Recorded) => Promise<void> | void;
  report: (incident: Incident) => void;
}

/** Ends a session whose broker is silent, or has delivered more than has come. */
const endWhereLost = async (messages: PushConsumerMessages, taken: () => number): Promise<void> => {
  for await (const status of messages.status()) {
    if (status.type === 'heartbeats_missed') messages.stop();
    // It beats only while it has nothing to deliver, so what it has delivered is here, or lost.
    const waiting = status.type === 'heartbeat' ? messages.getPending() : 0;
    if (status.type === 'heartbeat' && status.lastConsumerSequence > taken() + waiting) messages.stop();
  }
};

/** An own consumer without acknowledgements, made anew behind the last event on any trouble. */
class Follower implements Following {
  readonly done: Promise<void>;
  readonly caughtUp: Promise<void>;
  #position: number;
  readonly #owner = nuid.next();
  #consumer: string | undefined;
  #stopped = false;
  #failure: Error | undefined;
  #messages: PushConsumerMessages | undefined;
  #hasCaughtUp: () => void = () => undefined;

  constructor(
    private readonly nc: NatsConnection,
    private readonly jsm: JetStreamManager,
    private readonly options: Options,
  ) {
    this.#position = options.from;
    this.caughtUp = new Promise((resolve) => (this.#hasCaughtUp = resolve));
    this.done = this.#run();
    void this.#watchConnection();
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
    // A broker that does not answer forgets it by itself.
    await Promise.race([
      this.#disown().catch(() => undefined),
      pause(DISOWNED_WITHIN_MS, undefined, { ref: false }),
    ]);
    if (this.#failure) throw this.#failure;
  }

  /** Takes what the session before has left behind. */
  async #disown(): Promise<void> {
    if (this.#consumer !== undefined) await disown(this.jsm, this.#consumer, this.#owner);
    this.#consumer = undefined;
  }

  // The consumer is in the broker's memory: where the broker was started again, it is gone.
  async #watchConnection(): Promise<void> {
    for await (const { type } of this.nc.status()) {
      if (!this.#goesOn) return;
      if (type === 'reconnect') this.#messages?.stop();
    }
  }

  async #session(): Promise<void> {
    await this.#disown();
    if (this.options.types === 'all') await this.#catchUp();
    if (!this.#goesOn) return;
    const { name, pending } = await ownConsumer(this.nc, this.jsm, this.#wanted());
    this.#consumer = name;
    if (pending === 0) this.#hasCaughtUp();
    const consumer = await jetstream(this.nc).consumers.getPushConsumer(STREAMS.events, name);
    const messages = await consumer.consume({ abort_on_missing_resource: true });
    this.#messages = messages;
    // Asked to stop meanwhile: nobody else would end the wait for the next message.
    if (this.#stopped) return;
    let count = 0;
    void endWhereLost(messages, () => count);
    for await (const message of messages) {
      // A number left out is a message lost on the way; the next session asks for it again.
      if (this.#stopped || message.info.deliverySequence !== ++count) return;
      await this.#take(message);
      if (this.#failure) return;
      if (count >= pending) this.#hasCaughtUp();
    }
  }

  /**
   * What is long past, before anything is delivered: the client tells the broker once a heartbeat to send more, however
   * much waits already, so that a follower slower than the broker would hold the whole log in memory.
   */
  async #catchUp(): Promise<void> {
    for await (const event of this.options.backlog(this.#position)) {
      await this.#hand(event.position, event);
      if (!this.#goesOn) return;
    }
  }

  #wanted(): Wanted {
    const { names, types, inbox } = this.options;
    return {
      names,
      owner: this.#owner,
      inbox: createInbox(inbox),
      filters: types === 'all' ? [eventFilters.all()] : types.map(eventFilters.type),
      from: this.#position,
    };
  }

  async #take(message: JsMsg): Promise<void> {
    await this.#hand(message.seq, delivered(message, this.options.report));
  }

  async #hand(position: number, event: Recorded | undefined): Promise<void> {
    try {
      if (event) await this.options.fn(event);
      this.#position = position;
    } catch (cause) {
      this.#failure = cause instanceof Error ? cause : new Error('an event could not be handled', { cause });
    }
  }
}

/** See `EventStore.follow`. */
export const follow = (nc: NatsConnection, jsm: JetStreamManager, options: Options): Following =>
  new Follower(nc, jsm, options);
