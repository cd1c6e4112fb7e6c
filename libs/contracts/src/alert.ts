import { Instant, ListOf, OneOf, Optional, Several, Text, Whole } from './fields.js';
import type { Role, Severity } from './values.js';
import { ROLES, SEVERITIES } from './values.js';

/**
 * Everything that somebody should know at once (3.6). Most follow from events. `review-reminder` and `review-debt` follow
 * from time alone; `unsafe-broker`, `dead-letter`, `log-integrity` and `intake-overload` are raised by the service that sees
 * it. `isolation-breach` and `recertification-due` come with what they are about.
 */
export const ALERT_KINDS = [
  'permit-revoked',
  'permit-closed',
  'approval-requested',
  'confirmation-requested',
  'rollback-needed',
  'unsafe-broker',
  'hard-block',
  'violation',
  'isolation-breach',
  'rollback-failed',
  'emergency-started',
  'emergency-ended',
  'review-reminder',
  'review-timeout',
  'review-debt',
  'recertification-due',
  'certification-revoked',
  'log-integrity',
  'intake-overload',
  'dead-letter',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Characters in a summary. */
export const MAX_ALERT_SUMMARY = 1000;

/** Where to read on. */
export class AlertLink {
  /** What is there: `event`, `permit`, `task`, ... */
  @Text(1, 64) readonly rel!: string;
  /** The subject of an event (`evt.permit.revoked.t1.7`), or a query and its payload (`permit.get?taskId=t1`). */
  @Text(1, 512) readonly href!: string;
}

/** Body of an alert. What it is about is the last token of its subject, `alert.<kind>.<id>`. */
export class Alert {
  /** The same as in the subject. */
  @OneOf(ALERT_KINDS) readonly kind!: AlertKind;
  @OneOf(SEVERITIES) readonly severity!: Severity;
  /** When it happened. */
  @Instant() readonly at!: string;
  /** One sentence. */
  @Text(1, MAX_ALERT_SUMMARY) readonly summary!: string;
  /** Of the event; where there is none, how far the log was. */
  @Whole(0, Number.MAX_SAFE_INTEGER) readonly position!: number;
  @ListOf(() => AlertLink, { max: 10 }) readonly links!: AlertLink[];
  /** Whose turn it is: holders of any of these roles. Absent: operators'. */
  @Optional() @Several(ROLES, { max: ROLES.length, unique: true }) readonly to?: Role[];
}

/** An alert with the id of what it is about: a task, participant, service or dead letter. */
export interface AlertAbout extends Alert {
  readonly id: string;
}

/** `Nats-Msg-Id` of an alert: one cause, an event's `ce-id` for instance, makes one alert of a kind. */
export const alertId = (cause: string, kind: AlertKind): string => `${cause}:${kind}`;
