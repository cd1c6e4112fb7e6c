import { refuse } from '@guildhall/contracts';
import type { Decision, DirectoryChangeProposed, EventOf, Role } from '@guildhall/contracts';
import { forbidden } from '../permit/refusals.js';
import type { Refused } from '../permit/refusals.js';
import { roleNeededBy } from './credential.js';
import type { Listing } from './listing.js';
import { holdsRole } from './people.js';
import type { Person } from './people.js';
import { taken } from './propose.js';

/** `directory.confirm` with what the log says of others. */
export interface Confirm {
  type: 'confirm';
  caller: string;
  /** The caller, where enrolled. */
  asker: Person | undefined;
  /** Whom it is about. */
  id: string;
  /** Of the proposal that was read. */
  sha256: string;
  /** Who proposed what waits, where enrolled. */
  proposer: Person | undefined;
  /** Whether the id is claimed, in whatever case, by any kind of participant. */
  claimed: boolean;
}

type ConfirmEvent = EventOf<
  'directory.enrolled' | 'directory.roles-changed' | 'directory.removed' | 'directory.credential-revoked'
>;

const separate = (why: string): Refused => refuse('SEPARATION_OF_DUTIES', why);

const mayNot = ({ asker, caller, id }: Confirm): Refused | undefined => {
  if (!holdsRole(asker, 'governance-board'))
    return forbidden('Only members of the governance board confirm who is enrolled, with which roles.');
  return caller === id
    ? separate('Nobody confirms a change about themselves; another member does.')
    : undefined;
};

/**
 * Why what waits cannot be put in force. Its proposer has to be an operator still: so whoever is removed, or loses that
 * role, leaves at least one operator behind, without whom nobody could be enrolled any more.
 */
const obstacle = (command: Confirm, proposal: DirectoryChangeProposed, listing: Listing) => {
  const { caller, sha256, proposer, id, claimed } = command;
  if (proposal.by === caller) return separate(`${caller} proposed it; another member confirms it.`);
  if (proposal.sha256 !== sha256)
    return refuse('STALE_VIEW', `What is proposed about ${id} has the digest ${proposal.sha256}.`);
  if (!holdsRole(proposer, 'operator'))
    return refuse('ROLE_NOT_HELD', `${proposal.by}, who proposed it, is no operator any more.`);
  return proposal.change === 'enroll' ? taken(id, claimed, listing) : undefined;
};

/** A person who is gone logs in no more; nor does one with a credential for a role that is lost (6.1). */
const revocation = ({ caller, id }: Confirm, { credentials }: Listing, left: readonly Role[] | 'gone') => {
  if (credentials.status !== 'ISSUED') return [];
  const { kind, publicKey } = credentials;
  const needed = roleNeededBy(kind);
  if (left !== 'gone' && (needed === undefined || left.includes(needed))) return [];
  const data = { id, publicKeys: [publicKey], by: caller };
  return [{ type: 'directory.credential-revoked' as const, data }];
};

const inForce = (command: Confirm, proposal: DirectoryChangeProposed, listing: Listing): ConfirmEvent[] => {
  const { change, roles = [], personal, sha256 } = proposal;
  if (change === 'remove')
    return [
      { type: 'directory.removed', data: { proposal: sha256 } },
      ...revocation(command, listing, 'gone'),
    ];
  if (change === 'assign-roles')
    return [
      { type: 'directory.roles-changed', data: { roles, proposal: sha256 } },
      ...revocation(command, listing, roles),
    ];
  if (personal === undefined) throw new Error(`an enrolment of ${command.id} was proposed without a name`);
  return [{ type: 'directory.enrolled', data: { roles, personal, proposal: sha256 } }];
};

/**
 * A second person, of the governance board, puts in force what an operator proposed about a third. A credential that it
 * takes the ground from is revoked in the same append.
 */
export const confirm = (command: Confirm, listing: Listing): Decision<ConfirmEvent> => {
  const refused = mayNot(command);
  if (refused) return refused;
  const { proposal, confirmed } = listing;
  if (proposal === undefined)
    return confirmed === command.sha256
      ? { events: [] }
      : refuse('INVALID_STATE', `Nothing is proposed about ${command.id}.`);
  return obstacle(command, proposal, listing) ?? { events: inForce(command, proposal, listing) };
};
