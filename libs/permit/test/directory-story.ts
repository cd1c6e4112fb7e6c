import { createHash } from 'node:crypto';
import type { Decision, EventOf, Recorded, Role, Sealed, TypesOf } from '@guildhall/contracts';
import { directoryDecider, proposalOf } from '../src/index.js';
import type {
  Change,
  Confirm,
  Delegate,
  DirectoryCommand,
  EndDelegation,
  Listing,
  Propose,
} from '../src/index.js';
import { at, person, sha } from './factories.js';

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

export type DirectoryEvent = EventOf<TypesOf<'directory'>>;

export const personal: Sealed = {
  sealed: { person: 'nora', key: 'k1', alg: 'A256GCM', iv: 'AAAA', text: 'BBBB' },
};

export const key = (letter: string): string => `U${letter.repeat(55)}`;

/** Events on nora's entity, from position 100 on. */
export const recordedOf = (events: readonly DirectoryEvent[]): Recorded<TypesOf<'directory'>>[] =>
  events.map((event, index) => ({
    ...event,
    id: `id-${index}`,
    context: 'directory',
    entity: 'nora',
    version: index + 1,
    position: 100 + index,
    time: at(index),
    actor: 'somebody',
    correlation: 'nora',
    causation: 'a cause',
  }));

export const listingAfter = (...events: DirectoryEvent[]): Listing =>
  recordedOf(events).reduce(directoryDecider.evolve, directoryDecider.initialState);

export const given = (...history: DirectoryEvent[]) => ({
  when: (command: DirectoryCommand): Decision<DirectoryEvent> =>
    directoryDecider.decide(command, listingAfter(...history)),
});

export const ENROL: Change = { change: 'enroll', roles: ['manager'], personal };
export const REMOVE: Change = { change: 'remove' };
export const assign = (...roles: Role[]): Change => ({ change: 'assign-roles', roles });

/** The digest of a change of nora that `by` proposes. */
export const digestOfChange = (change: Change, by = 'olivia'): string =>
  proposalOf('nora', change, by, sha256).sha256;

export const enrolled = (...roles: Role[]): DirectoryEvent => ({
  type: 'directory.enrolled',
  data: { roles, personal, bootstrap: sha('1') },
});
export const proposed = (change: Change, by = 'olivia'): DirectoryEvent => ({
  type: 'directory.change-proposed',
  data: proposalOf('nora', change, by, sha256),
});
export const confirmedEnrolment = (by = 'olivia'): DirectoryEvent => ({
  type: 'directory.enrolled',
  data: { roles: ['manager'], personal, proposal: digestOfChange(ENROL, by) },
});
export const rolesChanged = (...roles: Role[]): DirectoryEvent => ({
  type: 'directory.roles-changed',
  data: { roles, proposal: digestOfChange(assign(...roles)) },
});
export const removed = (by = 'olivia'): DirectoryEvent => ({
  type: 'directory.removed',
  data: { proposal: digestOfChange(REMOVE, by) },
});
export const delegated = (role: Role, to: string, until: string): DirectoryEvent => ({
  type: 'directory.delegated',
  data: { role, to, until },
});
export const delegationEnded = (role: Role, to: string, by: string): DirectoryEvent => ({
  type: 'directory.delegation-ended',
  data: { role, to, by },
});
export const credentialIssued = (kind: 'person' | 'operator' | 'auditor', letter = 'A'): DirectoryEvent => ({
  type: 'directory.credential-issued',
  data: { id: 'nora', kind, publicKey: key(letter) },
});
export const credentialRevoked = (by: string, letter = 'A'): DirectoryEvent => ({
  type: 'directory.credential-revoked',
  data: { id: 'nora', publicKeys: [key(letter)], by },
});

/** Operator olivia proposes it. */
export const proposing = (change: Change, changes: Partial<Propose> = {}): Propose => {
  const caller = changes.caller ?? 'olivia';
  const id = changes.id ?? 'nora';
  return {
    type: 'propose',
    caller,
    asker: person('operator'),
    id,
    proposal: proposalOf(id, change, caller, sha256),
    claimed: false,
    ...changes,
  };
};

/** Gwen of the governance board confirms what olivia proposed. */
export const confirming = (change: Change, changes: Partial<Confirm> = {}): Confirm => ({
  type: 'confirm',
  caller: 'gwen',
  asker: person('governance-board'),
  id: 'nora',
  sha256: digestOfChange(change),
  proposer: person('operator'),
  claimed: false,
  ...changes,
});

/** Nora delegates her role of manager to alice, for a day. */
export const delegating = (changes: Partial<Delegate> = {}): Delegate => ({
  type: 'delegate',
  caller: 'nora',
  now: at(0),
  role: 'manager',
  to: 'alice',
  until: at(24 * 60),
  delegate: person('vp'),
  durations: { delegation: 'P14D' },
  ...changes,
});

/** Nora ends it. */
export const ending = (changes: Partial<EndDelegation> = {}): EndDelegation => ({
  type: 'end-delegation',
  caller: 'nora',
  from: 'nora',
  role: 'manager',
  to: 'alice',
  now: at(60),
  ...changes,
});
