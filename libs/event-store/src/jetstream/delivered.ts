import type { Recorded } from '@guildhall/contracts';
import type { JsMsg } from '@nats-io/jetstream';
import { StoreError } from '../errors.js';
import type { Incident } from '../port.js';
import { decode } from './codec.js';

/**
 * The event that a consumer delivered. What is none stays in the log and is passed over, so that it stops nobody:
 * only a service could have written it, and operators are told.
 */
export const delivered = (
  { subject, headers, data, seq, timestamp }: JsMsg,
  report: (incident: Incident) => void,
): Recorded | undefined => {
  try {
    if (!headers) throw new StoreError('integrity', `position ${seq} (${subject}) holds no event`);
    return decode({ subject, headers, data, position: seq, time: timestamp });
  } catch (cause) {
    report({ kind: 'unreadable-event', position: seq, cause });
    return undefined;
  }
};
