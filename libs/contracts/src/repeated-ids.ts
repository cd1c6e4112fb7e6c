import { refuse } from './refusal.js';
import type { Refusal } from './refusal.js';
import { claimOf } from './ids.js';
import type { Issue } from './issue.js';

/**
 * Ids that are given twice, whatever their case, in one list: an issue for each repetition. `base` is the JSON pointer
 * to the list whose items have these ids.
 */
export const repeatedIds = (ids: readonly string[], base: string): Issue[] => {
  const first = new Map<string, number>();
  return ids.flatMap((id, index) => {
    const before = first.get(claimOf(id));
    if (before === undefined) first.set(claimOf(id), index);
    return before === undefined
      ? []
      : [{ pointer: `${base}/${index}`, message: `has the same id as ${base}/${before}: ${id}` }];
  });
};

/** Refuses a command that names an id twice, before any of it is done: nobody could say which of the two was meant. */
export const refuseRepeatedIds = (ids: readonly string[], base: string): { refusal: Refusal } | undefined => {
  const details = repeatedIds(ids, base);
  return details.length > 0
    ? refuse('VALIDATION_FAILED', 'The command names an id twice.', { details })
    : undefined;
};
