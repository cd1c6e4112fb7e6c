import type { EventStore } from '@guildhall/event-store';

/**
 * Position, from `low` to `end`, of the first event that was stored at `time` or later; behind `end` where there is
 * none. A binary search, because positions have no holes and times increase: 20 reads of one event in a log of a
 * million.
 */
export const firstSince = async (
  log: Pick<EventStore, 'at'>,
  time: string,
  low: number,
  end: number,
): Promise<number> => {
  let [from, to] = [low, end + 1];
  while (from < to) {
    const middle = from + Math.floor((to - from) / 2);
    const event = await log.at(middle);
    // What this version cannot read is passed over: then it is the next event that says on which side it is.
    if (!event || event.time >= time) to = middle;
    else from = event.position + 1;
  }
  return from;
};
