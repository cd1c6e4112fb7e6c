import type { Terms } from '@guildhall/contracts';

/** As many as terms can name: of more, those that were asked for first; at the issue the others count all the same. */
export const MOST_OVERLAPS = 1000;

// A task's id is a whole word of the plan: `t1` is not named by `t10`.
const NO_ID = /[^A-Za-z0-9_-]+/;

const named = ({ request: { overrides = [] } }: Terms): Set<string> =>
  new Set(
    overrides
      .filter(({ softBlock }) => softBlock === 'parallel-operations')
      .flatMap(({ plan = '' }) => plan.split(NO_ID)),
  );

/**
 * Permits that the terms meet and that no coordination plan names (SB4): until there are none, nobody can approve. The
 * plan is that of the override `parallel-operations`, so approvers read it and agree to it.
 */
export const uncoordinated = (terms: Terms): string[] => {
  if (terms.overlaps.length === 0) return [];
  const inPlan = named(terms);
  return terms.overlaps.filter((taskId) => !inPlan.has(taskId));
};

const NAMED = 10;

/** Ids in a sentence: all of them, or the first and how many more there are. */
export const someOf = (ids: readonly string[]): string =>
  ids.length <= NAMED ? ids.join(', ') : `${ids.slice(0, NAMED).join(', ')} and ${ids.length - NAMED} more`;
