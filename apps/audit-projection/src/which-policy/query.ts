import { policyStatus } from '@guildhall/audit';
import type { PolicyRow } from '@guildhall/audit';
import { refuse } from '@guildhall/contracts';
import type { PolicyItem, PolicyResult } from '@guildhall/contracts';
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

/** What does a policy say, the one in force where none is named, and how does it stand? Everybody may ask. */
export const whichPolicy: Question<'policy.get'> = async ({ view }, { sha256 }) => {
  if (sha256 === undefined) {
    const row = await policyInForce(view);
    return row
      ? { result: resultOf(row, row.published) }
      : refuse('NOT_FOUND', 'No policy has been published yet.');
  }
  const row = await view.selectFrom('policies').selectAll().where('id', '=', sha256).executeTakeFirst();
  return row
    ? { result: resultOf(row, await lastPublished(view)) }
    : refuse('NOT_FOUND', 'No policy with this SHA-256 was ever proposed or published.');
};

const listed = (view: Asked['view'], before: number | undefined, count: number): Promise<Listed[]> =>
  view
    .selectFrom('policies')
    .select(['id', 'position', 'published', 'view'])
    .$if(before !== undefined, (rows) => rows.where('position', '<', before ?? 0))
    .orderBy('position', 'desc')
    .limit(count)
    .execute();

const itemOf = ({ view: { version, hash, ...more }, ...row }: Listed, last: number | null): PolicyItem => ({
  version,
  hash,
  status: policyStatus(row, last),
  ...more,
});

/** Which policies were ever proposed or published, and who has endorsed them? The newest first. Everybody may ask. */
export const whichPolicies: Question<'policy.list'> = async ({ view }, payload) => {
  const last = await lastPublished(view);
  const page = await pageOf(payload, BY_POSITION, {
    rows: (before, count) => listed(view, before?.[0], count),
    itemOf: (row) => itemOf(row, last),
  });
  return 'refusal' in page ? page : { result: { policies: page.items, ...page.next } };
};
