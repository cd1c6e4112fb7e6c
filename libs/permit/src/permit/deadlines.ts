import { hasCome } from '@guildhall/contracts';
import { nextBreachOfTime } from '../work/clock.js';
import { endOfAsked, endWithin } from './window.js';
import { isIn } from './state.js';
import type { InReview, Permit } from './state.js';

/** The moment from which on a permit is no longer what it is: intervals are half-open, so it ends there. */
export interface Deadline {
  /** Of the review, or of the window that the permit was asked or given for, limits of the time included. */
  kind: 'review' | 'window';
  /** RFC 3339 */
  due: string;
}

const ofReview = ({ terms, reviewBy }: InReview): Deadline => {
  const end = endOfAsked(terms);
  return end === undefined || hasCome(reviewBy, end)
    ? { kind: 'review', due: reviewBy }
    : { kind: 'window', due: end };
};

/**
 * The next deadline of a permit: whichever of review and window ends first, and while it is executed, the next limit of
 * the time that is not on record as broken. None once it has ended.
 */
export const deadlineOf = (permit: Permit): Deadline | undefined => {
  if (isIn(permit, 'REQUESTED', 'UNDER_REVIEW')) return ofReview(permit);
  if (permit.status === 'ACTIVE')
    return { kind: 'window', due: endWithin(permit.terms, permit.window.notAfter) };
  const due = permit.status === 'EXECUTING' ? nextBreachOfTime(permit) : undefined;
  return due === undefined ? undefined : { kind: 'window', due };
};

/** People are reminded of a permit that waits for them when this part of their time is over (3.2). */
const REMINDERS = { 'reminder-50': 0.5, 'reminder-80': 0.8 } as const;
export type ReminderKind = keyof typeof REMINDERS;

const REMINDER_KINDS: readonly ReminderKind[] = ['reminder-50', 'reminder-80'];

/** When people are reminded of a permit that waits for them. */
export interface Reminder {
  kind: ReminderKind;
  /** RFC 3339 */
  due: string;
}

const partWay = (from: string, to: string, part: number): string =>
  new Date(Date.parse(from) + Math.round((Date.parse(to) - Date.parse(from)) * part)).toISOString();

/**
 * When people are reminded: on the way from the request, or from when somebody answered for haste, to the next deadline.
 * Nobody is once nobody can decide any more.
 */
export const remindersOf = (permit: Permit): Reminder[] => {
  const deadline = deadlineOf(permit);
  if (!deadline || !isIn(permit, 'REQUESTED', 'UNDER_REVIEW')) return [];
  const from = permit.sponsor?.at ?? permit.requestedAt;
  return REMINDER_KINDS.map((kind) => ({ kind, due: partWay(from, deadline.due, REMINDERS[kind]) }));
};

/**
 * The deadline that has come, though the permit's state does not say so yet: timers write such ends into the log, and
 * until they have, no command may profit from the delay (3.5).
 */
export const missedDeadline = (permit: Permit, now: string): Deadline | undefined => {
  const deadline = deadlineOf(permit);
  return deadline && hasCome(deadline.due, now) ? deadline : undefined;
};
