import {
  PARTICIPANT_KINDS,
  SERVICES,
  adminPermissions,
  claimsPermissions,
  participantPermissions,
  probePermissions,
  servicePermissions,
} from '@guildhall/contracts';
import type { ParticipantKind, Permissions, Service } from '@guildhall/contracts';

/** SYS is the servers' own; CORE has streams and services; EDGE has everybody else (6.1). */
export type AccountName = 'SYS' | 'CORE' | 'EDGE';

/** Who may sign what: users signed with the key of a scope have its permissions, whatever their own token says. */
export interface Scope {
  account: AccountName;
  role: ParticipantKind | Service | 'admin' | 'probe' | 'claims';
  permissions: Permissions;
}

// nats-server puts the user's name here; names are checked before a token is signed, so none can hold a dot or star.
const NAME = '{{name()}}';

/**
 * One scope per kind of participant and per service, one to provision, one to ask servers how they are set up, and one to
 * give them newer account tokens.
 */
export const SCOPES: readonly Scope[] = [
  ...PARTICIPANT_KINDS.map((role): Scope => ({
    account: 'EDGE',
    role,
    permissions: participantPermissions(role, NAME),
  })),
  ...SERVICES.map((role): Scope => ({ account: 'CORE', role, permissions: servicePermissions(role) })),
  { account: 'CORE', role: 'admin', permissions: adminPermissions() },
  { account: 'SYS', role: 'probe', permissions: probePermissions() },
  { account: 'SYS', role: 'claims', permissions: claimsPermissions() },
];
