import { addDuration, isReading } from '@guildhall/contracts';
import type { Environment, Terms, Window } from '@guildhall/contracts';

/** A time that is half-open: `from <= t < until`, in milliseconds of the epoch. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** What a permit lays claim to, from its request to its end: resources of an environment, for a time. */
export interface Claim extends Span {
  readonly taskId: string;
  readonly environment: Environment;
  /** Globs of its scope. */
  readonly resources: readonly string[];
  /** Place of the request in the log: the later of two is the one that has to give way. */
  readonly position: number;
  /** How long it is good for, where that begins with an issue that is still to come. */
  readonly lasts?: string;
  /** Its end before its review was made shorter for the first time. */
  readonly unhastened?: number;
}

const MIN_LEVEL = 2;

/** Whether a permit can be in the way of another at all (SB4): it changes something, at level 2 or more. */
export const mayOverlap = ({ level, scope: { actions, rollbackActions = [] } }: Terms): boolean =>
  level >= MIN_LEVEL && [...actions, ...rollbackActions].some((action) => !isReading(action));

/** Whether both times have a moment in common. */
export const spansMeet = (a: Span, b: Span): boolean => Math.max(a.from, b.from) < Math.min(a.until, b.until);

/** The time of a window. */
export const spanOf = ({ notBefore, notAfter }: Window): Span => ({
  from: Date.parse(notBefore),
  until: Date.parse(notAfter),
});

/** From the request until the last moment to which a permit reaches that is issued as late as its review allows. */
const reach = (from: string, reviewBy: string, lasts: string): Span => ({
  from: Date.parse(from),
  until: Date.parse(addDuration(reviewBy, lasts)),
});

/**
 * The time that a permit may take which is asked for `now` and decided on by `reviewBy`. A window that begins with the
 * issue may begin at any moment until then.
 */
export const askedSpan = ({ window }: Terms, now: string, reviewBy: string): Span =>
  'for' in window ? reach(now, reviewBy, window.for) : spanOf(window);

const claimOf = ({ taskId, request, scope }: Terms, span: Span, position: number): Claim => ({
  taskId,
  environment: request.environment,
  resources: scope.resources,
  ...span,
  position,
});

/** The claim of a permit that people are asked for. */
export const askedClaim = (
  terms: Terms,
  { at, reviewBy, position }: { at: string; reviewBy: string; position: number },
): Claim => ({
  ...claimOf(terms, askedSpan(terms, at, reviewBy), position),
  ...('for' in terms.window ? { lasts: terms.window.for } : {}),
});

/** The claim once its review has to end earlier. */
export const hastened = (claim: Claim, reviewBy: string): Claim => {
  const { lasts, until, unhastened = until } = claim;
  if (lasts === undefined) return claim;
  return { ...claim, until: Date.parse(addDuration(reviewBy, lasts)), unhastened };
};

/** The claim with these terms, for which people have the time again that they had before it was made shorter. */
export const amendedClaim = ({ unhastened, ...claim }: Claim, { scope }: Terms): Claim => ({
  ...claim,
  resources: scope.resources,
  until: unhastened ?? claim.until,
});

/** The claim of a permit that is given, for the time of its window. */
export const givenClaim = (terms: Terms, window: Window, position: number): Claim =>
  claimOf(terms, spanOf(window), position);
