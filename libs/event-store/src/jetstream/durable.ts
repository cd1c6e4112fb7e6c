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

/** Handles the messages of a durable consumer until it is stopped; survives outages of the broker. */
export const consumeDurable = (
  nc: NatsConnection,
  { stream, name, keyOf, handle, report }: Durable,
): Running => {
  const queue = new KeyedQueue();
  let stopped = false;
  let messages: ConsumerMessages | undefined;

  const one = async (message: JsMsg): Promise<void> => {
    try {
      await handle(message);
      message.ack();
    } catch (cause) {
      const attempt = message.info.deliveryCount;
      message.nak(retryAfter(attempt));
      report({ kind: 'reaction-failed', position: message.seq, attempt, cause });
    }
  };

  const session = async (): Promise<void> => {
    const consumer = await jetstream(nc).consumers.get(stream, name);
    messages = await consumer.consume({ max_messages: 500, abort_on_missing_resource: true });
    for await (const message of messages) {
      if (stopped) return;
      queue.run(keyOf(message), () => one(message));
    }
  };

  const run = async (): Promise<void> => {
    while (!stopped) {
      try {
        await session();
      } catch (cause) {
        if (!stopped) report({ kind: 'interrupted', cause });
      }
      if (!stopped) await pause(RECONNECT_MS);
    }
    await queue.idle();
  };

  const done = run();
  return {
    done,
    stop: async () => {
      stopped = true;
      messages?.stop();
      await done;
    },
  };
};
