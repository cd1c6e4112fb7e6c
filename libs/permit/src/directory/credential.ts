import { GATEWAY, SYSTEM, refuse } from '@guildhall/contracts';
import type {
  CredentialKind,
  Decision,
  EventOf,
  KeyKind,
  Recorded,
  Refusal,
  Role,
  TypesOf,
} from '@guildhall/contracts';
import { holdsRole } from './people.js';
import type { Person } from './people.js';

/** How a participant logs in: with one key at most. Entity: the participant, beside what else the directory says of it. */
export type Credentials =
  | { status: 'NONE'; revoked: readonly string[] }
  | {
      status: 'ISSUED';
      kind: KeyKind;
      publicKey: string;
      /** All keys that were good before, oldest first. */
      revoked: readonly string[];
    };

/** Whose an id is: somebody enrolled, or what is registered under it. */
export type Holder = { is: 'person'; person: Person } | { is: 'master' | 'worker' };

interface Asked {
  caller: string;
  /** The caller, where it is enrolled. */
  asker: Person | undefined;
  id: string;
  /** Whose the id is; undefined where it is nobody's. */
  holder: Holder | undefined;
}

/** `directory.issue-credential` with what the log says of both. */
export interface CredentialIssue extends Asked {
  type: 'issue';
  kind: CredentialKind;
  publicKey: string;
}

/** `directory.revoke-credential` with what the log says of both. */
export interface CredentialRevocation extends Asked {
  type: 'revoke';
}

export type CredentialCommand = CredentialIssue | CredentialRevocation;
type CredentialEvent = EventOf<'directory.credential-issued' | 'directory.credential-revoked'>;
type Refused = { refusal: Refusal } | undefined;

const notAllowed = ({ caller, asker }: Asked): Refused =>
  caller === SYSTEM || holdsRole(asker, 'operator')
    ? undefined
    : refuse(
        'FORBIDDEN',
        'Only an operator, or whoever has the keys of this home, issues and revokes credentials.',
      );

/** The role for which a credential of this kind hears more than others (6.1), and without which there is none. */
export const roleNeededBy = (kind: KeyKind): Role | undefined =>
  kind === 'operator' || kind === 'auditor' ? kind : undefined;

/** What `kind` has to be known as. */
const NEEDS: Record<Exclude<CredentialKind, 'gateway'>, { is: Holder['is']; known: string }> = {
  person: { is: 'person', known: 'enrolled' },
  operator: { is: 'person', known: 'enrolled' },
  auditor: { is: 'person', known: 'enrolled' },
  master: { is: 'master', known: 'registered as a master' },
  worker: { is: 'worker', known: 'registered as a worker' },
};

const notThatKind = ({ id, kind, holder }: CredentialIssue): Refused => {
  if (kind === GATEWAY)
    return id === GATEWAY
      ? undefined
      : refuse('NOT_FOUND', `${id} is not the gateway, whose id is ${GATEWAY}.`);
  const { is, known } = NEEDS[kind];
  const role = roleNeededBy(kind);
  if (holder?.is !== is) return refuse('NOT_FOUND', `${id} is not ${known}.`);
  return role === undefined || (holder.is === 'person' && holdsRole(holder.person, role))
    ? undefined
    : refuse(
        'ROLE_NOT_HELD',
        `${id} does not hold the role ${role}, which a credential of this kind is for.`,
      );
};

const usedKey = ({ id, kind, publicKey }: CredentialIssue, state: Credentials): Refused => {
  if (state.revoked.includes(publicKey))
    return refuse('INVALID_STATE', `This key of ${id} was revoked, which is for ever. Make another.`);
  return state.status === 'ISSUED' && state.publicKey === publicKey && state.kind !== kind
    ? refuse('INVALID_STATE', `This key of ${id} was issued as ${state.kind}. Make another.`)
    : undefined;
};

const issued = ({ id, kind, publicKey }: CredentialIssue, state: Credentials): CredentialEvent => ({
  type: 'directory.credential-issued',
  data: { id, kind, publicKey, ...(state.status === 'ISSUED' ? { revokes: [state.publicKey] } : {}) },
});

const issue = (command: CredentialIssue, state: Credentials): Decision<CredentialEvent> =>
  notAllowed(command) ??
  notThatKind(command) ??
  usedKey(command, state) ?? {
    events:
      state.status === 'ISSUED' && state.publicKey === command.publicKey ? [] : [issued(command, state)],
  };

const nobody = ({ id, holder }: Asked, { status, revoked }: Credentials): Refused =>
  status === 'NONE' && revoked.length === 0 && holder === undefined
    ? refuse('NOT_FOUND', `Nobody has the id ${id}.`)
    : undefined;

const revoke = (command: CredentialRevocation, state: Credentials): Decision<CredentialEvent> =>
  notAllowed(command) ??
  nobody(command, state) ?? {
    events:
      state.status === 'NONE'
        ? []
        : [
            {
              type: 'directory.credential-revoked',
              data: { id: command.id, publicKeys: [state.publicKey], by: command.caller },
            },
          ],
  };

const decide = (command: CredentialCommand, state: Credentials): Decision<CredentialEvent> => {
  switch (command.type) {
    case 'issue':
      return issue(command, state);
    case 'revoke':
      return revoke(command, state);
    default:
      return command satisfies never;
  }
};

// What else the directory says of a participant is on the same entity.
const evolve = (state: Credentials, event: Recorded<TypesOf<'directory'>>): Credentials => {
  switch (event.type) {
    case 'directory.credential-issued': {
      const { kind, publicKey, revokes = [] } = event.data;
      return { status: 'ISSUED', kind, publicKey, revoked: [...state.revoked, ...revokes] };
    }
    case 'directory.credential-revoked':
      return { status: 'NONE', revoked: [...state.revoked, ...event.data.publicKeys] };
    default:
      return state;
  }
};

const initialState: Credentials = { status: 'NONE', revoked: [] };

/** With which key a participant logs in. Entity: `directory/<id>`. */
export const credentialDecider = { initialState, decide, evolve };
