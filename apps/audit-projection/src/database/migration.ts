import { GENERATION } from '@guildhall/audit';
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { Tables } from './tables.js';

/** Where the tables are; connections have it as their search path. */
export const SCHEMA = 'guildhall';

// Ids, times and states sort by their bytes, in every database alike: pages are cut by that order.
const text = sql.raw('text collate "C"');

// Rows of some kilobytes stay on their page as they are: to compress them and to move parts of them elsewhere costs a fifth
// of all the work that the database has with them.
const inline = sql.raw('with (toast_tuple_target = 8160)');

// Values are `json`, not `jsonb`: they keep the order of their keys, such as that of the roles in a plan.
const STATEMENTS: readonly RawBuilder<unknown>[] = [
  sql`create schema ${sql.id(SCHEMA)}`,
  sql`create table checkpoint (
    id text primary key, generation integer not null, log text not null, position bigint not null, event text not null
  )`,
  sql`insert into checkpoint values ('log', ${sql.lit(GENERATION)}, '', 0, '')`,
  sql`create table events (
    position bigint primary key, id text not null, type text not null, context text not null, entity ${text} not null,
    version integer not null, time ${text} not null, actor ${text} not null, correlation ${text} not null,
    causation text not null, task ${text}, data json not null
  ) ${inline}`,
  sql`create index events_by_task on events (task, position)`,
  sql`create index events_by_type on events (type, position)`,
  sql`create table tasks (
    id ${text} primary key, position bigint not null, task ${text}, master ${text} not null, worker ${text}, nonunion boolean not null,
    roles text[] not null, view json not null
  ) ${inline}`,
  sql`create index tasks_by_task on tasks (task, position)`,
  sql`create table permits (
    id ${text} primary key, position bigint not null, state ${text} not null, level integer not null,
    urgency integer not null, waiting boolean not null, due ${text}, master ${text} not null, worker ${text}, nonunion boolean not null,
    roles text[] not null, facts json not null, permit json not null
  ) ${inline}`,
  sql`create index permits_by_position on permits (position)`,
  sql`create index permits_by_urgency on permits (due, urgency, id) where due is not null`,
  sql`create index permits_by_state on permits (state, position)`,
  sql`create index permits_by_master on permits (master, position)`,
  sql`create index permits_by_worker on permits (worker, position)`,
  sql`create table people (
    id ${text} primary key, enrolled boolean not null, roles json not null, delegations json not null, proposal json,
    personal json
  )`,
  sql`create table workers (id ${text} primary key, view json not null)`,
  sql`create table masters (
    id ${text} primary key, level integer not null, owners json not null, capabilities json,
    retired boolean not null
  )`,
  sql`create table emergencies (
    id ${text} primary key, position bigint not null, state ${text} not null, requester ${text} not null,
    worker ${text} not null, view json not null
  )`,
  sql`create index emergencies_by_position on emergencies (position)`,
  sql`create table signing_keys (id ${text} primary key, keys json not null)`,
  sql`create table policies (
    id ${text} primary key, position bigint not null, published bigint, document json not null,
    endorsements json not null, view json not null
  )`,
  sql`create index policies_by_position on policies (position)`,
  sql`create index policies_by_publication on policies (published) where published is not null`,
  sql`create table settled_letters (id ${text} primary key, services text[] not null)`,
];

/** Makes the tables anew, empty. What was there is gone: it can all be folded from the log again. */
export const recreate = (database: Kysely<Tables>): Promise<void> =>
  database.transaction().execute(async (transaction) => {
    await sql`drop schema if exists ${sql.id(SCHEMA)} cascade`.execute(transaction);
    for (const statement of STATEMENTS) await statement.execute(transaction);
  });

const generationOf = async (database: Kysely<Tables>): Promise<number | undefined> => {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass(${`${SCHEMA}.checkpoint`}) is not null as there`.execute(database);
  if (rows[0]?.there !== true) return undefined;
  const row = await database.selectFrom('checkpoint').select('generation').executeTakeFirst();
  return row?.generation;
};

/** Makes the tables where they are not, or are of another generation. */
export const migrate = async (database: Kysely<Tables>): Promise<void> => {
  if ((await generationOf(database)) !== GENERATION) await recreate(database);
};
