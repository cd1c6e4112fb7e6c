import { eventFilters, parseEventSubject } from '@guildhall/contracts';
import type { Context } from '@guildhall/contracts';
import { LRUCache } from 'lru-cache';
import { StoreError } from '../errors.js';
import type { Entity } from '../port.js';
import { decode } from './codec.js';
import type { Stored } from './codec.js';
import { failure, isTooMany } from './failures.js';
import { leaderLast } from './read-last.js';
import type { Reader } from './read.js';

/** The broker refuses to answer more subjects in one call than 1,023. */
const SUBJECTS_PER_CALL = 1000;
const READS_UNTIL_FRESH = 20;

/** From how many events on it pays to ask for the last version alone, and to read what came after the known ones. */
const LONG = 100;
/** From how many bytes on: the policy has few events, each with a whole document. */
const HEAVY_BYTES = 64 * 1024;
/** How much of all such entities together is kept, in bytes of their messages. */
const KEPT_BYTES = 16 * 1024 * 1024;
/** What an event takes beside the bytes of its message. */
const EVENT_BYTES = 1024;

/** An entity, and where its events are. */
interface Of {
  context: Context;
  entity: string;
  /** Of the subjects of all its events. */
  filter: string;
}

/** What was read of an entity. */
interface Known extends Entity {
  bytes: number;
}

/** What was read of entities with many events, or large ones, by the filter of their subjects. */
export type LongEntities = LRUCache<string, Known>;

const NOTHING: Known = { version: 0, events: [], bytes: 0 };

/** None yet. */
export const longEntities = (): LongEntities =>
  new LRUCache({ maxSize: KEPT_BYTES, sizeCalculation: ({ bytes }) => bytes });

/** Version of an entity's last event as the leader knows it; 0 where there is none. */
const leaderVersion = async (reader: Reader, { filter }: Of): Promise<number> => {
  const last = await leaderLast(reader, filter);
  return last ? (parseEventSubject(last.subject)?.version ?? 0) : 0;
};

// Versions are given by writers, and each is written once; a hole would be an event that is lost.
const continued = (
  { context, entity }: Of,
  { version, events, bytes }: Known,
  messages: readonly Stored[],
): Known => {
  const later = messages.flatMap((message, index) => {
    const expected = version + index + 1;
    if (parseEventSubject(message.subject)?.version !== expected)
      throw new StoreError(
        'integrity',
        `${context} ${entity}: version ${expected} is missing before position ${message.position}`,
      );
    return decode(message) ?? [];
  });
  return {
    version: version + messages.length,
    events: [...events, ...later],
    bytes: messages.reduce((sum, { data }) => sum + data.length + EVENT_BYTES, bytes),
  };
};

/** As much of the whole entity as the broker gives in one answer. */
const inOneAnswer = async ({ direct }: Reader, of: Of): Promise<{ found: Known; complete: boolean }> => {
  try {
    const { messages, left } = await direct.get({ multi_last: [of.filter] });
    return { found: continued(of, NOTHING, messages), complete: left === 0 };
  } catch (cause) {
    if (isTooMany(cause)) return { found: NOTHING, complete: false };
    throw cause;
  }
};

/** With the versions up to `last`, by lists of them: what one answer lacks the next begins with. */
const upTo = async ({ direct }: Reader, of: Of, known: Known, last: number): Promise<Known> => {
  let found = known;
  while (found.version < last) {
    const count = Math.min(SUBJECTS_PER_CALL, last - found.version);
    const subjects = Array.from({ length: count }, (_, index) =>
      eventFilters.version(of.context, of.entity, found.version + index + 1),
    );
    const { messages } = await direct.get({ multi_last: subjects });
    // A replica that has not caught up with the leader.
    if (messages.length === 0) return found;
    found = continued(of, found, messages);
  }
  return found;
};

/** With all that the leader has: any replica may have answered, or what is known may have been read long ago. */
const asOfLeader = async (reader: Reader, of: Of, known: Known): Promise<Known> => {
  let found = known;
  for (let attempt = 0; attempt < READS_UNTIL_FRESH; attempt++) {
    const last = await leaderVersion(reader, of);
    if (found.version === last) return found;
    found = await upTo(reader, of, found, last);
    if (found.version === last) return found;
  }
  throw new StoreError('unavailable', `${of.context} ${of.entity}: no replica has caught up with the leader`);
};

/** All events of an entity. On a replicated stream any replica may answer, so `fresh` compares with the leader. */
export const readEntity = async (
  reader: Reader,
  context: Context,
  entity: string,
  fresh: boolean,
): Promise<Entity> => {
  const of = { context, entity, filter: eventFilters.entity(context, entity) };
  try {
    const known = reader.long.get(of.filter);
    const { found, complete } = known ? { found: known, complete: false } : await inOneAnswer(reader, of);
    const all = complete && !fresh ? found : await asOfLeader(reader, of, found);
    if (all.version >= LONG || all.bytes >= HEAVY_BYTES) reader.long.set(of.filter, all);
    return { version: all.version, events: all.events };
  } catch (cause) {
    throw failure(`${context} ${entity} could not be read`, cause);
  }
};
