import { STREAMS, eventFilters } from '@guildhall/contracts';
import type { EventType } from '@guildhall/contracts';
import { errors } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Stored } from './codec.js';
import { DirectGets } from './direct.js';
import type { Batch } from './direct.js';
import { asked } from './failures.js';

/** Events of one type as they are stored, in the order of the log. */
export interface StoredEvents {
  /** Nothing of them is decoded: that would cost more than most do with it. */
  events: readonly Pick<Stored, 'subject' | 'data'>[];
  /** How many more there are. */
  left: number;
}

/** Large, because in a long log the broker counts what is left for each page; a few megabytes of usual events. */
const PAGE = 4_000;

const behind = ({ messages, left }: Batch): number | undefined => {
  const last = messages.at(-1)?.position;
  return left > 0 && last !== undefined ? last + 1 : undefined;
};

/**
 * What the log holds of one type, page after page, for who may read it by direct gets alone. The next page is on its way
 * while one is looked at, so that two of them are in memory. Rejects with a StoreError.
 */
export async function* storedEvents(
  nc: NatsConnection,
  type: EventType,
  batch = PAGE,
): AsyncGenerator<StoredEvents> {
  const direct = new DirectGets(nc);
  const pageFrom = (seq: number): Promise<Batch> =>
    asked('the log could not be read', direct.get({ seq, batch, next_by_subj: eventFilters.type(type) }));
  for (let next: Promise<Batch> | undefined = pageFrom(1); next;) {
    const page: Batch = await next;
    const from = behind(page);
    next = from === undefined ? undefined : pageFrom(from);
    // Whoever stops here does not want it any more; whoever goes on hears what became of it.
    next?.catch(() => undefined);
    yield { events: page.messages, left: page.left };
  }
}

const GET = `$JS.API.DIRECT.GET.${STREAMS.events}`;
const ANSWER_MS = 5_000;

const isDenied = (error: unknown): boolean =>
  error instanceof errors.PermissionViolationError || (error instanceof Error && isDenied(error.cause));

/** Whether the broker lets this participant read the log by direct gets: auditors, of those outside of the services. */
export const readsDirectly = async (nc: NatsConnection): Promise<boolean> => {
  const anything = JSON.stringify({ last_by_subj: eventFilters.all() });
  try {
    await asked('the log does not answer', nc.request(GET, anything, { timeout: ANSWER_MS }));
    return true;
  } catch (error) {
    if (isDenied(error)) return false;
    throw error;
  }
};
