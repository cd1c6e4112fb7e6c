import type { Recorded, Refusal, TypesOf } from '@guildhall/contracts';
import { EMERGENCY_POINTER } from './checks.js';

/** Whether the events of an emergency, oldest first, say that it is approved and not over at `now` (RFC 3339). */
export const isApproved = (events: readonly Recorded<TypesOf<'emergency'>>[], now: string): boolean => {
  const approved = events.findLast((event) => event.type === 'emergency.approved');
  return (
    approved?.type === 'emergency.approved' &&
    Date.parse(now) < Date.parse(approved.data.expiresAt) &&
    !events.some(({ type }) => type === 'emergency.ended')
  );
};

/**
 * Whether a refused task lacks nothing but an emergency in which a worker is certified: the certification follows from the
 * approval, so for a task that comes in between the refusal would be wrong in a moment.
 */
export const lacksEmergencyAlone = ({ details = [] }: Refusal): boolean =>
  details.length > 0 && details.every(({ pointer }) => pointer === EMERGENCY_POINTER);
