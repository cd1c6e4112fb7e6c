import { DEFAULT_ON_VIOLATION, ON_VIOLATION, cut } from '@guildhall/contracts';
import type {
  Constraint,
  OnViolation,
  PermitRevoked,
  PermitViolationDetected,
  Terms,
} from '@guildhall/contracts';
import { after } from '../permit/evolve.js';
import { revoking } from '../permit/revoke.js';
import { isIn } from '../permit/state.js';
import type { Executing, PermitEvent } from '../permit/state.js';
import { BYPASSES, isUndoable, withdrawing } from './undo.js';
import type { Violation, Work } from './work.js';
import type { Worked } from './worked.js';

/** A limit that is broken: what `permit.violation-detected` will say. */
export type Breach = Omit<PermitViolationDetected, 'rollback'>;

// As the event takes it: it may quote a target, which is as long.
const LONGEST_TEXT = 1000;

const breach = (rule: string, onViolation: OnViolation, text: string, seq?: number): Breach => ({
  rule,
  onViolation,
  text: cut(text, LONGEST_TEXT),
  ...(seq === undefined ? {} : { seq }),
});

/** Of a rule that is no constraint: the permission is taken back, and what was done undone where it can be (3.4). */
export const breachOf = (terms: Terms, rule: string, text: string, seq?: number): Breach =>
  breach(rule, isUndoable(terms) ? 'rollback-and-revoke' : DEFAULT_ON_VIOLATION, text, seq);

/** Of a constraint: what it says itself. */
export const breachOfConstraint = (
  { id, onViolation = DEFAULT_ON_VIOLATION }: Constraint,
  text: string,
  seq?: number,
): Breach => breach(id, onViolation, text, seq);

const isAsSevere = (one: { onViolation: OnViolation }, other: { onViolation: OnViolation }): boolean =>
  ON_VIOLATION.indexOf(one.onViolation) >= ON_VIOLATION.indexOf(other.onViolation);

/**
 * Whether a breach is on record already. Heartbeats come every few seconds and are no events, so that the log does not say
 * when a limit was kept again: a limit that no action breaks is put on record once per execution, and again only where
 * more follows from it, as a limit of the time and the permit's window have one name. Of an action, what it was counts, too.
 */
export const isStanding = ({ violations }: Work, breach: Breach): boolean =>
  violations.some(
    (known: Violation) =>
      known.rule === breach.rule &&
      known.seq === breach.seq &&
      isAsSevere(known, breach) &&
      (breach.seq === undefined || known.text === breach.text),
  );

const severest = (breaches: readonly Breach[]): Breach | undefined =>
  breaches.reduce<Breach | undefined>(
    (worst, each) => (worst && isAsSevere(worst, each) ? worst : each),
    undefined,
  );

const revocationFor = ({ rule, text }: Breach): PermitRevoked =>
  rule === 'time_window'
    ? { severity: 'warning', reason: { kind: 'window-over', text } }
    : { severity: 'critical', reason: { kind: 'violation', text } };

const detected = (data: PermitViolationDetected): PermitEvent => ({
  type: 'permit.violation-detected',
  data,
});

/** What breaches lead to while the worker works: each is on record once, and the severest says what follows. */
export const violating = (permit: Executing, breaches: readonly Breach[], now: string): PermitEvent[] => {
  const news = breaches.filter((each) => !isStanding(permit.work, each));
  const events = news.map(detected);
  const worst = severest(news);
  const next = after(permit, events, now);
  if (worst === undefined || worst.onViolation === 'reject' || !isIn(next, 'EXECUTING')) return events;
  const undo = worst.onViolation === 'rollback-and-revoke';
  return [...events, ...revoking(next, revocationFor(worst), now, { undo })];
};

// What is left to take back is the grant of who is not trusted with it any more.
const noting = ({ work }: Worked, breaches: readonly Breach[], by: string): PermitEvent[] => {
  const grant = work.rollback?.state === 'granted' ? work.rollback : undefined;
  const news = breaches
    .map((each): Breach => ({ ...each, onViolation: 'reject' }))
    .filter((each) => !isStanding(work, each));
  const isLost = grant?.workerId === by && news.some(({ rule }) => BYPASSES.includes(rule));
  return [
    ...news.map((each) => detected({ ...each, ...(grant ? { rollback: true } : {}) })),
    ...(isLost ? [withdrawing(by, 'trust')] : []),
  ];
};

/**
 * What breaches by a worker lead to at any time: once the permission has ended they are put on record, and cost the grant
 * where they cost trust.
 */
export const reacting = (
  permit: Worked,
  breaches: readonly Breach[],
  { caller, now }: { caller: string; now: string },
): PermitEvent[] =>
  permit.status === 'EXECUTING' ? violating(permit, breaches, now) : noting(permit, breaches, caller);
