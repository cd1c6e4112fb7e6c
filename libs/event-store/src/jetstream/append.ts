import { STREAMS, eventFilters } from '@guildhall/contracts';
import type { Recorded } from '@guildhall/contracts';
import { PubHeaders } from '@nats-io/jetstream';
import { InvalidArgumentError, nuid } from '@nats-io/transport-node';
import type { MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { StoreError } from '../errors.js';
import type { Meta, Write } from '../port.js';
import { asRecorded, eventHeaders, outgoing } from './codec.js';
import type { Outgoing } from './codec.js';
import { failure, refused } from './failures.js';
import type { ApiError } from './failures.js';
import { messageAt } from './read.js';
import { readEntity } from './read-entity.js';
import type { Reader } from './read.js';

const ACK_TIMEOUT_MS = 3_000;

interface Ack {
  seq?: number;
  duplicate?: boolean;
  error?: ApiError;
}

// "Nobody has written this version": the filter names the stored subject, and every writer uses this same one.
const expectUnwritten = (made: MsgHdrs, { write, version }: Outgoing): void => {
  made.set(PubHeaders.ExpectedLastSubjectSequenceHdr, '0');
  made.set(
    PubHeaders.ExpectedLastSubjectSequenceSubjectHdr,
    eventFilters.version(write.context, write.entity, version),
  );
};

/** Publishes all messages, the last one with a request for an acknowledgement; several of them as one atomic batch. */
const publish = async (nc: NatsConnection, messages: Outgoing[], meta: Meta): Promise<Ack> => {
  const batch = messages.length > 1 ? nuid.next() : undefined;
  for (const [index, message] of messages.entries()) {
    const made = eventHeaders(message, meta);
    expectUnwritten(made, message);
    if (batch) {
      made.set('Nats-Batch-Id', batch);
      made.set('Nats-Batch-Sequence', String(index + 1));
    }
    if (index < messages.length - 1) {
      nc.publish(message.subject, message.body, { headers: made });
      continue;
    }
    if (batch) made.set('Nats-Batch-Commit', '1');
    const reply = await nc.request(message.subject, message.body, { headers: made, timeout: ACK_TIMEOUT_MS });
    return reply.json<Ack>();
  }
  return {};
};

/** The events of this very append as the log holds them, or undefined where it does not hold all. */
const findOwn = async (reader: Reader, messages: Outgoing[]): Promise<Recorded[] | undefined> => {
  const found: Recorded[] = [];
  for (const { write, id } of messages) {
    const event = (await readEntity(reader, write.context, write.entity, true)).events.find(
      (candidate) => candidate.id === id,
    );
    if (!event) return undefined;
    found.push(event);
  }
  return found;
};

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

// The broker keeps ids of an hour; an id it has seen under another subject or body would be an event silently dropped.
const verifyDuplicate = async (reader: Reader, last: Outgoing, position: number): Promise<void> => {
  const held = await messageAt(reader, position);
  if (held?.subject !== last.stored || !sameBytes(held.data, last.body)) {
    throw new StoreError('integrity', `id ${last.id} of ${last.stored} is taken by position ${position}`);
  }
};

/** See `EventStore.append`. */
export const append = async (
  nc: NatsConnection,
  reader: Reader,
  writes: readonly Write[],
  meta: Meta,
): Promise<Recorded[]> => {
  const messages = outgoing(writes, meta);
  const last = messages.at(-1);
  if (!last) return [];
  let ack: Ack;
  try {
    ack = await publish(nc, messages, meta);
  } catch (cause) {
    // What the client itself does not accept, such as an event that is too large, was not sent; nor will it ever be.
    if (cause instanceof InvalidArgumentError) throw cause;
    const own = await findOwn(reader, messages);
    if (own) return own;
    throw failure(`${STREAMS.events} did not acknowledge ${last.stored}`, cause);
  }
  if (ack.seq && !ack.error) {
    if (ack.duplicate) await verifyDuplicate(reader, last, ack.seq);
    const first = ack.seq - messages.length + 1;
    return messages.map((message, index) => asRecorded(message, meta, first + index));
  }
  const own = await findOwn(reader, messages);
  if (own) return own;
  throw refused(`${STREAMS.events} refused ${last.stored}`, ack.error);
};
