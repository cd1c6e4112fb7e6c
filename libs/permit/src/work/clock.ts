import { hasCome } from '@guildhall/contracts';
import type { Constraint, ConstraintValue, Window } from '@guildhall/contracts';
import type { Executing } from '../permit/state.js';
import { breachOf, breachOfConstraint } from './breach.js';
import type { Breach } from './breach.js';

/** A number among the values of constraints; what is none allows nothing. */
export const numberOf = (value: ConstraintValue): number => (typeof value === 'number' ? value : 0);

/** The value of a `time_window`. */
export const windowOf = (value: ConstraintValue): Window => {
  const [notBefore = '', notAfter = ''] = typeof value === 'string' ? value.split('/') : [];
  return { notBefore, notAfter };
};

/** Whether `now` is in the half-open window; in one that cannot be read it never is. */
export const isInside = ({ notBefore, notAfter }: Window, now: string): boolean =>
  hasCome(notBefore, now) && Date.parse(now) < Date.parse(notAfter);

const overWindow = ({ terms, window: { notAfter } }: Executing, now: string): Breach[] =>
  hasCome(notAfter, now)
    ? [breachOf(terms, 'time_window', `The permit was good until before ${notAfter}.`)]
    : [];

const secondsSince = (then: string, now: string): number => (Date.parse(now) - Date.parse(then)) / 1000;

const outOfTime = ({ id, value }: Constraint, { work }: Executing, now: string): string | undefined => {
  if (id === 'time_window' && !isInside(windowOf(value), now)) return `It is outside of ${String(value)}.`;
  return id === 'max_duration_s' && secondsSince(work.startedAt, now) > numberOf(value)
    ? `It has taken more than ${numberOf(value)} s.`
    : undefined;
};

/** Limits of time that are broken at `now`, whatever the worker does. */
export const breachesOfTime = (permit: Executing, now: string): Breach[] => {
  const over = overWindow(permit, now);
  if (over.length > 0) return over;
  return permit.terms.constraints.flatMap((constraint) => {
    const text = outOfTime(constraint, permit, now);
    return text === undefined ? [] : [breachOfConstraint(constraint, text)];
  });
};
