import { Id, OneOf, Optional, Text, Whole } from './fields.js';
import type { Level, PermitState } from './values.js';
import { LEVELS, PERMIT_STATES } from './values.js';

/** What every query may say. */
export class Query {
  /** Answer only once the view has reached this position of the log; `NOT_YET` after 5 s. */
  @Optional() @Whole(0, Number.MAX_SAFE_INTEGER) readonly after?: number;
}

export class TaskQuery extends Query {
  @Id() readonly taskId!: string;
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

/** Every query, `<context>.<verb>`, and the class of its payload. All are answered by audit-projection. */
export const QUERIES = {
  'directory.whoami': Query,
  'task.get': TaskQuery,
  'task.story': TaskQuery,
  'permit.get': TaskQuery,
  'permit.list': PermitListQuery,
  'permit.inbox': PageQuery,
  'worker.list': PageQuery,
  'policy.get': Query,
} as const;

export type QueryName = keyof typeof QUERIES;
export type QueryPayload<N extends QueryName> = InstanceType<(typeof QUERIES)[N]>;
