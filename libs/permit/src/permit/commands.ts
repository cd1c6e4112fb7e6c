import type {
  ApprovePermit,
  CompletePermit,
  Level,
  RejectPermit,
  ReviewPermit,
  RevokePermit,
  StartPermit,
  Terms,
} from '@guildhall/contracts';
import type { People } from '../directory/people.js';
import type { Others } from './rights.js';

/** Common to what participants send: who, and when it is decided (RFC 3339, UTC, milliseconds). */
interface Sent<Type extends string, Input> {
  type: Type;
  caller: string;
  now: string;
  input: Input;
}

/** An assessed task has its worker: permit-workflow opens the permit. */
export interface Open {
  type: 'open';
  now: string;
  terms: Terms;
  /** Of the terms: contracts' `digestOf`. */
  permitDigest: string;
  /** Whether the master has withdrawn the task. */
  withdrawn: boolean;
}

/** The master has withdrawn the task. */
export interface Withdraw {
  type: 'withdraw';
  now: string;
  reason: string;
}

/** Time has passed; a timer said so. */
export interface Lapse {
  type: 'lapse';
  now: string;
}

/** `permit.review`: somebody who may approve has opened it. */
export interface Review extends Sent<'review', ReviewPermit>, Others {}
/** `permit.approve`: somebody agrees, in one role, to the terms with this digest. */
export interface Approve extends Sent<'approve', ApprovePermit>, Others {}
/** `permit.reject`: somebody who may approve is against it. */
export interface Reject extends Sent<'reject', RejectPermit>, Others {}

/** `permit.revoke`: the permission is taken back. */
export interface Revoke extends Sent<'revoke', RevokePermit> {
  /** Enrolled people: at least the caller, where it is one. */
  people: People;
}

/** A worker as the registry's events say it is at this moment; `worker`'s `workerFacts` are of this shape. */
export type WorkerNow =
  | { status: 'unknown' }
  | {
      /** Only an active one is eligible for anything; `expired`: its certification is void. */
      status: 'active' | 'expired' | 'suspended' | 'retired';
      level: Level;
      /** SHA-256 of its definition, and of what runs. */
      definition: string;
      artifact?: string;
      /** Permits it may execute at once. */
      concurrency: number;
    };

/** A master as the registry's events say it is at this moment; `worker`'s `masterFacts` are of this shape. */
export type MasterNow =
  | { status: 'unknown' }
  | {
      status: 'active' | 'retired';
      /** Its authorization. */
      level: Level;
    };

/** `permit.start`: the permit's worker begins. */
export interface Start extends Sent<'start', StartPermit> {
  /** The caller. */
  worker: WorkerNow;
  /** How many other permits the caller executes. */
  executing: number;
  /** Who requested the task. */
  master: MasterNow;
}

/** `permit.complete`: the permit's worker has finished. */
export type Complete = Sent<'complete', CompletePermit>;

/** What can be asked of a permit, with everything about others that the answer depends on. */
export type PermitCommand = Open | Review | Approve | Reject | Withdraw | Lapse | Revoke | Start | Complete;
