import type { PermitRow } from '@guildhall/audit';
import { isWorked } from '@guildhall/permit';
import type { Others, People } from '@guildhall/permit';
import type { Transaction } from 'kysely';
import type { Held, Tables } from '../database/tables.js';

/** Everybody enrolled, as the rules of permits want them. */
export const everybody = async (view: Transaction<Tables>): Promise<People> => {
  const rows = await view
    .selectFrom('people')
    .select(['id', 'roles', 'delegations'])
    .where('enrolled', '=', true)
    .execute();
  return new Map(rows.map(({ id, roles, delegations }) => [id, { roles, delegations }]));
};

/** Who works under it, or undoes the work, and waits for a confirmation: what is excluded for one is for both. */
const workersOf = ({ permit }: PermitRow<Held>): string[] => {
  const announcer = isWorked(permit) ? permit.work.announced?.workerId : undefined;
  return [permit.terms.workerId, ...(announcer === undefined ? [] : [announcer])];
};

/** Owners of these masters and workers, by their id. */
const ownersOf = async (
  view: Transaction<Tables>,
  permits: readonly PermitRow<Held>[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  if (permits.length === 0) return new Map();
  const masters = await view
    .selectFrom('masters')
    .select(['id', 'owners'])
    .where(
      'id',
      'in',
      permits.map(({ permit }) => permit.terms.requestedBy),
    )
    .execute();
  const workers = await view
    .selectFrom('workers')
    .select(['id', 'view'])
    .where('id', 'in', permits.flatMap(workersOf))
    .execute();
  return new Map([
    ...masters.map(({ id, owners }) => [id, owners] as const),
    ...workers.map((worker) => [worker.id, worker.view.owners] as const),
  ]);
};

/** What the rules of permits want to know about others, for each of these permits. */
export const othersOf = async (
  view: Transaction<Tables>,
  permits: readonly PermitRow<Held>[],
  people: People,
): Promise<(permit: PermitRow<Held>) => Others> => {
  const owners = await ownersOf(view, permits);
  const of = (id: string): readonly string[] => owners.get(id) ?? [];
  return (row) => ({
    people,
    owners: [row.permit.terms.requestedBy, ...workersOf(row)].flatMap(of),
  });
};
