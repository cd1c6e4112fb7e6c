import { STREAMS, eventFilters, parseEventSubject } from '@guildhall/contracts';
import type { Context, Recorded } from '@guildhall/contracts';
import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import { StoreError } from '../errors.js';
import type { Entity } from '../port.js';
import { decode } from './codec.js';
import type { Stored } from './codec.js';
import { isNotFound, isTooMany, unavailable } from './failures.js';

/** The broker refuses to answer more subjects in one call than 1,023. */
const SUBJECTS_PER_CALL = 1000;
const READS_UNTIL_FRESH = 20;

const asStored = (message: StoredMsg): Stored => ({
  subject: message.subject,
  headers: message.header,
  data: message.data,
  position: message.seq,
  time: message.timestamp,
});

/** Stored messages under any of `subjects`; each subject holds one. */
const lastFor = async (jsm: JetStreamManager, subjects: string[]): Promise<Stored[]> => {
  const found: Stored[] = [];
  const messages = await jsm.direct.getLastMessagesFor(STREAMS.events, { multi_last: subjects });
  for await (const message of messages) found.push(asStored(message));
  return found;
};

/** Version of an entity's last event as the leader knows it; 0 where there is none. */
const leaderVersion = async (jsm: JetStreamManager, context: Context, entity: string): Promise<number> => {
  try {
    const last = await jsm.streams.getMessage(STREAMS.events, {
      last_by_subj: eventFilters.entity(context, entity),
    });
    return last ? (parseEventSubject(last.subject)?.version ?? 0) : 0;
  } catch (cause) {
    if (isNotFound(cause)) return 0;
    throw cause;
  }
};

const longEntity = async (jsm: JetStreamManager, context: Context, entity: string): Promise<Stored[]> => {
  const version = await leaderVersion(jsm, context, entity);
  const found: Stored[] = [];
  for (let first = 1; first <= version; first += SUBJECTS_PER_CALL) {
    const count = Math.min(SUBJECTS_PER_CALL, version - first + 1);
    const subjects = Array.from({ length: count }, (_, index) =>
      eventFilters.version(context, entity, first + index),
    );
    found.push(...(await lastFor(jsm, subjects)));
  }
  return found;
};

const stored = async (jsm: JetStreamManager, context: Context, entity: string): Promise<Stored[]> => {
  try {
    return await lastFor(jsm, [eventFilters.entity(context, entity)]);
  } catch (cause) {
    if (isTooMany(cause)) return longEntity(jsm, context, entity);
    throw cause;
  }
};

// Versions are given by writers, and each is written once; a hole would be an event that is lost.
const gapless = (context: Context, entity: string, messages: Stored[]): Entity => {
  const events: Recorded[] = [];
  messages.forEach((message, index) => {
    if (parseEventSubject(message.subject)?.version !== index + 1) {
      throw new StoreError(
        'integrity',
        `${context} ${entity}: version ${index + 1} is missing before position ${message.position}`,
      );
    }
    const event = decode(message);
    if (event) events.push(event);
  });
  return { version: messages.length, events };
};

/** All events of an entity. On a replicated stream any replica may answer, so `fresh` compares with the leader. */
export const readEntity = async (
  jsm: JetStreamManager,
  context: Context,
  entity: string,
  fresh: boolean,
): Promise<Entity> => {
  try {
    for (let attempt = 0; attempt < READS_UNTIL_FRESH; attempt++) {
      const found = gapless(context, entity, await stored(jsm, context, entity));
      if (!fresh || found.version >= (await leaderVersion(jsm, context, entity))) return found;
    }
  } catch (cause) {
    throw unavailable(`${context} ${entity} could not be read`, cause);
  }
  throw new StoreError('unavailable', `${context} ${entity}: no replica has caught up with the leader`);
};

/** The message stored at `position`, or undefined. */
export const messageAt = async (jsm: JetStreamManager, position: number): Promise<Stored | undefined> => {
  const message = await jsm.direct.getMessage(STREAMS.events, { seq: position });
  return message ? asStored(message) : undefined;
};

/** The log after `from` up to its end at the time of each call to the broker. */
export async function* readLog(jsm: JetStreamManager, from: number, batch = 500): AsyncGenerator<Recorded> {
  for (let next = from + 1; ;) {
    const messages: Stored[] = [];
    try {
      for await (const message of await jsm.direct.getBatch(STREAMS.events, { seq: next, batch }))
        messages.push(asStored(message));
    } catch (cause) {
      if (!isNotFound(cause)) throw unavailable('the log could not be read', cause);
    }
    for (const message of messages) {
      const event = decode(message);
      if (event) yield event;
    }
    if (messages.length < batch) return;
    next = (messages.at(-1)?.position ?? next) + 1;
  }
}
