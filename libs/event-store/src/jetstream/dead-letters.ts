import { DURABLES, STREAMS, deadLetterSubject } from '@guildhall/contracts';
import type { DeadLetter, DurableName, Service } from '@guildhall/contracts';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager, JsMsg, MsgRequest, StoredMsg } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import type { DeadLetters, FiledLetter } from '../dead-letters.js';
import { asked, isNotFound } from './failures.js';
import { storedAt } from './stored-at.js';

/** A message of a durable consumer, from the broker or out of a dead letter. */
export type DurableMessage = Pick<JsMsg, 'subject' | 'headers' | 'data' | 'seq' | 'timestamp' | 'string'> &
  Partial<Pick<JsMsg, 'timestampNanos'>>;

const asHeaders = (record: Record<string, string[]>): MsgHdrs => {
  const made = headers();
  for (const [name, values] of Object.entries(record)) values.forEach((value) => made.append(name, value));
  return made;
};

/** Why and when a message is given up. */
export interface GivenUp {
  durable: DurableName;
  id: string;
  attempts: number;
  reason: string;
  at: string;
}

/** What the broker takes where it does not say; and what a letter's own headers may have of it. */
const MAX_PAYLOAD = 1024 * 1024;
const OWN_HEADERS = 1024;

/** The letter of a message; without its body where that would be more than the broker takes. */
export const letterOf = (
  nc: NatsConnection,
  message: DurableMessage,
  { durable, ...why }: GivenUp,
): DeadLetter => {
  const { subject, headers: sent, data, seq } = message;
  const bodiless = {
    service: DURABLES[durable].service,
    durable,
    stream: DURABLES[durable].stream,
    sequence: seq,
    subject,
    headers: Object.fromEntries(sent ?? []),
    firstAt: storedAt(message),
    ...why,
  };
  const letter = { ...bodiless, body: Buffer.from(data).toString('base64') };
  const room = (nc.info?.max_payload ?? MAX_PAYLOAD) - OWN_HEADERS;
  return Buffer.byteLength(JSON.stringify(letter)) > room ? bodiless : letter;
};

/** A body that was too large for a letter is where it was: only an event can be as large as that. */
const bodyInLog = async (nc: NatsConnection, { stream, sequence }: DeadLetter): Promise<Uint8Array> => {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const lost = `${stream} ${sequence} could not be read`;
  const message = await asked(lost, jsm.direct.getMessage(stream, { seq: sequence }));
  if (!message) throw new Error(lost);
  return message.data;
};

/** The message of a letter, as it was. */
export const messageIn = async (nc: NatsConnection, letter: DeadLetter): Promise<DurableMessage> => {
  const { subject, headers: sent, body, sequence, firstAt } = letter;
  const data = body === undefined ? await bodyInLog(nc, letter) : Buffer.from(body, 'base64');
  return {
    subject,
    headers: asHeaders(sent),
    data,
    seq: sequence,
    timestamp: firstAt,
    string: () => Buffer.from(data).toString(),
  };
};

const ACK_TIMEOUT_MS = 3_000;

/**
 * Resolves once the letter is stored, once: the same message given up again within an hour makes no second one. Rejects
 * where that is not known.
 */
export const fileLetter = async (nc: NatsConnection, letter: DeadLetter): Promise<void> => {
  await jetstream(nc).publish(deadLetterSubject(letter.service, letter.id), JSON.stringify(letter), {
    msgID: `${letter.durable}:${letter.id}`,
    timeout: ACK_TIMEOUT_MS,
    expect: { streamName: STREAMS.deadLetters },
  });
};

const messageAt = async (jsm: JetStreamManager, wanted: MsgRequest): Promise<StoredMsg | undefined> => {
  try {
    return (await jsm.streams.getMessage(STREAMS.deadLetters, wanted)) ?? undefined;
  } catch (cause) {
    if (isNotFound(cause)) return undefined;
    throw cause;
  }
};

// Only services publish here, and only what they have made of this class.
const letterIn = (message: StoredMsg): DeadLetter => message.json<DeadLetter>();

const find = async (jsm: JetStreamManager, service: Service, id: string): Promise<DeadLetter | undefined> => {
  const found = await messageAt(jsm, { last_by_subj: deadLetterSubject(service, id) });
  return found && letterIn(found);
};

// What has expired leaves holes only at the beginning, so the numbers before the last one are those of letters. A stream
// that nothing was ever put into begins with 0, which is no place.
const before = async (
  jsm: JetStreamManager,
  place: number | undefined,
  count: number,
): Promise<FiledLetter[]> => {
  const { state } = await jsm.streams.info(STREAMS.deadLetters);
  const last = Math.min(state.last_seq, (place ?? Infinity) - 1);
  const places = Array.from(
    { length: Math.min(count, Math.max(0, last - Math.max(1, state.first_seq) + 1)) },
    (_, index) => last - index,
  );
  const found = await Promise.all(places.map((seq) => messageAt(jsm, { seq })));
  return found.flatMap((message) => (message ? [{ place: message.seq, letter: letterIn(message) }] : []));
};

const UNREAD = `${STREAMS.deadLetters} could not be read`;

/** The letters in the stream `DEAD_LETTERS`, which keeps them for 30 days. */
export const jetStreamDeadLetters = async (nc: NatsConnection): Promise<DeadLetters> => {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  return {
    find: (service, id) => asked(UNREAD, find(jsm, service, id)),
    before: (place, count) => asked(UNREAD, before(jsm, place, count)),
  };
};
