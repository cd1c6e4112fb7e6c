import { hasCome } from '@guildhall/contracts';
import type { Constraint, ConstraintValue } from '@guildhall/contracts';
import type { Executing } from '../permit/state.js';
import { earlier, windowOf } from '../permit/window.js';
import { breachOf, breachOfConstraint, isStanding } from './breach.js';
import type { Breach } from './breach.js';

/** A number among the values of constraints; what is none allows nothing. */
export const numberOf = (value: ConstraintValue): number => (typeof value === 'number' ? value : 0);

/** A limit of the time for the work: half-open, so that it is broken from `due` on. */
interface TimeLimit {
  due: string;
  breach: Breach;
}

const ofWindow = ({ terms, window: { notAfter } }: Executing): TimeLimit => ({
  due: notAfter,
  breach: breachOf(terms, 'time_window', `The permit was good until before ${notAfter}.`),
});

// No moment is later: a number that is too great for one is none that could be reached.
const LAST_MS = 8.64e15;

const secondsAfter = (at: string, seconds: number): string =>
  new Date(Math.min(Date.parse(at) + seconds * 1000, LAST_MS)).toISOString();

const ofConstraint = (constraint: Constraint, { work }: Executing): TimeLimit[] => {
  const { id, value } = constraint;
  if (id === 'time_window') {
    const text = `It is outside of ${String(value)}.`;
    return [{ due: windowOf(value).notAfter, breach: breachOfConstraint(constraint, text) }];
  }
  if (id !== 'max_duration_s') return [];
  const seconds = numberOf(value);
  const text = `The ${seconds} s that it may take are over.`;
  return [{ due: secondsAfter(work.startedAt, seconds), breach: breachOfConstraint(constraint, text) }];
};

const limitsOf = (permit: Executing): TimeLimit[] => [
  ofWindow(permit),
  ...permit.terms.constraints.flatMap((constraint) => ofConstraint(constraint, permit)),
];

const firstOf = (limits: readonly TimeLimit[]): string | undefined =>
  limits.reduce<string | undefined>(
    (first, { due }) => (first === undefined ? due : earlier(first, due)),
    undefined,
  );

/** Until when anything may be done: whichever ends first of the permit's window and the limits of the time. */
export const workEnd = (permit: Executing): string => firstOf(limitsOf(permit)) ?? permit.window.notAfter;

/** The next moment at which a limit of the time is broken that is not on record as broken; undefined after the last. */
export const nextBreachOfTime = (permit: Executing): string | undefined =>
  firstOf(limitsOf(permit).filter(({ breach }) => !isStanding(permit.work, breach)));

/** Limits of time that are broken at `now`, whatever the worker does; once the window has ended, that alone is said. */
export const breachesOfTime = (permit: Executing, now: string): Breach[] => {
  const limits = hasCome(permit.window.notAfter, now) ? [ofWindow(permit)] : limitsOf(permit);
  return limits.filter(({ due }) => hasCome(due, now)).map(({ breach }) => breach);
};
