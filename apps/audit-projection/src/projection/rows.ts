import type { EventRow, Row } from '@guildhall/audit';
import { sql } from 'kysely';
import type { RawBuilder, Transaction } from 'kysely';
import type { Tables } from '../database/tables.js';

type Table = keyof Tables;

// One JSON parameter holds all rows: the statement is the same for one row and for 500.
const given = (table: Table, rows: readonly object[]): RawBuilder<unknown> =>
  sql`select * from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::json)`;

/** Rows by id; those that are not there are left out. */
export const loadRows = async <R extends Row>(
  transaction: Transaction<Tables>,
  table: Table,
  ids: readonly string[],
): Promise<Map<string, R>> => {
  const { rows } = await sql<R>`
    select * from ${sql.table(table)} where id in (${sql.join(ids)})`.execute(transaction);
  return new Map(rows.map((row) => [row.id, row]));
};

/** Writes rows, in place of those with the same id. */
export const saveRows = async (
  transaction: Transaction<Tables>,
  table: Table,
  rows: readonly Row[],
): Promise<void> => {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).filter((column) => column !== 'id');
  const replaced = columns.map((column) => sql`${sql.id(column)} = excluded.${sql.id(column)}`);
  await sql`
    insert into ${sql.table(table)} ${given(table, rows)}
    on conflict (id) do update set ${sql.join(replaced)}`.execute(transaction);
};

/** Writes events. One that is there already is the same one: positions are never given twice. */
export const saveEvents = async (
  transaction: Transaction<Tables>,
  rows: readonly EventRow[],
): Promise<void> => {
  await sql`insert into events ${given('events', rows)} on conflict (position) do nothing`.execute(
    transaction,
  );
};
