import {
  Flag,
  Id,
  Instant,
  ListOf,
  OneOf,
  Optional,
  Pattern,
  Sha256,
  Strings,
  Text,
  Whole,
} from '../fields.js';
import { ACTION, AN_ACTION } from '../task.js';
import type { ActionStatus, RollbackFailure, RollbackWithdrawal, TrustMode } from '../values.js';
import { ACTION_STATUSES, ROLLBACK_FAILURES, ROLLBACK_WITHDRAWALS, TRUST_MODES } from '../values.js';

const MAX_SEQ = 1_000_000_000;

/** What an action is done to: a resource of the scope, a file of the workspace, a host, a command line. */
export const MAX_TARGET = 1000;

/** How one witness judged an action (4.4). */
export class WitnessResult {
  @Id() readonly witness!: string;
  @Flag() readonly passed!: boolean;
}

/** One action with its result. */
export class ActionRecord {
  /** Its number: from 1, without gaps. */
  @Whole(1, MAX_SEQ) readonly seq!: number;
  @Pattern(ACTION, AN_ACTION) readonly action!: string;
  @Text(1, MAX_TARGET) readonly target!: string;
  /** SHA-256 of the input that was applied. */
  @Sha256() readonly inputDigest!: string;
  @OneOf(ACTION_STATUSES) readonly status!: ActionStatus;
  @Optional() @Text(1, 2000) readonly reason?: string;
  @Optional() @Sha256() readonly outputDigest?: string;
  @Optional() @ListOf(() => WitnessResult, { max: 64 }) readonly witnesses?: WitnessResult[];
}

/** A mutating action is announced, before its effect (HB5). Entity of all execution events: the task. */
export class ExecutionActionProposed {
  @Id() readonly workerId!: string;
  @Whole(1, MAX_SEQ) readonly seq!: number;
  @Pattern(ACTION, AN_ACTION) readonly action!: string;
  @Text(1, MAX_TARGET) readonly target!: string;
  @Sha256() readonly inputDigest!: string;
  /** Whether somebody has to confirm it before it is done (1.7). */
  @Flag() readonly needsConfirmation!: boolean;
}

/** Somebody lets a supervised worker do what it has announced. */
export class ExecutionActionConfirmed {
  @Whole(1, MAX_SEQ) readonly seq!: number;
  @Id() readonly by!: string;
}

/** Actions that were done, or failed, or were not let happen. */
export class ExecutionActionRecorded {
  @Id() readonly workerId!: string;
  @ListOf(() => ActionRecord, { min: 1, max: 50 }) readonly actions!: ActionRecord[];
  /** They arrived after the stop: evidence is never refused. */
  @Optional() @Flag() readonly late?: boolean;
}

/** A worker may undo what was done under the permit, with these actions and no others. */
export class ExecutionRollbackGranted {
  @Id() readonly workerId!: string;
  @Strings(ACTION, AN_ACTION, { min: 1, max: 64, unique: true }) readonly actions!: string[];
  /** From here on the rollback has failed. */
  @Instant() readonly until!: string;
  /** Of a worker that an operator has named, when it was; else that of the terms counts (1.7). */
  @Optional() @OneOf(TRUST_MODES) readonly trust?: TrustMode;
}

/**
 * The worker that had the grant may not undo it any more: until the time for it is over, an operator can name another.
 */
export class ExecutionRollbackWithdrawn {
  @Id() readonly workerId!: string;
  @OneOf(ROLLBACK_WITHDRAWALS) readonly kind!: RollbackWithdrawal;
}

/** What was done under the permit is undone. */
export class ExecutionRolledBack {
  @Id() readonly workerId!: string;
  @Optional() @Text(1, 2000) readonly summary?: string;
}

/** What was done under the permit is not undone, and somebody has to look. */
export class ExecutionRollbackFailed {
  @OneOf(ROLLBACK_FAILURES) readonly kind!: RollbackFailure;
  /** Who had the grant; absent where nobody had one. */
  @Optional() @Id() readonly workerId?: string;
  @Optional() @Text(1, 2000) readonly text?: string;
}
