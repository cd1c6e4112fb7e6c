import {
  Duration,
  Flag,
  Id,
  Instant,
  ListOf,
  Nested,
  OneOf,
  Optional,
  Pattern,
  Sha256,
  Shape,
  Text,
  Whole,
} from '../fields.js';
import type { FieldSchema } from '../fields.js';
import { ACTION, AN_ACTION, Window } from '../task.js';
import { Summary, Terms } from '../terms.js';
import type {
  Amendment,
  OnViolation,
  Outcome,
  Rejection,
  Revocation,
  Role,
  Severity,
  TrustMode,
  Voiding,
} from '../values.js';
import {
  AMENDMENTS,
  ON_VIOLATION,
  OUTCOMES,
  REJECTIONS,
  REVOCATIONS,
  ROLES,
  SEVERITIES,
  TRUST_MODES,
  VOIDINGS,
} from '../values.js';
import { MAX_TARGET } from './execution.js';

/** Approval is asked for. Entity of all permit events: the task. */
export class PermitRequested {
  @Nested(() => Terms) readonly terms!: Terms;
  @Sha256() readonly permitDigest!: string;
  /** Approvals after this moment come too late. */
  @Instant() readonly reviewBy!: string;
}

export class AmendmentReason {
  @OneOf(AMENDMENTS) readonly kind!: Amendment;
  @Optional() @Text(1, 2000) readonly text?: string;
}

export class VoidApproval {
  @Id() readonly approver!: string;
  @OneOf(ROLES) readonly role!: Role;
  @Id() readonly stage!: string;
}

/** The terms changed while people decided on them: all of them are asked again. */
export class PermitAmended {
  @Nested(() => Terms) readonly terms!: Terms;
  @Sha256() readonly permitDigest!: string;
  @Nested(() => AmendmentReason) readonly reason!: AmendmentReason;
  /** Approvals of the terms before: they no longer count. */
  @ListOf(() => VoidApproval, { max: 100 }) readonly voided!: VoidApproval[];
}

/** A vp, cto or ciso answers for the haste (SB2): all stages are open now, and there is less time. */
export class PermitSponsored {
  @Id() readonly by!: string;
  @OneOf(ROLES) readonly role!: Role;
  @Sha256() readonly permitDigest!: string;
  /** Approvals after this moment come too late. */
  @Instant() readonly reviewBy!: string;
}

/** Somebody who may approve has opened it, or given the first approval. */
export class PermitReviewStarted {
  @Id() readonly by!: string;
}

/** One person agreed, in one role, to exactly these terms. */
export class PermitApprovalRecorded {
  @Id() readonly approver!: string;
  @OneOf(ROLES) readonly role!: Role;
  @Id() readonly stage!: string;
  @Sha256() readonly permitDigest!: string;
  @Optional() @Id() readonly onBehalfOf?: string;
  @Optional() @Text(1, 2000) readonly comment?: string;
  /** Of the minutes that show the board met; required with role `cab`. */
  @Optional() @Sha256() readonly minutesSha256?: string;
  @Optional() @Text(1, 1000) readonly signature?: string;
}

export class VoidingReason {
  @OneOf(VOIDINGS) readonly kind!: Voiding;
}

/** An approval no longer counts, and its place is open again. */
export class PermitApprovalVoided {
  @Id() readonly approver!: string;
  @OneOf(ROLES) readonly role!: Role;
  @Id() readonly stage!: string;
  @Nested(() => VoidingReason) readonly reason!: VoidingReason;
}

/** Whoever answered for the haste no longer can: the stages run in order again, and the deadline stays. */
export class PermitSponsorshipVoided {
  @Id() readonly by!: string;
  @OneOf(ROLES) readonly role!: Role;
  @Nested(() => VoidingReason) readonly reason!: VoidingReason;
}

/** The plan is complete. */
export class PermitApproved {
  @Sha256() readonly permitDigest!: string;
}

const APPROVED_BY: FieldSchema = {
  description: 'policy, or a list of { approver, role }',
  oneOf: [
    { enum: ['policy'] },
    {
      type: 'array',
      items: {
        type: 'object',
        required: ['approver', 'role'],
        properties: { approver: { type: 'string' }, role: { enum: [...ROLES] } },
        additionalProperties: false,
      },
    },
  ],
};

export interface Approver {
  approver: string;
  role: Role;
}

/** The permission is given: the worker may start inside the window. */
export class PermitIssued {
  @Nested(() => Terms) readonly terms!: Terms;
  @Sha256() readonly permitDigest!: string;
  @Shape(APPROVED_BY) readonly approvedBy!: 'policy' | Approver[];
  @Nested(() => Window) readonly window!: Window;
  @Whole(0, 10_000_000) readonly tokenBudget!: number;
  @OneOf(TRUST_MODES) readonly trust!: TrustMode;
}

export class RejectionReason {
  @OneOf(REJECTIONS) readonly kind!: Rejection;
  @Optional() @Text(1, 2000) readonly text?: string;
}

export class PermitRejected {
  /** Absent where no person was behind it. */
  @Optional() @Id() readonly by?: string;
  @Nested(() => RejectionReason) readonly reason!: RejectionReason;
  @Nested(() => Summary) readonly summary!: Summary;
}

/** The window ended unused. */
export class PermitExpired {
  @Nested(() => Summary) readonly summary!: Summary;
}

/** The worker works. How long what follows may last is the policy's of the assessment; logs from before it said so lack it. */
export class PermitExecutionStarted {
  @Id() readonly workerId!: string;
  /** How long it may say nothing before it is lost (3.4). Absent: 30 seconds. */
  @Optional() @Duration() readonly heartbeatWithin?: string;
  /** How long there will be to undo what it did, where that has to be undone (3.4). Absent: 15 minutes. */
  @Optional() @Duration() readonly rollbackWithin?: string;
}

/** What a worker has announced, and was not let do. */
export class RefusedAction {
  @Pattern(ACTION, AN_ACTION) readonly action!: string;
  @Text(1, MAX_TARGET) readonly target!: string;
  /** SHA-256 of the input that was to be applied. */
  @Sha256() readonly inputDigest!: string;
}

/** A limit of the permit was broken, or its work cannot be followed any more (3.4). */
export class PermitViolationDetected {
  /**
   * Id of a constraint, or `scope`, `budget`, `heartbeat-lost`, `unannounced` (done without having been announced),
   * `unconfirmed` (done without having been confirmed), `changed` (not what was announced), `missing-record`; or a
   * witness that belongs to no constraint of the permit.
   */
  @Id() readonly rule!: string;
  @OneOf(ON_VIOLATION) readonly onViolation!: OnViolation;
  /** One sentence. */
  @Text(1, 1000) readonly text!: string;
  /** Of the action that broke it. */
  @Optional() @Whole(1, 1_000_000_000) readonly seq?: number;
  /** What was announced under this number and refused; absent where the limit was broken in another way. */
  @Optional() @Nested(() => RefusedAction) readonly refused?: RefusedAction;
  /** Whether it was seen while what had been done was undone. */
  @Optional() @Flag() readonly rollback?: boolean;
}

export class RevocationReason {
  @OneOf(REVOCATIONS) readonly kind!: Revocation;
  @Optional() @Text(1, 2000) readonly text?: string;
}

/** The permission is taken back. */
export class PermitRevoked {
  @Optional() @Id() readonly by?: string;
  @OneOf(SEVERITIES) readonly severity!: Severity;
  @Nested(() => RevocationReason) readonly reason!: RevocationReason;
}

export class PermitCompleted {
  @OneOf(OUTCOMES) readonly outcome!: Outcome;
  @Optional() @Text(1, 2000) readonly summary?: string;
  /** Number of the last action; 0 where there was none. */
  @Whole(0, 1_000_000_000) readonly lastSeq!: number;
}

export class PermitClosed {
  @Nested(() => Summary) readonly summary!: Summary;
}

/** Put away: nothing more is expected of it. */
export class PermitArchived {
  /** Absent where its time had come. */
  @Optional() @Id() readonly by?: string;
}
