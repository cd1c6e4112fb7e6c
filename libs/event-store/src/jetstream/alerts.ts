import {
  Alert,
  HEADERS,
  RECIPIENT,
  STREAMS,
  causedEntity,
  issuesOf,
  parseAlertSubject,
  parseInput,
} from '@guildhall/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { AlertDelivery, Alerts, RaisedAlert, Undelivered } from '../alerts.js';
import { sha256 } from './codec.js';
import { asDurable, consumeDurable } from './durable.js';
import { fileLetter, letterOf } from './dead-letters.js';
import type { DurableMessage } from './dead-letters.js';
import { asked, isNotFound } from './failures.js';
import { storedAt } from './stored-at.js';
import type { Taking } from './taking.js';

const isAlert = (value: unknown): value is Alert => issuesOf(Alert, value).length === 0;

/** The alert in a message; undefined where it is none that this version knows. */
const alertIn = ({ subject, headers, data, seq }: DurableMessage): RaisedAlert | undefined => {
  const about = parseAlertSubject(subject);
  const input = parseInput(data);
  if (!about || !('value' in input) || !isAlert(input.value)) return undefined;
  const alert = input.value;
  const messageId = headers?.get(HEADERS.messageId) ?? '';
  return { sequence: seq, messageId: messageId || String(seq), kind: alert.kind, id: about.id, alert };
};

const recipientOf = ({ headers }: DurableMessage): AlertDelivery => {
  const recipient = headers?.get(RECIPIENT);
  return recipient ? { recipient } : {};
};

const placeOf = (message: DurableMessage): string => `${message.seq}.${storedAt(message)}`;

const messageAt = async (nc: NatsConnection, sequence: number): Promise<DurableMessage | undefined> => {
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const found = jsm.streams.getMessage(STREAMS.alerts, { seq: sequence }).catch((cause: unknown) => {
    if (isNotFound(cause)) return null;
    throw cause;
  });
  const message = await asked(`${STREAMS.alerts} could not be read`, found);
  if (!message) return undefined;
  const { subject, header, data, seq, timestamp } = message;
  return { subject, headers: header, data, seq, timestamp, string: () => Buffer.from(data).toString() };
};

/** Files the letter of an alert that somebody did not get, and tells who has to know. */
const setAside = async (
  nc: NatsConnection,
  taking: Taking,
  { sequence }: RaisedAlert,
  { durable, recipient, ...why }: Undelivered,
): Promise<void> => {
  const message = await messageAt(nc, sequence);
  // It was raised 30 days ago, so nobody waits for it.
  if (!message) return;
  const id = causedEntity('a', `${placeOf(message)}.${recipient}`, sha256);
  const made = letterOf(nc, message, { durable: asDurable(durable), id, ...why });
  const letter = { ...made, headers: { ...made.headers, [RECIPIENT]: [recipient] } };
  await asked(`${STREAMS.deadLetters} did not take ${id}`, fileLetter(nc, letter));
  await taking.onDead?.(letter);
};

/** The stream `ALERTS`; it must be configured as `provision` does. */
export const jetStreamAlerts = (nc: NatsConnection, taking: Taking): Alerts => ({
  at: async (sequence) => {
    const message = await messageAt(nc, sequence);
    return message && alertIn(message);
  },
  react: (durable, fn) =>
    consumeDurable(nc, {
      ...taking,
      name: durable,
      keyOf: ({ seq }) => String(seq),
      idOf: (message) => causedEntity('a', placeOf(message), sha256),
      handle: async (message) => {
        const alert = alertIn(message);
        if (alert) await fn(alert, recipientOf(message));
        else
          taking.report({
            kind: 'interrupted',
            cause: new Error(
              `what ${STREAMS.alerts} holds at ${message.seq} is no alert, and nobody is told of it`,
            ),
          });
      },
    }),
  setAside: (alert, undelivered) => setAside(nc, taking, alert, undelivered),
});
