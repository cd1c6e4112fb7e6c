import type { Caller } from '@guildhall/audit';
import { SYSTEM } from '@guildhall/contracts';
import type { Role } from '@guildhall/contracts';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { PersonRow } from '@guildhall/audit';
import type { Tables } from '../database/tables.js';

interface Found {
  roles: PersonRow['roles'] | null;
  lent: Role[] | null;
  master: boolean;
  worker: boolean;
}

const personOf = (id: string, roles: PersonRow['roles'], lent: Role[] | null): Caller => ({
  kind: 'person',
  id,
  roles: Object.keys(roles) as Role[],
  ...(lent ? { lent } : {}),
});

/** Who `id` is at `now`, as far as the log says; ids are unique across kinds. Undefined for whom it does not know. */
export const identify = async (
  view: Transaction<Tables>,
  id: string,
  now: string,
): Promise<Caller | undefined> => {
  if (id === SYSTEM) return { kind: 'system', id };
  const { rows } = await sql<Found>`select
    (select roles from people where id = ${id} and enrolled) as roles,
    (select json_agg(given ->> 'role') from people, json_array_elements(delegations) given
      where enrolled and given ->> 'to' = ${id} and (given ->> 'until')::timestamptz > ${now}::timestamptz) as lent,
    exists (select from masters where id = ${id}) as master,
    exists (select from workers where id = ${id}) as worker`.execute(view);
  const [found] = rows;
  if (found?.roles) return personOf(id, found.roles, found.lent);
  if (found?.master) return { kind: 'master', id };
  return found?.worker ? { kind: 'worker', id } : undefined;
};
