import type { PersonItem, Recorded, Role, Sealed } from '@guildhall/contracts';
import type { Fold, Row } from '../fold.js';

/** A person as the directory knows them now: enrolled, or proposed to be, or removed. */
export interface PersonRow extends Row {
  /** Whether they decide on things. Who does not holds no role. */
  enrolled: boolean;
  /** Roles held, each with the position since when it was held without a break. */
  roles: Partial<Record<Role, number>>;
  /** Whom they let use a role of theirs: of each role the last one, which may be over by now. */
  delegations: PersonItem['delegations'];
  /** What waits to be confirmed. */
  proposal: NonNullable<PersonItem['proposal']> | null;
  /** Name and e-mail, as the log holds them: sealed. Null before they are enrolled. */
  personal: Sealed | null;
}

const HANDLES = [
  'directory.enrolled',
  'directory.change-proposed',
  'directory.roles-changed',
  'directory.delegated',
  'directory.delegation-ended',
  'directory.removed',
] as const;
type Handled = Recorded<(typeof HANDLES)[number]>;

const unknown = (id: string): PersonRow => ({
  id,
  enrolled: false,
  roles: {},
  delegations: [],
  proposal: null,
  personal: null,
});

// A role that was held before is held without a break.
const rolesSince = (roles: readonly Role[], position: number, before: PersonRow['roles']) =>
  Object.fromEntries(roles.map((role) => [role, before[role] ?? position]));

const proposalOf = ({ time, data }: Recorded<'directory.change-proposed'>): PersonRow['proposal'] => {
  const { change, roles, by, sha256 } = data;
  return { change, ...(roles ? { roles } : {}), by, at: time, sha256 };
};

const withoutRole = ({ delegations }: PersonRow, ended: Role): PersonRow['delegations'] =>
  delegations.filter(({ role }) => role !== ended);

const evolve = (row: PersonRow, event: Handled): PersonRow => {
  switch (event.type) {
    case 'directory.enrolled': {
      const { roles, personal } = event.data;
      return { ...unknown(row.id), enrolled: true, roles: rolesSince(roles, event.position, {}), personal };
    }
    case 'directory.change-proposed':
      return { ...row, proposal: proposalOf(event) };
    case 'directory.roles-changed': {
      const { roles } = event.data;
      return {
        ...row,
        roles: rolesSince(roles, event.position, row.roles),
        // Whoever gets a role back has to delegate it anew.
        delegations: row.delegations.filter(({ role }) => roles.includes(role)),
        proposal: null,
      };
    }
    case 'directory.delegated': {
      const { role, to, until } = event.data;
      return { ...row, delegations: [...withoutRole(row, role), { role, to, until }] };
    }
    case 'directory.delegation-ended':
      return { ...row, delegations: withoutRole(row, event.data.role) };
    case 'directory.removed':
      return { ...unknown(row.id), personal: row.personal };
  }
};

/** Who is enrolled, in which roles since when, whom do they let act for them, and what is proposed about them? */
export const personFold: Fold<Handled, PersonRow> = {
  handles: HANDLES,
  evolve: (row, event) => evolve(row ?? unknown(event.entity), event),
};
