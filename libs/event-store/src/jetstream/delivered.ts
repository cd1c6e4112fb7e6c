import type { Recorded } from '@guildhall/contracts';
import type { Incident } from '../port.js';
import { decode } from './codec.js';
import type { Stored } from './codec.js';
import type { DurableMessage } from './dead-letters.js';
import { storedAt } from './stored-at.js';

/** Told what an adapter cannot tell by a result. */
export type Report = (incident: Incident) => void;

/**
 * The event that is stored at a position. What is none stays in the log and is passed over, so that it stops nobody:
 * only a service could have written it, and operators are told.
 */
export const readable = (stored: Stored, report: Report): Recorded | undefined => {
  try {
    return decode(stored);
  } catch (cause) {
    report({ kind: 'unreadable-event', position: stored.position, cause });
    return undefined;
  }
};

/** The event that a consumer delivered; what is none is passed over too. */
export const delivered = (message: DurableMessage, report: Report): Recorded | undefined => {
  const { subject, headers, data, seq } = message;
  return readable({ subject, headers, data, position: seq, time: storedAt(message) }, report);
};
