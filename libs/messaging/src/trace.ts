import { randomBytes } from 'node:crypto';

// Ids of zeros stand for none.
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** A span of our own in the trace of `parent`; a new trace where there is none or it is malformed (W3C trace context). */
export const childOf = (parent: string | undefined): string => {
  const [, trace = randomBytes(16).toString('hex'), flags = '01'] = TRACEPARENT.exec(parent ?? '') ?? [];
  return `00-${trace}-${randomBytes(8).toString('hex')}-${flags}`;
};
