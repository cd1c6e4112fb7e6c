import type { Msg, MsgHdrs } from '@nats-io/transport-node';

/** JSON as it comes: tests say what they expect of it. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = Record<string, Json>;

/** An event, heard live or read from the log, taken apart without help of the code under test. */
export interface LogEvent {
  /** `evt.<context>.<event>.<id>.<version>` */
  subject: string;
  context: string;
  /** `<context>.<event>` */
  type: string;
  entity: string;
  version: number;
  position: number;
  /** When the broker stored it, milliseconds of the epoch; undefined where it was heard live. */
  storedAt: number | undefined;
  /** Names as they were sent. */
  headers: Record<string, string>;
  data: JsonObject;
  /** The body as it was sent. */
  body: string;
}

/** The text under `name`. */
export const textOf = (data: JsonObject, name: string): string => {
  const text = data[name];
  if (typeof text !== 'string') throw new Error(`no text is ${name}`);
  return text;
};

const asRecord = (headers: MsgHdrs | undefined): Record<string, string> =>
  Object.fromEntries(Array.from(headers ?? [], ([name, values]) => [name, values.join(',')]));

const eventFrom = (subject: string, message: Msg, storedAt: number | undefined): LogEvent => {
  const headers = asRecord(message.headers);
  const [, context = '', name = '', entity = '', version = ''] = subject.split('.');
  const body = message.string();
  return {
    subject,
    context,
    type: `${context}.${name}`,
    entity,
    version: Number(version),
    position: Number(headers['Nats-Sequence']),
    storedAt,
    headers,
    data: JSON.parse(body) as JsonObject,
    body,
  };
};

/** An event as everybody hears it. */
export const heardEvent = (message: Msg): LogEvent => eventFrom(message.subject, message, undefined);

/** An event as a direct get answers it: its subject and time are headers of the broker. */
export const storedEvent = (message: Msg): LogEvent => {
  const subject = message.headers?.get('Nats-Subject') ?? '';
  const time = message.headers?.get('Nats-Time-Stamp') ?? '';
  return eventFrom(subject, message, Date.parse(time));
};
