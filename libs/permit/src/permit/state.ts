import type {
  Approver,
  EventOf,
  Outcome,
  PermitApprovalRecorded,
  PermitState,
  Recorded,
  RejectionReason,
  RevocationReason,
  Role,
  Severity,
  Summary,
  Terms,
  TrustMode,
  TypesOf,
  Window,
} from '@guildhall/contracts';
import type { Work } from '../work/work.js';

/** What a decision about a permit can write: about the permission, and about the work under it. */
export type PermitEvent = EventOf<TypesOf<'permit' | 'execution'>>;
/** The same, as the log has it. */
export type RecordedPermitEvent = Recorded<TypesOf<'permit' | 'execution'>>;

interface Known {
  terms: Terms;
  permitDigest: string;
}

/** Somebody answers for the haste that was asked for (SB2): all stages are open. */
export interface Sponsorship {
  by: string;
  role: Role;
  at: string;
}

interface Asked extends Known {
  /** When the log took the request, RFC 3339 in UTC; so are all times here. */
  requestedAt: string;
  /** Its place in the log: who approves has held the role since before it. */
  position: number;
  /** From here on approvals come too late. */
  reviewBy: string;
  /** The same when it was requested: an amendment gives back what sponsors have taken of it. */
  reviewByAsked: string;
  sponsor?: Sponsorship;
}

/** People are asked, and nobody has looked yet. */
export interface Requested extends Asked {
  status: 'REQUESTED';
}

/** Somebody who may approve has opened it. */
export interface UnderReview extends Asked {
  status: 'UNDER_REVIEW';
  /** Who opened it first. */
  openedBy: string;
  /** Those that count, in order. */
  approvals: readonly PermitApprovalRecorded[];
}

/** Only between two events of one append: who approves last also issues. */
export interface Approved extends Asked {
  status: 'APPROVED';
  approvals: readonly PermitApprovalRecorded[];
}

/** It was never given. */
export interface Rejected extends Known {
  status: 'REJECTED';
  reason: RejectionReason;
  by?: string;
  summary: Summary;
}

interface Issued extends Known {
  approvedBy: 'policy' | readonly Approver[];
  window: Window;
  tokenBudget: number;
  trust: TrustMode;
  /** The same as `issuedAt` where nobody had to be asked. */
  requestedAt: string;
  issuedAt: string;
}

/** It is given: its worker may start inside the window. */
export interface Active extends Issued {
  status: 'ACTIVE';
}

/** Its worker works. */
export interface Executing extends Issued {
  status: 'EXECUTING';
  work: Work;
}

/** It was taken back; longer than between two events of one append only while what was done is undone. */
export interface Revoked extends Issued {
  status: 'REVOKED';
  /** Absent where it had not been started. */
  work?: Work;
  endedAt: string;
  by?: string;
  severity: Severity;
  reason: RevocationReason;
}

/** Its worker has finished; longer than between two events of one append only while what was done is undone. */
export interface Completed extends Issued {
  status: 'COMPLETED';
  work: Work;
  endedAt: string;
  outcome: Outcome;
  lastSeq: number;
}

/** It is over. */
export interface Closed extends Known {
  status: 'CLOSED';
  summary: Summary;
  /** With what has been reported since; absent where it was not started. */
  work?: Work;
}

/** It was put away; nothing more happens to it. */
export interface Archived extends Known {
  status: 'ARCHIVED';
  summary: Summary;
  /** Absent where it was not started. */
  work?: Work;
}

/** A permit (3.1): what its events add up to. `NONE`: none has happened. */
export type Permit =
  | { status: 'NONE' }
  | Requested
  | UnderReview
  | Approved
  | Rejected
  | Active
  | Executing
  | Revoked
  | Completed
  | Closed
  | Archived;

/** The name of a state, `NONE` included. */
export type Status = Permit['status'];

/** A permit that people can still decide on. */
export type InReview = Requested | UnderReview;

/** Before the first event. */
export const initialPermit: Permit = { status: 'NONE' };

/** The name of its state, as the contract spells it; undefined before the first event. */
export const statusOf = ({ status }: Permit): PermitState | undefined =>
  status === 'NONE' ? undefined : status;

/** Whether the permit has one of `statuses`. */
export const isIn = <S extends Status>(
  permit: Permit,
  ...statuses: readonly S[]
): permit is Extract<Permit, { status: S }> => statuses.some((status) => status === permit.status);
