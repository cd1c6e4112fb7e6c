import { EVENTS, issuesOf } from '@guildhall/contracts';
import type { Recorded } from '@guildhall/contracts';
import { isExcused } from '@guildhall/event-store';

/**
 * The failure of a reaction to `event`, in words for whoever finds its dead letter: an event that is not of its
 * published shape fails anywhere, and says little of why. Looked at only then, so that it costs nothing otherwise.
 */
export const explained = ({ type, data }: Recorded, cause: unknown): unknown => {
  if (isExcused(cause)) return cause;
  const [issue] = issuesOf(EVENTS[type], data);
  if (!issue) return cause;
  return new Error(`the event is no valid ${type}: ${issue.pointer || '/'} ${issue.message}`, { cause });
};
