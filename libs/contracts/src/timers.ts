import { ID_PATTERN, TIMER_ACTOR } from './ids.js';

/** Names one timer: an entity has at most one of each kind. */
export interface TimerKey {
  /** One that the service which sets it owns. */
  context: string;
  entity: string;
  /** What it is for, such as `window`: lower-case letters, digits and dashes. */
  kind: string;
}

const WORD = /^[a-z0-9-]{1,64}$/;

const tokens = ({ context, entity, kind }: TimerKey): string => {
  if (!ID_PATTERN.test(entity)) throw new RangeError(`not an id: ${entity}`);
  for (const word of [context, kind]) if (!WORD.test(word)) throw new RangeError(`not a word: ${word}`);
  return `${context}.${entity}.${kind}`;
};

/** Where a service sets a timer (3.5): `timer.set.permit.t1.window`. Throws a RangeError for what is no id or word. */
export const timerSetSubject = (key: TimerKey): string => `timer.set.${tokens(key)}`;

/** Where the timer is heard once it is due: `timer.due.permit.t1.window`. Throws as `timerSetSubject` does. */
export const timerDueSubject = (key: TimerKey): string => `timer.due.${tokens(key)}`;

/** Timers of a context: where its service sets them, and what its consumer is given. */
export const timerFilters = {
  set: (context: string): string => `timer.set.${context}.>`,
  due: (context: string): string => `timer.due.${context}.>`,
} as const;

const DUE_SUBJECT = /^timer\.due\.([a-z0-9-]{1,64})\.([A-Za-z0-9_-]{1,64})\.([a-z0-9-]{1,64})$/;

/** The timer that is due on `subject`; undefined where it has another form. */
export const parseTimerDueSubject = (subject: string): TimerKey | undefined => {
  const [, context, entity, kind] = DUE_SUBJECT.exec(subject) ?? [];
  return context && entity && kind ? { context, entity, kind } : undefined;
};

/** `ce-causationid` of what follows from a timer that was due at `due`, RFC 3339. */
export const timerCausation = (key: TimerKey, due: string): string =>
  `${TIMER_ACTOR}:${timerDueSubject(key)}:${due}`;
