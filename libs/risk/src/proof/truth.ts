import type { Formula } from '../policy/formula.js';
import type { Choice } from './choices.js';

/** What is chosen so far, by field. */
export type Chosen = ReadonlyMap<string, Choice>;

/** Whether a formula holds, as far as what is chosen says it; else a field that it depends on. */
export type Truth = boolean | { readonly open: string };

const isOpen = (truth: Truth): truth is { readonly open: string } => typeof truth === 'object';

// `decisive` is what settles the whole, whatever the others are.
const together = (parts: readonly Formula[], chosen: Chosen, decisive: boolean): Truth => {
  let open: Truth | undefined;
  for (const part of parts) {
    const truth = truthOf(part, chosen);
    if (truth === decisive) return decisive;
    if (isOpen(truth)) open ??= truth;
  }
  return open ?? !decisive;
};

/** Whether a formula holds for every task, or for none, that has what is chosen. */
export const truthOf = (formula: Formula, chosen: Chosen): Truth => {
  switch (formula.kind) {
    case 'is': {
      const choice = chosen.get(formula.field);
      return choice ? formula.values.some((value) => choice.values.includes(value)) : { open: formula.field };
    }
    case 'named':
      return truthOf(formula.of, chosen);
    case 'not': {
      const truth = truthOf(formula.of, chosen);
      return isOpen(truth) ? truth : !truth;
    }
    case 'all':
      return together(formula.of, chosen, false);
    case 'any':
      return together(formula.of, chosen, true);
  }
};
