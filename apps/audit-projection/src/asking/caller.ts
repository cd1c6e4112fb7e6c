import type { Caller } from '@guildhall/audit';
import { SYSTEM } from '@guildhall/contracts';
import type { Role } from '@guildhall/contracts';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { PersonRow } from '@guildhall/audit';
import type { Tables } from '../database/tables.js';

interface Found {
  roles: PersonRow['roles'] | null;
  master: boolean;
  worker: boolean;
}

/** Who `id` is, as far as the log says; ids are unique across kinds. Undefined for whom it does not know. */
export const identify = async (view: Transaction<Tables>, id: string): Promise<Caller | undefined> => {
  if (id === SYSTEM) return { kind: 'system', id };
  const { rows } = await sql<Found>`select
    (select roles from people where id = ${id}) as roles,
    exists (select from masters where id = ${id}) as master,
    exists (select from workers where id = ${id}) as worker`.execute(view);
  const [found] = rows;
  if (found?.roles) return { kind: 'person', id, roles: Object.keys(found.roles) as Role[] };
  if (found?.master) return { kind: 'master', id };
  return found?.worker ? { kind: 'worker', id } : undefined;
};
