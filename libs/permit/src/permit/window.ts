import { hasCome } from '@guildhall/contracts';
import type { ConstraintValue, Terms, Window } from '@guildhall/contracts';

/** The value of a `time_window`. */
export const windowOf = (value: ConstraintValue): Window => {
  const [notBefore = '', notAfter = ''] = typeof value === 'string' ? value.split('/') : [];
  return { notBefore, notAfter };
};

/** Whether `now` is in the half-open window; in one that cannot be read it never is. */
export const isInside = ({ notBefore, notAfter }: Window, now: string): boolean =>
  hasCome(notBefore, now) && Date.parse(now) < Date.parse(notAfter);

/** The earlier of two moments. */
export const earlier = (one: string, other: string): string => (hasCome(one, other) ? one : other);

/** The windows that constraints leave for the work, whatever window was asked for. */
export const windowsWithin = ({ constraints }: Pick<Terms, 'constraints'>): Window[] =>
  constraints.filter(({ id }) => id === 'time_window').map(({ value }) => windowOf(value));

/** The end of `notAfter` and of all windows that constraints leave, whichever comes first. */
export const endWithin = (terms: Pick<Terms, 'constraints'>, notAfter: string): string =>
  windowsWithin(terms).reduce((end, window) => earlier(end, window.notAfter), notAfter);

/** When the window that was asked for ends; undefined where it begins with the permit, and no constraint ends it. */
export const endOfAsked = (terms: Pick<Terms, 'window' | 'constraints'>): string | undefined => {
  const ends = windowsWithin(terms).map(({ notAfter }) => notAfter);
  if ('notAfter' in terms.window) ends.push(terms.window.notAfter);
  return ends.length === 0 ? undefined : ends.reduce(earlier);
};
