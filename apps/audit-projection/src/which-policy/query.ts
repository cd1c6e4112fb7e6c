import { endorsementsThatCount, policyStatus } from '@guildhall/audit';
import type { Caller, PolicyRow } from '@guildhall/audit';
import { refuse } from '@guildhall/contracts';
import type { PolicyItem, PolicyResult, Role } from '@guildhall/contracts';
import { sql } from 'kysely';
import { BY_POSITION, pageOf } from '../asking/pages.js';
import type { Asked, Question } from '../asking/question.js';
import { policyInForce } from './in-force.js';

type Listed = Omit<PolicyRow, 'document'>;

const lastPublished = async (view: Asked['view']): Promise<number | null> => {
  const { last } = await view
    .selectFrom('policies')
    .select(({ fn }) => fn.max('published').as('last'))
    .executeTakeFirstOrThrow();
  return last;
};

const resultOf = (row: PolicyRow, last: number | null): PolicyResult => {
  const { version, hash, since } = row.view;
  return { document: row.document, version, hash, status: policyStatus(row, last), since };
};

/** What is only proposed is people's; whoever does work reads what decides about it, or has done so. */
const mayReadPolicy = ({ kind }: Caller, { published }: Pick<PolicyRow, 'published'>): boolean =>
  kind === 'person' || published !== null;

/**
 * What does a policy say, the one in force where none is named, and how does it stand? Everybody may ask; masters and
 * workers about policies that are or were in force.
 */
export const whichPolicy: Question<'policy.get'> = async ({ view, caller }, { sha256 }) => {
  if (sha256 === undefined) {
    const row = await policyInForce(view);
    return row
      ? { result: resultOf(row, row.published) }
      : refuse('NOT_FOUND', 'No policy has been published yet.');
  }
  const row = await view.selectFrom('policies').selectAll().where('id', '=', sha256).executeTakeFirst();
  return row && mayReadPolicy(caller, row)
    ? { result: resultOf(row, await lastPublished(view)) }
    : refuse('NOT_FOUND', 'No policy with this SHA-256 was ever proposed or published.');
};

const listed = (view: Asked['view'], before: number | undefined, count: number): Promise<Listed[]> =>
  view
    .selectFrom('policies')
    .select(['id', 'position', 'published', 'endorsements', 'view'])
    .$if(before !== undefined, (rows) => rows.where('position', '<', before ?? 0))
    .orderBy('position', 'desc')
    .limit(count)
    .execute();

const BOARD: Role = 'governance-board';

/** The governance board, each member with the position since when they are in it without a break. */
const board = async (view: Asked['view']): Promise<ReadonlyMap<string, number>> => {
  const people = await view
    .selectFrom('people')
    .select(['id', 'roles'])
    .where(sql<boolean>`roles::jsonb ? ${BOARD}`)
    .execute();
  return new Map(people.map(({ id, roles }) => [id, roles[BOARD] ?? Infinity]));
};

type ItemOf = (row: Listed) => PolicyItem;

const itemOf =
  (last: number | null, members: ReadonlyMap<string, number>): ItemOf =>
  ({ view: { version, hash, endorsedBy, ...more }, endorsements, ...row }) => {
    const status = policyStatus(row, last);
    const counting = status === 'proposed' ? endorsementsThatCount(endorsements, members) : endorsedBy;
    return { version, hash, status, ...more, endorsedBy: counting };
  };

/**
 * Which policies were ever proposed or published, and who has endorsed them? The newest first; of an open proposal those
 * whose endorsement counts now. People may ask.
 */
export const whichPolicies: Question<'policy.list'> = async ({ view, caller }, payload) => {
  if (caller.kind !== 'person') return refuse('FORBIDDEN', 'Only people read who has proposed which policy.');
  const page = await pageOf(payload, BY_POSITION, {
    rows: (before, count) => listed(view, before?.[0], count),
    itemOf: itemOf(await lastPublished(view), await board(view)),
  });
  return 'refusal' in page ? page : { result: { policies: page.items, ...page.next } };
};
