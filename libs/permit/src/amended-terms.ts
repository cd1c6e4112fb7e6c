import { withOverrides } from '@guildhall/contracts';
import type { AssignmentMade, Override, Refusal, Terms } from '@guildhall/contracts';
import { termsOf } from './terms.js';

const union = (one: readonly string[], other: readonly string[]): string[] =>
  [...new Set([...one, ...other])].sort();

/**
 * The terms with overrides that their master has added while people decide (3.3), and with permits whose work theirs is
 * found to meet by now. What was assessed stays assessed.
 */
export const overriddenTerms = (
  terms: Terms,
  overrides: readonly Override[],
  overlaps: readonly string[],
): Terms => ({
  ...terms,
  request: withOverrides(terms.request, overrides),
  overlaps: union(terms.overlaps, overlaps),
});

/** A worker that is another one by now, as far as terms depend on it. */
export type Redefined = Omit<AssignmentMade, 'asOf' | 'level'>;

/**
 * The terms with the worker as it is now; who was excluded before stays so. Refuses as `termsOf` does where nothing is
 * left of the task within the limits of the worker.
 */
export const redefinedTerms = (terms: Terms, worker: Redefined): { terms: Terms } | { refusal: Refusal } => {
  const { request, requestedBy, assessment, overlaps } = terms;
  const made = termsOf({ assessed: { request, requestedBy, assessment }, assignment: worker, overlaps });
  return 'refusal' in made
    ? made
    : { terms: { ...made.terms, mayNotApprove: union(terms.mayNotApprove, made.terms.mayNotApprove) } };
};
