import type { JsMsg } from '@nats-io/jetstream';

const NANOS_PER_MS = 1_000_000n;

/** A message that says when it was stored: one that a consumer delivered to the nanosecond, too. */
type Dated = Pick<JsMsg, 'timestamp'> & Partial<Pick<JsMsg, 'timestampNanos'>>;

/**
 * When the broker stored a message: RFC 3339, UTC, milliseconds, however it was read. The client makes `timestamp` of a
 * delivered one from a floating-point number, which is the next millisecond for one in some thousand.
 */
export const storedAt = ({ timestamp, timestampNanos }: Dated): string =>
  new Date(timestampNanos === undefined ? timestamp : Number(timestampNanos / NANOS_PER_MS)).toISOString();
