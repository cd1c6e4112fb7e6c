import { refuse } from '@guildhall/contracts';
import type { Role } from '@guildhall/contracts';
import { holdsRole } from '../directory/people.js';
import type { Person } from '../directory/people.js';
import { forbidden } from '../permit/refusals.js';
import type { Refused } from '../permit/refusals.js';
import type { Emergency } from './state.js';

/** `FORBIDDEN`, unless the person holds the role that this is for. */
export const needsRole = (person: Person | undefined, role: Role, what: string): Refused | undefined =>
  holdsRole(person, role) ? undefined : forbidden(`Only holders of the role ${role} ${what}.`);

/** `INVALID_STATE`, naming the state; `NOT_FOUND` where nobody has asked for it. */
export const notNow = (emergencyId: string, { status }: Emergency, why: string): Refused =>
  status === 'NONE'
    ? refuse('NOT_FOUND', `There is no emergency ${emergencyId}.`)
    : refuse('INVALID_STATE', `The emergency is ${status}; ${why}.`);

/** `REVIEW_DEBT` (1.8). */
export const reviewDebt = (debt: string | undefined): Refused | undefined =>
  debt === undefined
    ? undefined
    : refuse(
        'REVIEW_DEBT',
        `The emergency ${debt}, of the same incident or with the same people or worker, has not been reviewed.`,
      );
