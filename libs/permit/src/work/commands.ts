import type {
  AssignRollback,
  CompletePermit,
  ConfirmAction,
  Heartbeat,
  ProposeAction,
  RecordActions,
  ReportRollback,
  TrustMode,
} from '@guildhall/contracts';
import type { People } from '../directory/people.js';
import type { Sent, WorkerNow } from '../permit/commands.js';
import type { Others } from '../permit/rights.js';

/** Whoever has the grant to undo what was done has to be fit for it at the moment (3.4). */
export interface Undoer {
  /** As it is now; absent where nobody has the grant. */
  worker?: WorkerNow;
}

/** `execution.propose`: the worker announces an action before its effect (HB5). */
export interface ProposeWork extends Sent<'propose', ProposeAction>, Undoer {}

/**
 * `execution.confirm`: somebody lets a supervised worker do what it has announced (1.7). `owners` are also those of that
 * worker, where it is not the permit's own.
 */
export interface ConfirmWork extends Sent<'confirm', ConfirmAction>, Others, Undoer {}

/** `execution.record`: the worker says what became of actions. */
export interface RecordWork extends Sent<'record', RecordActions> {
  /** How long after the end evidence is accepted: the policy's `lateRecords`; 15 minutes where it is not known. */
  lateRecords?: string;
}

/** `execution.heartbeat`: the worker lives, and says how what it changes is doing. */
export type Beat = Sent<'heartbeat', Heartbeat>;

/** No heartbeat came in time; a timer said so, and the service has been there to hear one. */
export interface HeartbeatLost {
  type: 'heartbeat-lost';
  now: string;
}

/** `permit.complete`: the permit's worker has finished. */
export type Complete = Sent<'complete', CompletePermit>;

/** `execution.report-rollback`: how undoing it ended. */
export type ReportUndoing = Sent<'report-rollback', ReportRollback>;

/** `execution.assign-rollback`: an operator has another worker undo it. */
export interface AssignUndoing extends Sent<'assign-rollback', AssignRollback> {
  /** Enrolled people: at least the caller, where it is one. */
  people: People;
  /** The one that is named. */
  worker: WorkerNow;
  /** What it has earned (1.7). */
  trust: TrustMode;
  /** What its definition says that it is capable of. */
  capabilities: readonly string[];
}

/** The time in which it was to be undone has passed; a timer said so. */
export interface RollbackTimeout {
  type: 'rollback-timeout';
  now: string;
}

/** What can be asked of the work under a permit. */
export type WorkCommand =
  | ProposeWork
  | ConfirmWork
  | RecordWork
  | Beat
  | HeartbeatLost
  | Complete
  | ReportUndoing
  | AssignUndoing
  | RollbackTimeout;
