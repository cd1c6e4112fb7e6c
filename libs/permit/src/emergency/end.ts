import { hasCome } from '@guildhall/contracts';
import type { Decision } from '@guildhall/contracts';
import type { Pass, Stop } from './commands.js';
import { needsRole, notNow } from './refusals.js';
import type { Emergency, EmergencyEvent } from './state.js';

/** What becomes of an emergency by `now` by itself: it lapses, or its time is over. */
export const passing = (emergency: Emergency, now: string): EmergencyEvent[] => {
  if (emergency.status === 'REQUESTED' && hasCome(emergency.approveBy, now))
    return [{ type: 'emergency.lapsed', data: { workerId: emergency.workerId } }];
  return emergency.status === 'APPROVED' && hasCome(emergency.expiresAt, now)
    ? [{ type: 'emergency.ended', data: { workerId: emergency.workerId, kind: 'expired' } }]
    : [];
};

/**
 * Time has passed (3.5). Only emergency and clock decide what follows: whatever timer said so, however late, early or
 * often, changes nothing.
 */
export const pass = ({ now }: Pass, emergency: Emergency): Decision<EmergencyEvent> => ({
  events: passing(emergency, now),
});

const stopped = ({ caller, now, input }: Stop, emergency: Emergency): Decision<EmergencyEvent> => {
  if (emergency.status === 'ENDED') return { events: [] };
  if (emergency.status !== 'APPROVED') return notNow(input.emergencyId, emergency, 'there is nothing to end');
  const over = passing(emergency, now);
  const { workerId } = emergency;
  return {
    events:
      over.length > 0 ? over : [{ type: 'emergency.ended', data: { workerId, kind: 'ended', by: caller } }],
  };
};

/** An incident commander ends it before its time. */
export const end = (command: Stop, emergency: Emergency): Decision<EmergencyEvent> =>
  needsRole(command.commander, 'incident-commander', 'end emergencies') ?? stopped(command, emergency);
