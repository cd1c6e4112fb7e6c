import type { Assessment } from '@guildhall/contracts';
import { same } from './same.js';

/** What of an assessment binds somebody, besides its level and who has to agree. */
const TERMS = [
  'score',
  'risk',
  'path',
  'regimes',
  'softBlocks',
  'constraints',
  'tokenAllocation',
  'retention',
  'reviewWithin',
  'windowFor',
] as const satisfies readonly (keyof Assessment)[];

/** The name of a term. */
export type Term = (typeof TERMS)[number];

/** A term that differs; a side that does not have it is undefined. */
export interface TermChange {
  readonly term: Term;
  readonly before: Assessment[Term];
  readonly after: Assessment[Term];
}

/** Whether any term differs. */
export const haveOtherTerms = (before: Assessment, after: Assessment): boolean =>
  TERMS.some((term) => !same(before[term], after[term]));

/** The terms that differ. */
export const termChanges = (before: Assessment, after: Assessment): TermChange[] =>
  TERMS.filter((term) => !same(before[term], after[term])).map((term) => ({
    term,
    before: before[term],
    after: after[term],
  }));
