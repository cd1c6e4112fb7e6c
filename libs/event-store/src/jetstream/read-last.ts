import { STREAMS, eventFilters } from '@guildhall/contracts';
import type { EventType, Recorded } from '@guildhall/contracts';
import { decode } from './codec.js';
import type { Stored } from './codec.js';
import { asked, isNotFound } from './failures.js';
import { asStored } from './read.js';
import type { Reader } from './read.js';

/** The last message under a filter as the leader has it, which finds it by its index; undefined where there is none. */
export const leaderLast = async ({ jsm }: Reader, filter: string): Promise<Stored | undefined> => {
  try {
    const last = await jsm.streams.getMessage(STREAMS.events, { last_by_subj: filter });
    return last ? asStored(last) : undefined;
  } catch (cause) {
    if (isNotFound(cause)) return undefined;
    throw cause;
  }
};

/** See `EventStore.last`. */
export const lastOf = async <T extends EventType>(
  reader: Reader,
  type: T,
  entity: string,
): Promise<Recorded<T> | undefined> => {
  const last = leaderLast(reader, eventFilters.typeOf(type, entity));
  const message = await asked(`the last ${type} of ${entity} could not be read`, last);
  // Its subject says that it is of this type.
  return message && (decode(message) as Recorded<T> | undefined);
};
