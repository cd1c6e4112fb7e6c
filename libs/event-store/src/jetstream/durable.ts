import { jetstream } from '@nats-io/jetstream';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { setTimeout as pause } from 'node:timers/promises';
import { KeyedQueue } from '../keyed-queue.js';
import type { Incident, Running } from '../port.js';

const RETRY_FIRST_MS = 100;
const RETRY_LAST_MS = 10_000;
const RECONNECT_MS = 250;

/** Exponential, so that an outage is not made worse; the broker counts the attempts. */
const retryAfter = (attempt: number): number => Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** (attempt - 1));

interface Durable {
  stream: string;
  /** Name of the consumer, which exists. */
  name: string;
  /** Messages of one key are handled one after the other. */
  keyOf: (message: JsMsg) => string;
  /** Acknowledged once it resolves, delivered again once it rejects. */
  handle: (message: JsMsg) => Promise<void>;
  report: (incident: Incident) => void;
}

class DurableConsumer implements Running {
  readonly done: Promise<void>;
  readonly #queue = new KeyedQueue();
  #stopped = false;
  #messages: ConsumerMessages | undefined;

  constructor(
    private readonly nc: NatsConnection,
    private readonly durable: Durable,
  ) {
    this.done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#messages?.stop();
    await this.done;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#session();
      } catch (cause) {
        if (!this.#stopped) this.durable.report({ kind: 'interrupted', cause });
      }
      this.#messages?.stop();
      if (!this.#stopped) await pause(RECONNECT_MS);
    }
    await this.#queue.idle();
  }

  async #session(): Promise<void> {
    const { stream, name, keyOf } = this.durable;
    const consumer = await jetstream(this.nc).consumers.get(stream, name);
    this.#messages = await consumer.consume({ max_messages: 500, abort_on_missing_resource: true });
    // Asked to stop meanwhile: nobody else would end the wait for the next message.
    if (this.#stopped) return;
    for await (const message of this.#messages) {
      if (this.#stopped) return;
      void this.#queue.run(keyOf(message), () => this.#handle(message));
    }
  }

  async #handle(message: JsMsg): Promise<void> {
    try {
      await this.durable.handle(message);
      message.ack();
    } catch (cause) {
      const attempt = message.info.deliveryCount;
      message.nak(retryAfter(attempt));
      this.durable.report({ kind: 'reaction-failed', position: message.seq, attempt, cause });
    }
  }
}

/** Handles the messages of a durable consumer until it is stopped; survives outages of the broker. */
export const consumeDurable = (nc: NatsConnection, durable: Durable): Running =>
  new DurableConsumer(nc, durable);
