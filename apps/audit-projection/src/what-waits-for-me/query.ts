import type { PermitRow } from '@guildhall/audit';
import type { PermitItem } from '@guildhall/contracts';
import { couldConfirm, whoCouldApprove, whoCouldSponsor } from '@guildhall/permit';
import type { Others, People } from '@guildhall/permit';
import { pageOf } from '../asking/pages.js';
import type { Asked, Question } from '../asking/question.js';
import type { Held } from '../database/tables.js';
import { everybody, othersOf } from '../where-a-permit-stands/others.js';
import { permitItem } from '../which-permits/item.js';
import { CHUNK, candidates } from './candidates.js';
import { BY_URGENCY, inboxKey } from './key.js';
import type { InboxKey } from './key.js';

type Row = PermitRow<Held>;

const couldDecide = ({ permit }: Row, others: Others, id: string, now: string): boolean =>
  whoCouldApprove(permit, others, now).some(({ open, people }) => open && people.includes(id)) ||
  whoCouldSponsor(permit, others, now).includes(id);

/** Those of `rows` of which the caller could take a place or sponsor now, or confirm what is announced. */
const waiting = async (
  { view, caller, now }: Asked,
  people: People,
  rows: readonly Row[],
): Promise<Row[]> => {
  const others = await othersOf(view, rows, people);
  return rows.filter((row) =>
    row.waiting
      ? couldConfirm(row.permit, others(row), caller.id, now)
      : couldDecide(row, others(row), caller.id, now),
  );
};

const collect = async (asked: Asked, from: InboxKey | undefined, wanted: number): Promise<Row[]> => {
  const people = await everybody(asked.view);
  const found: Row[] = [];
  let next = from;
  for (;;) {
    const rows = await candidates(asked, people, next);
    found.push(...(await waiting(asked, people, rows)));
    const last = rows.at(-1);
    if (!last || rows.length < CHUNK || found.length >= wanted) return found;
    next = inboxKey(last);
  }
};

// Until when it waits, be it for an approval or for a confirmation.
const itemOf = (row: Row): PermitItem => ({
  ...permitItem(row),
  ...(row.due === null ? {} : { deadline: row.due }),
});

/**
 * What waits for me? Permits of which the caller could take an open place now, in their own right or in somebody's stead,
 * those that it could sponsor, and those whose worker waits for a confirmation that the caller could give: by deadline, then by risk.
 */
export const whatWaitsForMe: Question<'permit.inbox'> = async (asked, payload) => {
  const page = await pageOf(payload, BY_URGENCY, {
    rows: (from, count) => collect(asked, from, count),
    itemOf,
  });
  return 'refusal' in page ? page : { result: { permits: page.items, ...page.next } };
};
