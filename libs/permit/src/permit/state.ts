import type {
  Approver,
  EventOf,
  Outcome,
  PermitApprovalRecorded,
  PermitState,
  Recorded,
  RejectionReason,
  RevocationReason,
  Severity,
  Summary,
  Terms,
  TrustMode,
  TypesOf,
  Window,
} from '@guildhall/contracts';

/** What a decision about a permit can write. */
export type PermitEvent = EventOf<TypesOf<'permit'>>;
/** The same, as the log has it. */
export type RecordedPermitEvent = Recorded<TypesOf<'permit'>>;

interface Known {
  terms: Terms;
  permitDigest: string;
}

interface Asked extends Known {
  /** When the log took the request, RFC 3339 in UTC; so are all times here. */
  requestedAt: string;
  /** Its place in the log: who approves has held the role since before it. */
  position: number;
  /** From here on approvals come too late. */
  reviewBy: string;
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
  startedAt: string;
}

/** It was taken back; only between two events of one append. */
export interface Revoked extends Issued {
  status: 'REVOKED';
  /** Absent where it had not been started. */
  startedAt?: string;
  endedAt: string;
  by?: string;
  severity: Severity;
  reason: RevocationReason;
}

/** Its worker has finished; only between two events of one append. */
export interface Completed extends Issued {
  status: 'COMPLETED';
  startedAt: string;
  endedAt: string;
  outcome: Outcome;
  lastSeq: number;
}

/** It is over. */
export interface Closed extends Known {
  status: 'CLOSED';
  summary: Summary;
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
  | Closed;

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
