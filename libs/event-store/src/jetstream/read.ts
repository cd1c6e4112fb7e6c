import { STREAMS, eventFilters, parseEventSubject } from '@guildhall/contracts';
import type { Context, Recorded } from '@guildhall/contracts';
import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import { StoreError } from '../errors.js';
import type { Entity } from '../port.js';
import { decode } from './codec.js';
import type { Stored } from './codec.js';
import type { Batch, DirectGets, DirectPage } from './direct.js';
import { readable } from './delivered.js';
import type { Report } from './delivered.js';
import { asked, failure, isNotFound, isTooMany } from './failures.js';

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

/** How the log is read. */
export interface Reader {
  jsm: JetStreamManager;
  direct: DirectGets;
}

/** Version of an entity's last event as the leader knows it; 0 where there is none. */
const leaderVersion = async ({ jsm }: Reader, context: Context, entity: string): Promise<number> => {
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
const longEntity = async (reader: Reader, context: Context, entity: string): Promise<Stored[]> => {
  const version = await leaderVersion(reader, context, entity);
  const found: Stored[] = [];
  while (found.length < version) {
    const count = Math.min(SUBJECTS_PER_CALL, version - found.length);
    const subjects = Array.from({ length: count }, (_, index) =>
      eventFilters.version(context, entity, found.length + index + 1),
    );
    const { messages } = await reader.direct.get({ multi_last: subjects });
    if (messages.length === 0)
      throw new StoreError('unavailable', `${context} ${entity} could not be read on`);
    found.push(...messages);
  }
  return found;
};

const stored = async (reader: Reader, context: Context, entity: string): Promise<Stored[]> => {
  try {
    const { messages, cut } = await reader.direct.get({
      multi_last: [eventFilters.entity(context, entity)],
    });
    return cut ? await longEntity(reader, context, entity) : messages;
  } catch (cause) {
    if (isTooMany(cause)) return longEntity(reader, context, entity);
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
  reader: Reader,
  context: Context,
  entity: string,
  fresh: boolean,
): Promise<Entity> => {
  try {
    for (let attempt = 0; attempt < READS_UNTIL_FRESH; attempt++) {
      const found = gapless(context, entity, await stored(reader, context, entity));
      if (!fresh || found.version >= (await leaderVersion(reader, context, entity))) return found;
    }
  } catch (cause) {
    throw failure(`${context} ${entity} could not be read`, cause);
  }
  throw new StoreError('unavailable', `${context} ${entity}: no replica has caught up with the leader`);
};

/** The message stored at `position`, or undefined. */
export const messageAt = async ({ jsm }: Reader, position: number): Promise<Stored | undefined> => {
  const message = await asked(
    `position ${position} could not be read`,
    jsm.direct.getMessage(STREAMS.events, { seq: position }),
  );
  return message ? asStored(message) : undefined;
};

const batchFrom = ({ direct }: Reader, page: DirectPage): Promise<Batch> =>
  asked('the log could not be read', direct.get(page));

/** See `EventStore.at`. */
export const eventAt = async (
  reader: Reader,
  position: number,
  report: Report,
): Promise<Recorded | undefined> => {
  for await (const event of readLog(reader, position - 1, report, { batch: 1 })) return event;
  return undefined;
};

/** The log after `from` up to its end at the time of each call to the broker; what is no event is passed over. */
export async function* readLog(
  reader: Reader,
  from: number,
  report: Report,
  { batch = 500, ...only }: Partial<Omit<DirectPage, 'seq'>> = {},
): AsyncGenerator<Recorded> {
  for (let next = from + 1; ;) {
    const { messages, cut } = await batchFrom(reader, { seq: next, batch, ...only });
    for (const message of messages) {
      const event = readable(message, report);
      if (event) yield event;
    }
    if (!cut) return;
    next = (messages.at(-1)?.position ?? next) + 1;
  }
}
