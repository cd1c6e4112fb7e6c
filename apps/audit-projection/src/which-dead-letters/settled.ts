import { readableBy } from '@guildhall/audit';
import { refuse } from '@guildhall/contracts';
import type { DeadLetter } from '@guildhall/contracts';
import type { Question } from '../asking/question.js';

/** What makes a letter this one and no other. */
const keyOf = ({ service, id }: Pick<DeadLetter, 'service' | 'id'>): string => `${service} ${id}`;

/** Tells the letters that are settled from those that are not. */
export type IsSettled = (letter: Pick<DeadLetter, 'service' | 'id'>) => boolean;

/** Which of `letters` are settled? For auditors and operators (5.7). */
export const whichAreSettled =
  (letters: readonly Pick<DeadLetter, 'service' | 'id'>[]): Question<'dead-letter.list', IsSettled> =>
  async ({ view, caller }) => {
    if (!readableBy(caller).all) return refuse('FORBIDDEN', 'Only auditors and operators read dead letters.');
    const ids = [...new Set(letters.map(({ id }) => id))];
    if (ids.length === 0) return { result: () => false };
    const rows = await view.selectFrom('settled_letters').selectAll().where('id', 'in', ids).execute();
    const settled = new Set(
      rows.flatMap(({ id, services }) => services.map((service) => keyOf({ service, id }))),
    );
    return { result: (letter) => settled.has(keyOf(letter)) };
  };
