import type { Caller, PersonRow } from '@guildhall/audit';
import { hasCome } from '@guildhall/contracts';
import type { PeopleQuery, PersonItem, Role } from '@guildhall/contracts';
import { sql } from 'kysely';
import { decodeCursor, encodeCursor, isIdKey } from '../asking/cursor.js';
import { DEFAULT_LIMIT, cut } from '../asking/pages.js';
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
  const start = decodeCursor(payload.cursor, isIdKey);
  if ('refusal' in start) return start;
  const limit = payload.limit ?? DEFAULT_LIMIT;
  const rows = await matching(asked, payload, start.key?.[0] ?? '')
    .limit(limit + 1)
    .execute();
  const { page, last } = cut(rows, limit);
  return {
    result: {
      people: page.map((row) => itemOf(row, asked.now)),
      ...(last ? { next: encodeCursor([last.id]) } : {}),
    },
  };
};
