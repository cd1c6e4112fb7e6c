import { eventSubject } from '@guildhall/contracts';
import type { EventPage, LogEvent, Recorded } from '@guildhall/contracts';
import { MAX_BYTES } from '../asking/pages.js';

/** Where a page ends. */
export interface Bounds {
  /** Events of this time and later are not. Given as events have it: RFC 3339, UTC, milliseconds. */
  until?: string;
  /** Nor are those behind this position. */
  end: number;
  limit: number;
}

const logEvent = ({ context: _, ...event }: Recorded): LogEvent => ({
  subject: eventSubject(event),
  ...event,
});

/** The first page of `events`: up to `limit` of them, fewer where the reply would become too large (but always one). */
export const pageOf = async (
  events: AsyncIterable<Recorded>,
  { until, end, limit }: Bounds,
): Promise<EventPage> => {
  const page: LogEvent[] = [];
  let bytes = 0;
  for await (const event of events) {
    if (event.position > end || (until !== undefined && event.time >= until)) break;
    const item = logEvent(event);
    bytes += Buffer.byteLength(JSON.stringify(item));
    if (page.length === limit || (page.length > 0 && bytes > MAX_BYTES))
      return { events: page, next: event.position };
    page.push(item);
  }
  return { events: page };
};
