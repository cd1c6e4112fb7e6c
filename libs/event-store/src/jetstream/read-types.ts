import { eventFilters } from '@guildhall/contracts';
import type { EventType, Recorded } from '@guildhall/contracts';
import type { Report } from './delivered.js';
import { readLog } from './read.js';
import type { Reader } from './read.js';

/** The events of one type, and the next of them; none where all were taken. */
interface Reading {
  events: AsyncGenerator<Recorded>;
  next: Recorded | undefined;
}

const nextOf = async (events: AsyncGenerator<Recorded>): Promise<Recorded | undefined> => {
  const result = await events.next();
  return result.done ? undefined : result.value;
};

const positionOf = ({ next }: Reading): number => next?.position ?? Infinity;

/**
 * The log after `from` up to `end`, of `types` only, in its order. The broker finds one type by its index, whatever else
 * the log holds, but gives no order between several: each is read by itself, and the earliest event is always next.
 */
export async function* readTypes(
  reader: Reader,
  { from, end, types }: { from: number; end: number; types: readonly EventType[] },
  report: Report,
): AsyncGenerator<Recorded> {
  const readings = await Promise.all(
    [...new Set(types)].map(async (type): Promise<Reading> => {
      const events = readLog(reader, from, report, { next_by_subj: eventFilters.type(type) });
      return { events, next: await nextOf(events) };
    }),
  );
  for (;;) {
    const [first] = readings.toSorted((a, b) => positionOf(a) - positionOf(b));
    // What came later may have come between two that one reading has ended before and another has not.
    if (!first?.next || first.next.position > end) return;
    yield first.next;
    first.next = await nextOf(first.events);
  }
}
