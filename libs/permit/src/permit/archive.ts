import { addDuration, hasCome } from '@guildhall/contracts';
import type { Decision } from '@guildhall/contracts';
import { holdsRole } from '../directory/people.js';
import type { Archive, PutAway } from './commands.js';
import { forbidden, invalidState, noSuchPermit } from './refusals.js';
import { isIn } from './state.js';
import type { Permit, PermitEvent } from './state.js';

/** An operator puts a permit away that has ended. */
export const archive = ({ caller, people, input }: Archive, permit: Permit): Decision<PermitEvent> => {
  if (permit.status === 'NONE') return noSuchPermit(input.taskId);
  if (!holdsRole(people.get(caller), 'operator'))
    return forbidden(`Only operators put permits away, and ${caller} is none.`);
  return isIn(permit, 'REJECTED', 'CLOSED')
    ? { events: [{ type: 'permit.archived', data: { by: caller } }] }
    : invalidState(permit);
};

/** When a permit is put away that has ended; undefined for one that has not, or is already. */
export const archiveDue = (permit: Permit, archiveAfter: string): string | undefined => {
  if (!isIn(permit, 'REJECTED', 'CLOSED') || permit.summary.endedAt === undefined) return undefined;
  return addDuration(permit.summary.endedAt, archiveAfter);
};

/** A permit that ended long enough ago is put away; nothing happens before, or to one that has not ended. */
export const putAway = ({ now, archiveAfter }: PutAway, permit: Permit): Decision<PermitEvent> => {
  const due = archiveDue(permit, archiveAfter);
  return { events: due !== undefined && hasCome(due, now) ? [{ type: 'permit.archived', data: {} }] : [] };
};
