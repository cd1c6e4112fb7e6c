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

interface Batch {
  messages: Stored[];
  /** Whether the broker stopped early: it gives out no more than some megabytes at once. */
  cut: boolean;
}

const collect = async (answers: AsyncIterable<StoredMsg>): Promise<Batch> => {
  const messages: Stored[] = [];
  let pending = 0;
  for await (const message of answers) {
    messages.push(asStored(message));
    pending = message.pending;
  }
  return { messages, cut: pending > 0 };
};

/** Stored messages under any of `subjects`, in log order; each subject holds one. */
const lastFor = async (jsm: JetStreamManager, subjects: string[]): Promise<Batch> =>
  collect(await jsm.direct.getLastMessagesFor(STREAMS.events, { multi_last: subjects }));

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

/** An entity of many or of large events, by lists of its versions: what one answer lacks the next begins with. */
const longEntity = async (jsm: JetStreamManager, context: Context, entity: string): Promise<Stored[]> => {
  const version = await leaderVersion(jsm, context, entity);
  const found: Stored[] = [];
  while (found.length < version) {
    const count = Math.min(SUBJECTS_PER_CALL, version - found.length);
    const subjects = Array.from({ length: count }, (_, index) =>
      eventFilters.version(context, entity, found.length + index + 1),
    );
    const { messages } = await lastFor(jsm, subjects);
    if (messages.length === 0)
      throw new StoreError('unavailable', `${context} ${entity} could not be read on`);
    found.push(...messages);
  }
  return found;
};

const stored = async (jsm: JetStreamManager, context: Context, entity: string): Promise<Stored[]> => {
  try {
    const { messages, cut } = await lastFor(jsm, [eventFilters.entity(context, entity)]);
    return cut ? await longEntity(jsm, context, entity) : messages;
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

const batchFrom = async (jsm: JetStreamManager, seq: number, batch: number): Promise<Batch> => {
  try {
    return await collect(await jsm.direct.getBatch(STREAMS.events, { seq, batch }));
  } catch (cause) {
    if (isNotFound(cause)) return { messages: [], cut: false };
    throw unavailable('the log could not be read', cause);
  }
};

/** The log after `from` up to its end at the time of each call to the broker. */
export async function* readLog(jsm: JetStreamManager, from: number, batch = 500): AsyncGenerator<Recorded> {
  for (let next = from + 1; ;) {
    const { messages, cut } = await batchFrom(jsm, next, batch);
    for (const message of messages) {
      const event = decode(message);
      if (event) yield event;
    }
    if (!cut) return;
    next = (messages.at(-1)?.position ?? next) + 1;
  }
}
