import type {
  AllDurations,
  AmendmentReason,
  ApprovePermit,
  EmergencyState,
  ArchivePermit,
  Level,
  RejectPermit,
  ReviewPermit,
  Revocation,
  RevokePermit,
  SponsorPermit,
  StartPermit,
  Terms,
} from '@guildhall/contracts';
import type { People } from '../directory/people.js';
import type { WorkCommand } from '../work/commands.js';
import type { Others } from './rights.js';

/** Common to what participants send: who, and when it is decided (RFC 3339, UTC, milliseconds). */
export interface Sent<Type extends string, Input> {
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

/** What people decide on has changed: the master has added an override, or its worker is something else by now (3.1). */
export interface Amend {
  type: 'amend';
  now: string;
  terms: Terms;
  /** Of the terms: contracts' `digestOf`. */
  permitDigest: string;
  reason: AmendmentReason;
}

/**
 * Why a permit has to go, whoever asked for it or gave it (3.2): its worker, its master or its emergency is no more, or its
 * worker has another definition, of which the certification knows nothing yet.
 */
export interface Disqualification {
  kind: Extract<Revocation, 'certification' | 'master' | 'emergency-over'> | 'worker-redefined';
  /** One sentence. */
  text: string;
}

/** What others have lost takes the permit with it: rejected while people decide on it, revoked from then on. */
export interface Disqualify {
  type: 'disqualify';
  now: string;
  reason: Disqualification;
  /** Who works under it, or has the grant to undo what was done under it. */
  workerId: string;
  /** The same, as it is now. */
  worker: WorkerNow;
}

/** Time has passed; a timer said so. */
export interface Lapse {
  type: 'lapse';
  now: string;
}

/** `permit.review`: somebody who may approve has opened it. */
export interface Review extends Sent<'review', ReviewPermit>, Others {}
/** `permit.approve`: somebody agrees, in one role, to the terms with this digest. */
export interface Approve extends Sent<'approve', ApprovePermit>, Others {
  /** Permits that were requested before it and whose work its own would meet, were it issued now (SB4). */
  meets: readonly string[];
  /** The one that it is for, on the path `emergency`; absent where nobody has asked for it. */
  emergency?: EmergencyNow;
}
/** `permit.sponsor`: somebody answers for the haste that the master asked for (SB2). */
export interface Sponsor extends Sent<'sponsor', SponsorPermit>, Others {
  /** Length of a review that is expedited, by the policy of the assessment. */
  expeditedReview: string;
}
/** `permit.reject`: somebody who may approve is against it. */
export interface Reject extends Sent<'reject', RejectPermit>, Others {}

/** Roles or owners have changed since the permit was approved by some. */
export interface Recheck extends Others {
  type: 'recheck';
  now: string;
}

/** `permit.archive`: an operator puts away what has ended. */
export interface Archive extends Sent<'archive', ArchivePermit> {
  /** Enrolled people: at least the caller, where it is one. */
  people: People;
}

/** Time has passed since the permit ended; a timer said so. */
export interface PutAway {
  type: 'put-away';
  now: string;
  /** How long an ended permit is kept at hand, by the policy of the assessment. */
  archiveAfter: string;
}

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
      status: 'active' | 'expired' | 'suspended' | 'revoked' | 'retired';
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

/** An emergency (1.8) as the log says it is at this moment. */
export interface EmergencyNow {
  status: EmergencyState;
  /** Whose worker's certification it raises for the time being, to level 3 and for its own permits only. */
  workerId: string;
  /** Absent where it was not approved. */
  expiresAt?: string;
  /** Whether an earlier one of the same incident, requester, worker or owners waits for its review. */
  debt: boolean;
}

/** `permit.start`: the permit's worker begins. */
export interface Start extends Sent<'start', StartPermit> {
  /** By the policy of the assessment: with the start they are on record, and hold for all that follows. */
  durations: Pick<AllDurations, 'heartbeat' | 'rollback'>;
  /** The caller. */
  worker: WorkerNow;
  /** How many other permits the caller executes. */
  executing: number;
  /** Who requested the task. */
  master: MasterNow;
  /** As in `Approve`. */
  emergency?: EmergencyNow;
}

/** What can be asked of a permit, with everything about others that the answer depends on. */
export type PermitCommand =
  | Open
  | Review
  | Approve
  | Reject
  | Sponsor
  | Recheck
  | Amend
  | Disqualify
  | Withdraw
  | Lapse
  | Revoke
  | Start
  | Archive
  | PutAway
  | WorkCommand;
