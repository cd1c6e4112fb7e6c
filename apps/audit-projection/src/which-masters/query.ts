import type { MasterRow } from '@guildhall/audit';
import type { MasterItem } from '@guildhall/contracts';
import { BY_ID, pageOf } from '../asking/pages.js';
import type { Question } from '../asking/question.js';

const itemOf = ({ capabilities, ...master }: MasterRow): MasterItem => ({
  ...master,
  ...(capabilities ? { capabilities } : {}),
});

/** Which masters are there, and what may they ask for? By id, those that are retired included. */
export const whichMasters: Question<'master.list'> = async ({ view }, payload) => {
  const page = await pageOf(payload, BY_ID, {
    rows: (after, count) =>
      view
        .selectFrom('masters')
        .selectAll()
        .where('id', '>', after?.[0] ?? '')
        .orderBy('id')
        .limit(count)
        .execute(),
    itemOf,
  });
  return 'refusal' in page ? page : { result: { masters: page.items, ...page.next } };
};
