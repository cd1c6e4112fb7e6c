import { EVENTS } from './events.js';
import type { EventType } from './events.js';
import { Id, Instant, OneOf, Optional, Several, Sha256, Text, Whole } from './fields.js';
import type { EmergencyState, Level, PermitState, Role } from './values.js';
import { EMERGENCY_STATES, LEVELS, PERMIT_STATES, ROLES } from './values.js';

/** What every query may say. */
export class Query {
  /** Answer only once the view has reached this position of the log; `NOT_YET` after 5 s. */
  @Optional() @Whole(0, Number.MAX_SAFE_INTEGER) readonly after?: number;
}

export class TaskQuery extends Query {
  @Id() readonly taskId!: string;
}

/** `task.story` */
export class StoryQuery extends TaskQuery {
  /** Position of the first event that is wanted: `next` of the page before, or 1. */
  @Optional() @Whole(1, Number.MAX_SAFE_INTEGER) readonly from?: number;
  @Optional() @Whole(1, 500) readonly limit?: number;
}

export class PageQuery extends Query {
  @Optional() @Whole(1, 500) readonly limit?: number;
  /** `next` of the page before. */
  @Optional() @Text(1, 200) readonly cursor?: string;
}

export class PermitListQuery extends PageQuery {
  @Optional() @OneOf(PERMIT_STATES) readonly state?: PermitState;
  @Optional() @OneOf(LEVELS) readonly level?: Level;
  @Optional() @Id() readonly worker?: string;
  @Optional() @Id() readonly master?: string;
}

/**
 * `events.read`: the log from a position on. `since` and `until` are by the time at which an event was stored, and
 * half-open: `since <= t < until`.
 */
export class EventsQuery extends Query {
  /** Position of the first event that is wanted: `next` of the page before, or 1. */
  @Optional() @Whole(1, Number.MAX_SAFE_INTEGER) readonly from?: number;
  @Optional() @Instant() readonly since?: string;
  @Optional() @Instant() readonly until?: string;
  /** Only these. */
  @Optional()
  @Several(Object.keys(EVENTS), { min: 1, max: 100, unique: true })
  readonly types?: EventType[];
  /** Only the story of this task: its events, its assignment's and permit's, and what was refused about it. */
  @Optional() @Id() readonly about?: string;
  @Optional() @Whole(1, 500) readonly limit?: number;
}

/** `directory.list` */
export class PeopleQuery extends PageQuery {
  /** Only who holds it. */
  @Optional() @OneOf(ROLES) readonly role?: Role;
}

/** `emergency.list` */
export class EmergencyQuery extends PageQuery {
  @Optional() @OneOf(EMERGENCY_STATES) readonly state?: EmergencyState;
}

/** `policy.get` */
export class PolicyQuery extends Query {
  /** Of a policy that was ever proposed or published; absent: the one in force. */
  @Optional() @Sha256() readonly sha256?: string;
}

/** Every query, `<context>.<verb>`, and the class of its payload. All are answered by audit-projection. */
export const QUERIES = {
  'directory.whoami': Query,
  'directory.list': PeopleQuery,
  'directory.jwks': Query,
  'task.get': TaskQuery,
  'task.story': StoryQuery,
  'permit.get': TaskQuery,
  'permit.list': PermitListQuery,
  'permit.inbox': PageQuery,
  'emergency.list': EmergencyQuery,
  'worker.list': PageQuery,
  'master.list': PageQuery,
  'policy.get': PolicyQuery,
  'policy.list': PageQuery,
  'events.read': EventsQuery,
  'dead-letter.list': PageQuery,
} as const;

export type QueryName = keyof typeof QUERIES;
export type QueryPayload<N extends QueryName> = InstanceType<(typeof QUERIES)[N]>;
