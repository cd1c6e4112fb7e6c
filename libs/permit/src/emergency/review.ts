import { refuse } from '@guildhall/contracts';
import type { Decision } from '@guildhall/contracts';
import type { Refused } from '../permit/refusals.js';
import type { Conclude } from './commands.js';
import { passing } from './end.js';
import { needsRole, notNow } from './refusals.js';
import type { Emergency, EmergencyEvent } from './state.js';

const sameAgain = ({ caller, input }: Conclude, emergency: Emergency): boolean =>
  emergency.status === 'REVIEWED' &&
  emergency.review.by === caller &&
  emergency.review.report === input.report &&
  emergency.review.lessons === input.lessons;

const notSeparate = (caller: string, emergency: Emergency): Refused | undefined =>
  'approvedBy' in emergency && [emergency.requestedBy, emergency.approvedBy].includes(caller)
    ? refuse(
        'SEPARATION_OF_DUTIES',
        `${caller} asked for it or approved it; another security lead reviews it.`,
      )
    : undefined;

const concluded = (command: Conclude, emergency: Emergency): Decision<EmergencyEvent> => {
  const { caller, now, input } = command;
  if (sameAgain(command, emergency)) return { events: [] };
  // Its time may be over before the log says so.
  const over = passing(emergency, now);
  const ended = emergency.status === 'ENDED' || over.some(({ type }) => type === 'emergency.ended');
  if (!ended) {
    const why =
      emergency.status === 'APPROVED' ? `it runs until ${emergency.expiresAt}` : 'it owes no review';
    return notNow(input.emergencyId, emergency, why);
  }
  const { report, lessons } = input;
  return { events: [...over, { type: 'emergency.reviewed', data: { by: caller, report, lessons } }] };
};

/** A security lead, who neither asked for it nor approved it, records what happened: its review is owed no more. */
export const review = (command: Conclude, emergency: Emergency): Decision<EmergencyEvent> =>
  needsRole(command.reviewer, 'security-lead', 'review emergencies') ??
  notSeparate(command.caller, emergency) ??
  concluded(command, emergency);
