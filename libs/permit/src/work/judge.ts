import { isConstraintId } from '@guildhall/contracts';
import type { Constraint, Terms } from '@guildhall/contracts';
import { ACTION_LIMITS, LIMITS_OF_UNDOING } from './action-limits.js';
import { breachOf, breachOfConstraint } from './breach.js';
import type { Breach } from './breach.js';
import { outOfScope } from './scope.js';
import type { Action, Announced, Work } from './work.js';

/** What for: the work itself, or undoing it under the grant. */
export type Purpose = Exclude<Announced['purpose'], 'nothing'>;

const actionsFor = (purpose: Purpose, { scope }: Terms): readonly string[] =>
  purpose === 'work' ? scope.actions : (scope.rollbackActions ?? []);

const breachOfLimit = (
  constraint: Constraint,
  action: Action & { seq: number },
  work: Work,
): Breach | undefined => {
  const judge = isConstraintId(constraint.id) ? ACTION_LIMITS[constraint.id] : undefined;
  const text = judge?.(constraint.value, action, work);
  return text === undefined ? undefined : breachOfConstraint(constraint, text, action.seq);
};

/** What an action would break: the scope, or, where it is in that, limits of the permit. Its `seq` comes after `work`. */
export const breachesOf = (
  action: Action & { seq: number },
  { terms, work, purpose }: { terms: Terms; work: Work; purpose: Purpose },
): Breach[] => {
  const text = outOfScope(action, terms, actionsFor(purpose, terms));
  if (text !== undefined) return [breachOf(terms, 'scope', text, action.seq)];
  return terms.constraints
    .filter(({ id }) => purpose === 'work' || LIMITS_OF_UNDOING.includes(id))
    .map((constraint) => breachOfLimit(constraint, action, work))
    .filter((breach) => breach !== undefined);
};
