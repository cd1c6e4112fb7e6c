import { createHash } from 'node:crypto';
import {
  HEADERS,
  ceType,
  contextOf,
  eventId,
  eventSubject,
  fromCeType,
  isEventType,
  logSubject,
  parseCeType,
  parseEventSubject,
} from '@guildhall/contracts';
import type { EventOf, Recorded, Sha256Fn } from '@guildhall/contracts';
import { headers } from '@nats-io/transport-node';
import type { MsgHdrs } from '@nats-io/transport-node';
import { StoreError } from '../errors.js';
import type { Meta, Write } from '../port.js';

/** The 32 bytes of SHA-256 of bytes, by Node's own code: for what the contract hashes (ids of events, digests). */
export const sha256: Sha256Fn = (bytes) => createHash('sha256').update(bytes).digest();

/** An event on its way into the log. */
export interface Outgoing {
  id: string;
  /** Where it is published. */
  subject: string;
  /** Where it is stored. */
  stored: string;
  body: Uint8Array;
  event: EventOf;
  write: Write;
  version: number;
}

const utf8 = new TextEncoder();

/** The messages of an append, in order. */
export const outgoing = (writes: readonly Write[], meta: Meta): Outgoing[] =>
  writes.flatMap((write) =>
    write.events.map((event, index) => {
      const key = { type: event.type, entity: write.entity, version: write.expected + index + 1 };
      const n = (write.caused ?? 0) + index + 1;
      return {
        id: eventId({ causation: meta.causation, context: write.context, entity: write.entity, n }, sha256),
        subject: logSubject(key),
        stored: eventSubject(key),
        body: utf8.encode(JSON.stringify(event.data)),
        event,
        write,
        version: key.version,
      };
    }),
  );

/** CloudEvents headers of an event (6.3). */
export const eventHeaders = (message: Outgoing, meta: Meta): MsgHdrs => {
  const made = headers();
  made.set(HEADERS.specversion, '1.0');
  made.set(HEADERS.contentType, 'application/json');
  made.set(HEADERS.id, message.id);
  made.set(HEADERS.messageId, message.id);
  made.set(HEADERS.type, ceType(message.event.type));
  made.set(HEADERS.source, `/guildhall/${meta.source}`);
  made.set(HEADERS.subject, message.write.entity);
  made.set(HEADERS.time, meta.time);
  made.set(HEADERS.actor, meta.actor);
  made.set(HEADERS.correlation, meta.correlation);
  made.set(HEADERS.causation, meta.causation);
  if (meta.traceparent) made.set(HEADERS.traceparent, meta.traceparent);
  return made;
};

/** An outgoing event as it is recorded at `position`. */
export const asRecorded = (message: Outgoing, meta: Meta, position: number): Recorded => {
  const { event, write, version, id } = message;
  return {
    ...event,
    id,
    context: write.context,
    entity: write.entity,
    version,
    position,
    time: meta.time,
    actor: meta.actor,
    correlation: meta.correlation,
    causation: meta.causation,
    ...(meta.traceparent ? { traceparent: meta.traceparent } : {}),
  };
};

/** A message as the log holds it. */
export interface Stored {
  subject: string;
  headers: MsgHdrs | undefined;
  data: Uint8Array;
  position: number;
  /** RFC 3339. */
  time: string;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

const noEvent = ({ subject, position }: Stored, options?: ErrorOptions): StoreError =>
  new StoreError('integrity', `position ${position} (${subject}) holds no event`, options);

const dataIn = (message: Stored): unknown => {
  try {
    return JSON.parse(decoder.decode(message.data)) as unknown;
  } catch (cause) {
    throw noEvent(message, { cause });
  }
};

/**
 * The event in a stored message; undefined for types, and versions of a type, that this reader does not know: later
 * ones are passed over. Throws `integrity` for what is no event.
 */
export const decode = (message: Stored): Recorded | undefined => {
  const { subject, headers, position, time } = message;
  const key = parseEventSubject(subject);
  const declared = headers?.get(HEADERS.type) ?? '';
  const id = headers?.get(HEADERS.id);
  if (!headers || !key || !id || parseCeType(declared)?.type !== key.type) throw noEvent(message);
  const type = fromCeType(declared);
  if (type === undefined || !isEventType(type)) return undefined;
  const traceparent = headers.get(HEADERS.traceparent);
  return {
    type,
    data: dataIn(message),
    id,
    context: contextOf(type),
    entity: key.entity,
    version: key.version,
    position,
    time: new Date(time).toISOString(),
    actor: headers.get(HEADERS.actor),
    correlation: headers.get(HEADERS.correlation),
    causation: headers.get(HEADERS.causation),
    ...(traceparent ? { traceparent } : {}),
  } as Recorded;
};
