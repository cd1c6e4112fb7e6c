import type { Caller, PermitRow } from '@guildhall/audit';
import { hasCome } from '@guildhall/contracts';
import type { Role } from '@guildhall/contracts';
import type { People } from '@guildhall/permit';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Asked } from '../asking/question.js';
import type { Held } from '../database/tables.js';
import type { InboxKey } from './key.js';

/** So many permits are looked at in one go. */
export const CHUNK = 200;

/** Roles that somebody may use: their own, and those that others let them use now. */
const usableRoles = ({ caller, now }: Asked, people: People): Role[] => {
  const lent = [...people.values()]
    .flatMap(({ delegations }) => delegations)
    .filter(({ to, until }) => to === caller.id && !hasCome(until, now))
    .map(({ role }) => role);
  return caller.kind === 'person' ? [...new Set([...caller.roles, ...lent])] : [];
};

/** What the caller may have to confirm: people anything in production, a master what it asked for itself. */
const confirmable = ({ kind, id }: Caller): RawBuilder<boolean> => {
  if (kind === 'person') return sql<boolean>`waiting`;
  return kind === 'master' ? sql<boolean>`waiting and master = ${id}` : sql<boolean>`false`;
};

/**
 * Permits behind `from`, in the inbox's order, that may wait for the caller: those that people decide on and whose plan
 * names a role that the caller may use, and those whose worker has announced what somebody has to confirm.
 */
export const candidates = (
  asked: Asked,
  people: People,
  from: InboxKey | undefined,
): Promise<PermitRow<Held>[]> => {
  const { view, caller, now } = asked;
  return view
    .selectFrom('permits')
    .selectAll()
    .where('due', '>', now)
    .where(
      sql<boolean>`(
        (state in ('REQUESTED', 'UNDER_REVIEW') and roles && ${usableRoles(asked, people)}::text[])
        or (${confirmable(caller)})
      )`,
    )
    .$if(from !== undefined, (rows) =>
      rows.where(sql<boolean>`(due, urgency, id) > (${from?.[0]}, ${from?.[1]}::integer, ${from?.[2]})`),
    )
    .orderBy('due')
    .orderBy('urgency')
    .orderBy('id')
    .limit(CHUNK)
    .execute();
};
