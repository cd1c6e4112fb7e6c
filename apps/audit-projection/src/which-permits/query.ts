import { readableBy } from '@guildhall/audit';
import type { PermitListQuery } from '@guildhall/contracts';
import { BY_POSITION, pageOf } from '../asking/pages.js';
import type { Asked, Question } from '../asking/question.js';
import { readableRows } from '../asking/readable.js';
import { ITEM_COLUMNS, permitItem } from './item.js';

/** The condition on a value, if there is one. */
const given = <T, C>(value: T | undefined, condition: (value: T) => C): C[] =>
  value === undefined ? [] : [condition(value)];

const matching = (
  { view, caller }: Asked,
  { state, level, worker, master }: PermitListQuery,
  before: number | undefined,
) =>
  view
    .selectFrom('permits')
    .select(ITEM_COLUMNS)
    .where(readableRows(readableBy(caller)))
    .where((row) =>
      row.and([
        ...given(state, (value) => row('state', '=', value)),
        ...given(level, (value) => row('level', '=', value)),
        ...given(worker, (value) => row('worker', '=', value)),
        ...given(master, (value) => row('master', '=', value)),
        ...given(before, (value) => row('position', '<', value)),
      ]),
    )
    .orderBy('position', 'desc');

/**
 * Which permits are there? Those that the caller may read and the filters let through, newest first. A page begins
 * where the one before ended, whatever has been requested or has changed meanwhile.
 */
export const whichPermits: Question<'permit.list'> = async (asked, payload) => {
  const page = await pageOf(payload, BY_POSITION, {
    rows: (before, count) => matching(asked, payload, before?.[0]).limit(count).execute(),
    itemOf: permitItem,
  });
  return 'refusal' in page ? page : { result: { permits: page.items, ...page.next } };
};
