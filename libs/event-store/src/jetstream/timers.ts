import {
  HEADERS,
  STREAMS,
  causedEntity,
  parseTimerDueSubject,
  timerDueSubject,
  timerSetSubject,
} from '@guildhall/contracts';
import type { TimerKey } from '@guildhall/contracts';
import { headers } from '@nats-io/transport-node';
import type { MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import type { Incident } from '../port.js';
import type { Timer, Timers } from '../timers.js';
import { sha256 } from './codec.js';
import type { DurableMessage } from './dead-letters.js';
import { consumeDurable } from './durable.js';
import { asked, refused } from './failures.js';
import type { ApiError } from './failures.js';
import { exponential } from './taking.js';
import type { Taking } from './taking.js';

const ACK_TIMEOUT_MS = 3_000;
/** What failed because of an outage is late by no more than this once that is over. */
const RETRY_LAST_MS = 500;
const DAY_MS = 24 * 60 * 60 * 1_000;
/** The broker counts in 64 bits, so that it takes what is after 2262 or before 1678 for another time. */
const FARTHEST_MS = 180 * DAY_MS;

// The broker's: a message to be published on a target at a time, and on what it then publishes, where it was set.
const SCHEDULE = 'Nats-Schedule';
const TARGET = 'Nats-Schedule-Target';
const SCHEDULER = 'Nats-Scheduler';
// Takes the place of what its subject had before; goes by itself.
const ROLLUP = 'Nats-Rollup';
const TTL = 'Nats-TTL';

interface Ack {
  error?: ApiError;
}

/** When the broker gives it back: when it is due, or on the way there. */
const scheduledFor = ({ due }: Timer): string =>
  new Date(Math.min(Math.max(Date.parse(due), 0), Date.now() + FARTHEST_MS)).toISOString();

/** What the broker needs to know of a timer, and what comes back with it. */
const scheduled = (timer: Timer): MsgHdrs => {
  const made = headers();
  made.set(SCHEDULE, `@at ${scheduledFor(timer)}`);
  made.set(TARGET, timerDueSubject(timer));
  if (timer.traceparent) made.set(HEADERS.traceparent, timer.traceparent);
  return made;
};

const cleared = (): MsgHdrs => {
  const made = headers();
  made.set(ROLLUP, 'sub');
  made.set(TTL, '1s');
  return made;
};

// Each timer has a subject of its own, where a message takes the place of the one before. No message id: set to another
// time and back again, the broker would take the last for the first.
const replace = async (nc: NatsConnection, key: TimerKey, made: MsgHdrs, body: string): Promise<void> => {
  const subject = timerSetSubject(key);
  const failed = `${STREAMS.timers} did not take ${subject}`;
  const request = nc.request(subject, body, { headers: made, timeout: ACK_TIMEOUT_MS });
  const { error } = (await asked(failed, request)).json<Ack>();
  if (error) throw refused(failed, error);
};

const dueIn = (body: string): string | undefined => {
  const said: unknown = JSON.parse(body);
  const due: unknown = Object.getOwnPropertyDescriptor(said ?? {}, 'due')?.value;
  return typeof due === 'string' && !Number.isNaN(Date.parse(due)) ? due : undefined;
};

/**
 * The timer that was due. Throws where nobody who may set it has set it: the broker asks for no right to the target of
 * a schedule, but says where the schedule was, and there only the owner of the context may publish.
 */
const ownTimer = (message: DurableMessage): Timer => {
  const { subject, headers: sent } = message;
  const key: TimerKey | undefined = parseTimerDueSubject(subject);
  const setOn = sent?.get(SCHEDULER) ?? '';
  if (!key || setOn !== timerSetSubject(key))
    throw new Error(`${subject} was not set as a timer, but by ${setOn || 'no schedule'}`);
  const due = dueIn(message.string());
  if (due === undefined) throw new Error(`${subject} does not say when it was due`);
  const traceparent = sent?.get(HEADERS.traceparent);
  return { ...key, due, ...(traceparent ? { traceparent } : {}) };
};

const accepted = (message: DurableMessage, report: (incident: Incident) => void): Timer | undefined => {
  try {
    return ownTimer(message);
  } catch (cause) {
    report({ kind: 'foreign-timer', position: message.seq, cause });
    return undefined;
  }
};

const retryAfter = (attempt: number): number => Math.min(RETRY_LAST_MS, exponential(attempt));

/** By the clock of the broker, which has given it back. */
const isEarly = ({ due }: Timer, { timestamp }: DurableMessage): boolean =>
  Date.parse(timestamp) < Date.parse(due);

/** Timers kept by NATS JetStream as scheduled messages; the stream must be configured as `provision` does. */
export const jetStreamTimers = (nc: NatsConnection, taking: Taking): Timers => {
  // `async`: what cannot be a timer is refused by a rejection, like everything else.
  const set = async (timer: Timer): Promise<void> =>
    replace(nc, timer, scheduled(timer), JSON.stringify({ due: timer.due }));
  return {
    set,
    clear: (key) => replace(nc, key, cleared(), ''),
    react: (durable, fn) =>
      consumeDurable(nc, {
        retryAfter,
        ...taking,
        name: durable,
        keyOf: ({ subject }) => subject.split('.').slice(2, 4).join('.'),
        idOf: ({ subject, seq }) => causedEntity('t', `${subject}.${seq}`, sha256),
        handle: async (message) => {
          const timer = accepted(message, taking.report);
          if (timer) await (isEarly(timer, message) ? set(timer) : fn(timer));
        },
      }),
  };
};
