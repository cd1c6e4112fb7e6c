import type { Tellers } from './teller.js';
import { moment, saying } from './words.js';

export const emergencyTellers: Tellers<'emergency'> = {
  'emergency.requested': ({ entity, data: { requestedBy, workerId, incident, reason, approveBy } }) =>
    `${requestedBy} asks for emergency ${entity} with ${workerId} because of ${incident}, to be approved until ${moment(approveBy)}${saying(reason)}.`,
  'emergency.approved': ({ entity, data: { by, workerId, expiresAt } }) =>
    `${by} approves emergency ${entity}: ${workerId} has level 3 for its permits until ${moment(expiresAt)}.`,
  'emergency.lapsed': ({ entity }) => `Emergency ${entity} lapses: nobody has approved it in time.`,
  'emergency.ended': ({ entity, data: { kind, by } }) =>
    kind === 'expired' || by === undefined
      ? `Emergency ${entity} is over: its time has passed.`
      : `${by} ends emergency ${entity}.`,
  'emergency.reviewed': ({ entity, data: { by } }) =>
    `${by} reviews emergency ${entity}: what happened and what was learned is on record.`,
};
