import { Id, Instant, MapOf, OneOf, Optional, Pattern, Text, Whole } from './fields.js';
import { SERVICES } from './ids.js';
import type { Service } from './ids.js';
import { STREAMS, TASK_REQUESTED, parseAlertSubject, parseEventSubject, requesterOf } from './subjects.js';
import { parseTimerDueSubject } from './timers.js';

const STREAM_NAMES = [STREAMS.events, STREAMS.intake, STREAMS.timers, STREAMS.alerts] as const;

/** Among the `headers` of a letter of an alert: the one recipient that has not got it. */
export const RECIPIENT = 'Guildhall-Recipient';

/** A message that a service could not handle, as it was, and why (6.5). Subject: `dead.<service>.<id>`. */
export class DeadLetter {
  @OneOf(SERVICES) readonly service!: Service;
  /** The consumer whose message it was. */
  @Text(1, 64) readonly durable!: string;
  /** `ce-id` of an event; `i` and 20 hex digits of the causation's SHA-256 of a task request; `t` and 20 of a timer's place; `a` and 20 of an alert's place and whom it did not reach; `e` and 20 of an event's place whose own is none. */
  @Id() readonly id!: string;
  /** The stream that the message is in. */
  @OneOf(STREAM_NAMES) readonly stream!: (typeof STREAM_NAMES)[number];
  /** Its place in the stream. */
  @Whole(1, Number.MAX_SAFE_INTEGER) readonly sequence!: number;
  @Text(1, 512) readonly subject!: string;
  /** All values of each header, in order. */
  @MapOf({ type: 'array', items: { type: 'string' } }, { max: 100 }) readonly headers!: Record<
    string,
    string[]
  >;
  /** The message's bytes in base64; left out where it is too large for a letter, so that only the stream has it. */
  @Optional() @Pattern(/^[A-Za-z0-9+/]*={0,2}$/, 'base64') readonly body?: string;
  /** How often it had been given out. */
  @Whole(1, Number.MAX_SAFE_INTEGER) readonly attempts!: number;
  @Text(1, 1000) readonly reason!: string;
  /** Since when it was there to be handled: the broker's time of the message. */
  @Instant() readonly firstAt!: string;
  /** When it was given up. */
  @Instant() readonly at!: string;
}

/** Where a service puts what it could not handle: `dead.permit-workflow.<id>`. */
export const deadLetterSubject = (service: Service, id: string): string => `dead.${service}.${id}`;

const MASTERS = TASK_REQUESTED.slice(0, -1);

/** Whom or what a dead letter is about: the entity of its event or timer, what its alert is about, the master of a task request. */
export const aboutDeadLetter = ({ subject }: Pick<DeadLetter, 'subject'>): string | undefined =>
  subject.startsWith(MASTERS)
    ? requesterOf(subject)
    : ((parseEventSubject(subject) ?? parseTimerDueSubject(subject))?.entity ??
      parseAlertSubject(subject)?.id);
