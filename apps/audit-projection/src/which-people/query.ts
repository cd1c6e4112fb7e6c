import type { Caller, PersonRow } from '@guildhall/audit';
import { hasCome } from '@guildhall/contracts';
import type { PeopleQuery, PersonItem, Role } from '@guildhall/contracts';
import { sql } from 'kysely';
import { BY_ID, pageOf } from '../asking/pages.js';
import type { Asked, Question } from '../asking/question.js';

/** Who reads the whole directory: auditors, and those who change it together. Others read what it says of themselves. */
const READERS: ReadonlySet<Role> = new Set<Role>(['auditor', 'operator', 'governance-board']);

const readsAll = (caller: Caller): boolean =>
  caller.kind === 'person' && caller.roles.some((role) => READERS.has(role));

const itemOf = ({ id, roles, delegations, proposal, enrolled }: PersonRow, now: string): PersonItem => ({
  id,
  roles: Object.keys(roles) as Role[],
  delegations: delegations.filter(({ until }) => !hasCome(until, now)),
  ...(proposal ? { proposal } : {}),
  enrolled,
});

const matching = ({ view, caller }: Asked, { role }: PeopleQuery, after: string) =>
  view
    .selectFrom('people')
    .selectAll()
    .where('id', '>', after)
    .$if(!readsAll(caller), (rows) => rows.where('id', '=', caller.id))
    .$if(role !== undefined, (rows) => rows.where(sql<boolean>`roles::jsonb ? ${role ?? ''}`))
    .orderBy('id');

/** Who is in the directory, in which roles, and what is proposed about them? By id; names stay sealed. */
export const whichPeople: Question<'directory.list'> = async (asked, payload) => {
  const page = await pageOf(payload, BY_ID, {
    rows: (after, count) =>
      matching(asked, payload, after?.[0] ?? '')
        .limit(count)
        .execute(),
    itemOf: (row) => itemOf(row, asked.now),
  });
  return 'refusal' in page ? page : { result: { people: page.items, ...page.next } };
};
