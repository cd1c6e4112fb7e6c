import { membersOf } from '../policy/formula.js';
import type { Formula } from '../policy/formula.js';
import type { Choice, Choices } from './choices.js';
import { truthOf } from './truth.js';
import type { Chosen } from './truth.js';

/** What kind of task is looked for. */
export interface Wanted {
  readonly holds: Formula;
  /** The highest score it may have; absent where any will do. */
  readonly scoreUpTo?: number;
}

/** How the search came out: with fields that every such task may have the rest of as it likes, or without any. */
export type Found =
  | { readonly found: Chosen }
  | { readonly found: undefined }
  /** There are more questions than the budget has. */
  | { readonly gaveUp: true };

/** How many questions may still be asked; searches that share one are bounded together. */
export interface Budget {
  left: number;
}

class GaveUp extends Error {}

const take = (budget: Budget, questions: number): void => {
  if (budget.left < questions) throw new GaveUp();
  budget.left -= questions;
};

type Field = readonly [name: string, choices: readonly Choice[]];

/** What stays the same from one case of a search to the next. */
interface Search extends Wanted {
  readonly choices: Choices;
  /** The fields that have points: there may be thousands of others. */
  readonly scored: readonly Field[];
  /** How many questions a case takes. */
  readonly questions: number;
}

interface Score {
  readonly least: number;
  readonly most: number;
  /** The field not chosen yet whose points differ most. */
  readonly open: string | undefined;
}

const spread = (choices: readonly Choice[]): number =>
  (choices.at(-1)?.points ?? 0) - (choices[0]?.points ?? 0);

const scoreOf = ({ scored }: Search, chosen: Chosen): Score => {
  let [least, most, widest] = [0, 0, 0];
  let open: string | undefined;
  for (const [field, possible] of scored) {
    const choice = chosen.get(field);
    least += choice?.points ?? possible[0]?.points ?? 0;
    most += choice?.points ?? possible.at(-1)?.points ?? 0;
    if (choice || spread(possible) <= widest) continue;
    [widest, open] = [spread(possible), field];
  }
  return { least, most, open };
};

/** Which field to choose next; `possible` where nothing is open any more, `impossible` where nothing can come of it. */
const nextOf = (search: Search, chosen: Chosen) => {
  const { holds, scoreUpTo } = search;
  const truth = truthOf(holds, chosen);
  if (truth === false) return 'impossible' as const;
  if (scoreUpTo === undefined) return truth === true ? ('possible' as const) : truth;
  const { least, most, open } = scoreOf(search, chosen);
  if (least > scoreUpTo) return 'impossible' as const;
  if (truth !== true) return truth;
  return most <= scoreUpTo || open === undefined ? ('possible' as const) : { open };
};

const searchFrom = (search: Search, chosen: Chosen, budget: Budget): Chosen | undefined => {
  take(budget, search.questions);
  const next = nextOf(search, chosen);
  if (next === 'possible') return chosen;
  if (next === 'impossible') return undefined;
  for (const choice of search.choices.get(next.open) ?? []) {
    const found = searchFrom(search, new Map(chosen).set(next.open, choice), budget);
    if (found) return found;
  }
  return undefined;
};

/** Without the fields that it does not depend on. */
const shortest = (search: Search, found: Chosen): Chosen => {
  let rest = found;
  for (const field of [...found.keys()].reverse()) {
    const fewer = new Map(rest);
    fewer.delete(field);
    if (nextOf(search, fewer) === 'possible') rest = fewer;
  }
  return rest;
};

const searchFor = (wanted: Wanted, choices: Choices): Search => ({
  ...wanted,
  choices,
  scored: [...choices].filter(([, possible]) => possible.some(({ points }) => points > 0)),
  questions: membersOf(wanted.holds),
});

/**
 * Looks for a task of this kind among the choices: chooses field after field, and leaves a branch as soon as nothing can
 * come of it. Without a find there is none.
 */
export const search = (wanted: Wanted, choices: Choices, budget: Budget): Found => {
  const looking = searchFor(wanted, choices);
  try {
    const found = searchFrom(looking, new Map(), budget);
    return { found: found && shortest(looking, found) };
  } catch (error) {
    if (error instanceof GaveUp) return { gaveUp: true };
    throw error;
  }
};
