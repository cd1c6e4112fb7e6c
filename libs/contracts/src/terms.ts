import { Assessment, Stage } from './assessment.js';
import { Id, Ids, Instant, ListOf, Nested, OneOf, Optional, Sha256, Shape, Text, Whole } from './fields.js';
import type { FieldSchema } from './fields.js';
import { Constraint, Scope, Task } from './task.js';
import type { Window, WindowFor } from './task.js';
import type { Level, TrustMode } from './values.js';
import { LEVELS, TRUST_MODES } from './values.js';

const INSTANT: FieldSchema = { type: 'string', format: 'date-time' };
const WINDOW: FieldSchema = {
  description: '{ notBefore, notAfter } or { for }',
  oneOf: [
    {
      type: 'object',
      required: ['notBefore', 'notAfter'],
      properties: { notBefore: INSTANT, notAfter: INSTANT },
      additionalProperties: false,
    },
    {
      type: 'object',
      required: ['for'],
      properties: { for: { type: 'string' } },
      additionalProperties: false,
    },
  ],
};

/**
 * Everything an approver agrees to (3.2). The permit's digest is the SHA-256 of this object's RFC 8785 form, so
 * anybody can recompute it; no field may be left out or added without another `v`.
 */
export class Terms {
  @OneOf([1]) readonly v!: 1;
  @Id() readonly taskId!: string;
  @Nested(() => Task) readonly request!: Task;
  @Id() readonly requestedBy!: string;
  @Id() readonly workerId!: string;
  @Sha256() readonly definition!: string;
  @Optional() @Sha256() readonly artifact?: string;
  @OneOf(LEVELS) readonly level!: Level;
  @OneOf(TRUST_MODES) readonly trust!: TrustMode;
  @Nested(() => Scope) readonly scope!: Scope;
  /** As asked, or how long from the issue. */
  @Shape(WINDOW) readonly window!: Window | WindowFor;
  /** The strictest of policy, definition and task. */
  @ListOf(() => Constraint, { max: 64 }) readonly constraints!: Constraint[];
  @Whole(0, 10_000_000) readonly tokenBudget!: number;
  @ListOf(() => Stage, { max: 10 }) readonly plan!: Stage[];
  /** Owners of worker and master, and the person behind the request (sorted). */
  @Ids({ max: 201, unique: true }) readonly mayNotApprove!: string[];
  /** Permits whose scope and window meet this one's. */
  @Ids({ max: 1000, unique: true }) readonly overlaps!: string[];
  @Nested(() => Assessment) readonly assessment!: Assessment;
}

/** What happened to a permit, as an auditor reads it first; carried by the event that ends it. */
export class Summary {
  @Id() readonly taskId!: string;
  @Id() readonly workerId!: string;
  @Id() readonly requestedBy!: string;
  @OneOf(LEVELS) readonly level!: Level;
  /** `success`, `failure`, `rolled-back`; or `rejected`, `expired`, `revoked` where it was not completed. */
  @Text(1, 64) readonly outcome!: string;
  /** Who approved, in order; empty where the policy did. */
  @Ids({ max: 100 }) readonly approvedBy!: string[];
  @Optional() @Instant() readonly requestedAt?: string;
  @Optional() @Instant() readonly issuedAt?: string;
  @Optional() @Instant() readonly startedAt?: string;
  @Optional() @Instant() readonly endedAt?: string;
  /** Actions on record. */
  @Whole(0, 1_000_000_000) readonly actions!: number;
  @Whole(0, 1_000_000_000) readonly violations!: number;
}
