import { isParticipantId, refuse } from '@guildhall/contracts';
import type { Decision, DirectoryChangeProposed, EventOf, Role } from '@guildhall/contracts';
import { firstRefusal, forbidden } from '../permit/refusals.js';
import type { Refused } from '../permit/refusals.js';
import type { Listing } from './listing.js';
import { holdsRole } from './people.js';
import type { Person } from './people.js';

/** `directory.enroll`, `assign-roles` or `remove`, with what the log says of others. */
export interface Propose {
  type: 'propose';
  caller: string;
  /** The caller, where enrolled. */
  asker: Person | undefined;
  /** Whom it is about. */
  id: string;
  proposal: DirectoryChangeProposed;
  /** Whether the id is claimed, in whatever case, by any kind of participant. */
  claimed: boolean;
}

type Check = (command: Propose, listing: Listing) => Refused | undefined;

const byOperator: Check = ({ asker }) =>
  holdsRole(asker, 'operator')
    ? undefined
    : forbidden('Only operators propose who is enrolled, with which roles.');

const forSomebodyElse: Check = ({ caller, id }) =>
  caller === id
    ? refuse('SEPARATION_OF_DUTIES', 'Nobody proposes a change about themselves; another operator does.')
    : undefined;

const wellFormed: Check = ({ id }) =>
  isParticipantId(id)
    ? undefined
    : refuse('VALIDATION_FAILED', `${id} cannot be the id of a person.`, {
        details: [{ pointer: '/personId', message: 'is reserved or malformed' }],
      });

/** `ALREADY_EXISTS` where somebody else has the id; who was removed may come back under their own. */
export const taken = (id: string, claimed: boolean, { entry }: Listing): Refused | undefined => {
  if (entry.status === 'ENROLLED') return refuse('ALREADY_EXISTS', `${id} is enrolled.`);
  return claimed && entry.status === 'UNKNOWN'
    ? refuse('ALREADY_EXISTS', `${id} is taken, if in another case or by another kind of participant.`)
    : undefined;
};

const free: Check = ({ id, claimed }, listing) => taken(id, claimed, listing);

const known: Check = ({ id }, { entry }) =>
  entry.status === 'ENROLLED' ? undefined : refuse('NOT_FOUND', `${id} is not enrolled.`);

const checksOf = ({ change }: DirectoryChangeProposed): readonly Check[] => [
  byOperator,
  forSomebodyElse,
  ...(change === 'enroll' ? [wellFormed, free] : [known]),
];

const sameRoles = (held: object, roles: readonly Role[] = []): boolean =>
  Object.keys(held).length === roles.length && roles.every((role) => Object.hasOwn(held, role));

const nothingNew = ({ proposal }: Propose, { entry, proposal: open }: Listing): boolean =>
  open
    ? open.sha256 === proposal.sha256
    : proposal.change === 'assign-roles' &&
      entry.status === 'ENROLLED' &&
      sameRoles(entry.roles, proposal.roles);

/** An operator proposes a change about somebody else; it takes the place of one that still waits. */
export const propose = (command: Propose, listing: Listing): Decision<EventOf<'directory.change-proposed'>> =>
  firstRefusal(checksOf(command.proposal), command, listing) ?? {
    events: nothingNew(command, listing)
      ? []
      : [{ type: 'directory.change-proposed', data: command.proposal }],
  };
