import type { Recorded, Role, Sealed } from '@guildhall/contracts';
import type { Fold, Row } from '../fold.js';

/** A person as the directory knows them now. */
export interface PersonRow extends Row {
  /** Roles held, each with the position since when it was held without a break. */
  roles: Partial<Record<Role, number>>;
  /** Name and e-mail, as the log holds them: sealed. */
  personal: Sealed;
}

/** Who is enrolled, and in which roles since when? */
export const personFold: Fold<Recorded<'directory.enrolled'>, PersonRow> = {
  handles: ['directory.enrolled'],
  evolve: (_row, { entity, position, data: { roles, personal } }) => ({
    id: entity,
    roles: Object.fromEntries(roles.map((role) => [role, position])),
    personal,
  }),
};
