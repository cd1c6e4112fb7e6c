import type { Caller } from '@guildhall/audit';
import type { EmergencyQuery, Role } from '@guildhall/contracts';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { BY_POSITION, pageOf } from '../asking/pages.js';
import type { Asked, Question } from '../asking/question.js';

/** Who reads every emergency: those who read everything, and those who approve and review them. */
const READERS: ReadonlySet<Role> = new Set<Role>([
  'auditor',
  'operator',
  'incident-commander',
  'security-lead',
]);

/** Others read what they asked for, or what concerns them as a worker. */
const readable = (caller: Caller): RawBuilder<boolean> =>
  caller.kind === 'person' && caller.roles.some((role) => READERS.has(role))
    ? sql<boolean>`true`
    : sql<boolean>`(requester = ${caller.id} or worker = ${caller.id})`;

const matching = ({ view, caller }: Asked, { state }: EmergencyQuery, before: number | undefined) =>
  view
    .selectFrom('emergencies')
    .selectAll()
    .where(readable(caller))
    .$if(state !== undefined, (rows) => rows.where('state', '=', state ?? 'REQUESTED'))
    .$if(before !== undefined, (rows) => rows.where('position', '<', before ?? 0))
    .orderBy('position', 'desc');

/** Which emergencies are there, and is a review owed? The newest first. */
export const whichEmergencies: Question<'emergency.list'> = async (asked, payload) => {
  const page = await pageOf(payload, BY_POSITION, {
    rows: (before, count) => matching(asked, payload, before?.[0]).limit(count).execute(),
    itemOf: (row) => row.view,
  });
  return 'refusal' in page ? page : { result: { emergencies: page.items, ...page.next } };
};
