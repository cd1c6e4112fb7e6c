import type { PermitRow } from '@guildhall/audit';
import type { Role } from '@guildhall/contracts';
import { whoCouldApprove } from '@guildhall/permit';
import type { People } from '@guildhall/permit';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { decodeCursor, encodeCursor } from '../asking/cursor.js';
import { DEFAULT_LIMIT, cut } from '../asking/pages.js';
import type { Asked, Question } from '../asking/question.js';
import type { Held, Tables } from '../database/tables.js';
import { everybody, othersOf } from '../where-a-permit-stands/others.js';
import { permitItem } from '../which-permits/item.js';
import { inboxKey, isInboxKey } from './key.js';
import type { InboxKey } from './key.js';

type Row = PermitRow<Held>;

const CHUNK = 200;

/** Permits that people decide on and whose plan names a role of the caller's, behind `from` in the inbox's order. */
const candidates = (
  view: Transaction<Tables>,
  roles: readonly Role[],
  now: string,
  from: InboxKey | undefined,
): Promise<Row[]> =>
  view
    .selectFrom('permits')
    .selectAll()
    .where('state', 'in', ['REQUESTED', 'UNDER_REVIEW'])
    .where('deadline', '>', now)
    .where(sql<boolean>`roles && ${[...roles]}::text[]`)
    .$if(from !== undefined, (rows) =>
      rows.where(sql<boolean>`(deadline, urgency, id) > (${from?.[0]}, ${from?.[1]}::integer, ${from?.[2]})`),
    )
    .orderBy('deadline')
    .orderBy('urgency')
    .orderBy('id')
    .limit(CHUNK)
    .execute();

/** Those of `rows` of which the caller could take a place now. */
const waiting = async (
  { view, caller, now }: Asked,
  people: People,
  rows: readonly Row[],
): Promise<Row[]> => {
  const others = await othersOf(view, rows, people);
  return rows.filter((row) =>
    whoCouldApprove(row.permit, others(row), now).some(
      (place) => place.open && place.people.includes(caller.id),
    ),
  );
};

const collect = async (
  asked: Asked,
  roles: readonly Role[],
  from: InboxKey | undefined,
  wanted: number,
): Promise<Row[]> => {
  const people = await everybody(asked.view);
  const found: Row[] = [];
  let next = from;
  for (;;) {
    const rows = await candidates(asked.view, roles, asked.now, next);
    found.push(...(await waiting(asked, people, rows)));
    const last = rows.at(-1);
    if (!last || rows.length < CHUNK || found.length >= wanted) return found;
    next = inboxKey(last);
  }
};

/** What waits for me? Permits of which the caller could take an open place now, by deadline, then by risk. */
export const whatWaitsForMe: Question<'permit.inbox'> = async (asked, payload) => {
  const start = decodeCursor(payload.cursor, isInboxKey);
  if ('refusal' in start) return start;
  const limit = payload.limit ?? DEFAULT_LIMIT;
  const roles = asked.caller.kind === 'person' ? asked.caller.roles : [];
  const { page, last } = cut(await collect(asked, roles, start.key, limit + 1), limit);
  return {
    result: {
      permits: page.map(permitItem),
      ...(last ? { next: encodeCursor(inboxKey(last)) } : {}),
    },
  };
};
