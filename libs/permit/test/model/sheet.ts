import type {
  ActionStatus,
  Approver,
  EventData,
  Outcome,
  PermitApprovalRecorded,
  PermitViolationDetected,
  Revocation,
  Role,
  Terms,
} from '@guildhall/contracts';
import type { PermitEvent } from '../../src/index.js';
import { terms } from '../factories.js';
import { lengthOf } from './lengths.js';
import { MOVES } from './moves.js';
import type { Stand } from './moves.js';

/** What is done, or about to be. */
export interface Act {
  action: string;
  target: string;
  inputDigest: string;
}

interface Pending extends Act {
  seq: number;
  /** Whose it is. */
  by: string;
  /** Announced while it was for the work, for undoing it, or when it was for nothing any more. */
  purpose: 'work' | 'rollback' | 'nothing';
  needsConfirmation: boolean;
  confirmed: boolean;
}

/** Who undoes it: has the grant until then, or had it. */
interface Undoing {
  by?: string;
  until?: number;
  /** What it has earned, where it was named. */
  trust?: string;
  /** When it was undone, given up, or taken from who had it. */
  at?: number;
  /** Until when it was good that was taken. */
  taken?: number;
}

/**
 * The model of a permit, written from the spec and on one flat sheet: what the decider must make of the same events.
 * Moments are milliseconds. What does not apply yet is empty.
 */
export interface Sheet {
  stand: Stand;
  terms: Terms;
  digest: string;
  /** `id role`, of those who have held the role without a break since the request. */
  holders: ReadonlySet<string>;
  requestedAt: number;
  reviewBy: number;
  opener?: string;
  /** As it was when it was requested. */
  reviewAsked: number;
  sponsor?: { by: string; role: Role };
  approvals: readonly PermitApprovalRecorded[];
  approvedBy: 'policy' | readonly Approver[];
  window: { from: number; to: number };
  issuedAt?: number;
  startedAt?: number;
  /** In ms, by the policy: how long the worker may say nothing, and how long there is to undo what it did. */
  silence: number;
  undoingTime: number;
  endedAt?: number;
  outcome?: Outcome | 'revoked';
  revokedFor?: Revocation;
  /** By number; what was announced and then left to another worker is owed. */
  done: readonly (Act & { by: string; status: ActionStatus | 'owed'; announced?: Pending })[];
  /** Who had the grant and lost it. */
  lost: readonly string[];
  pending?: Pending;
  findings: readonly PermitViolationDetected[];
  undoing?: Undoing;
}

/** Nothing has happened. */
export const BLANK: Sheet = {
  stand: 'NONE',
  terms: terms(0),
  digest: '',
  holders: new Set(),
  requestedAt: 0,
  reviewBy: 0,
  reviewAsked: 0,
  approvals: [],
  approvedBy: 'policy',
  window: { from: 0, to: 0 },
  silence: 0,
  undoingTime: 0,
  done: [],
  lost: [],
  findings: [],
};

/** `id role`, of those who hold a role at the moment. */
type Holders = () => ReadonlySet<string>;

const granted = ({ workerId, until, trust }: EventData<'execution.rollback-granted'>): Undoing => ({
  by: workerId,
  until: Date.parse(until),
  ...(trust === undefined ? {} : { trust }),
});

const begun = (
  { heartbeatWithin = '', rollbackWithin = '' }: EventData<'permit.execution-started'>,
  now: number,
): Partial<Sheet> => ({
  startedAt: now,
  silence: lengthOf(heartbeatWithin),
  undoingTime: lengthOf(rollbackWithin),
});

const changes = (sheet: Sheet, event: PermitEvent, now: number, holders: Holders): Partial<Sheet> => {
  switch (event.type) {
    case 'permit.requested': {
      const { terms, permitDigest: digest } = event.data;
      const reviewBy = Date.parse(event.data.reviewBy);
      return { terms, digest, holders: holders(), requestedAt: now, reviewBy, reviewAsked: reviewBy };
    }
    case 'permit.review-started':
      return { opener: event.data.by };
    case 'permit.approval-recorded':
      return { approvals: [...sheet.approvals, event.data] };
    case 'permit.approval-voided':
      return { approvals: sheet.approvals.filter(({ approver }) => approver !== event.data.approver) };
    case 'permit.sponsored': {
      const { by, role, reviewBy } = event.data;
      return { sponsor: { by, role }, reviewBy: Date.parse(reviewBy) };
    }
    case 'permit.issued': {
      const { terms, permitDigest: digest, approvedBy, window } = event.data;
      const [from, to] = [Date.parse(window.notBefore), Date.parse(window.notAfter)];
      const asked = sheet.stand === 'NONE' ? { requestedAt: now, holders: holders() } : {};
      return { terms, digest, approvedBy, window: { from, to }, issuedAt: now, ...asked };
    }
    case 'permit.execution-started':
      return begun(event.data, now);
    case 'permit.violation-detected':
      return { findings: [...sheet.findings, event.data] };
    case 'permit.revoked':
      return { endedAt: now, outcome: 'revoked', revokedFor: event.data.reason.kind };
    case 'permit.completed':
      return { endedAt: now, outcome: event.data.outcome };
    case 'permit.expired':
    case 'permit.rejected':
      return { endedAt: now };
    case 'execution.rollback-granted':
      return { undoing: granted(event.data) };
    case 'execution.rollback-withdrawn': {
      const { workerId } = event.data;
      const taken = sheet.undoing?.until ?? now;
      return { undoing: { by: workerId, at: now, taken }, lost: [...sheet.lost, workerId] };
    }
    case 'execution.rolled-back':
      return { undoing: { by: event.data.workerId, at: now } };
    case 'execution.rollback-failed':
      return { undoing: event.data.workerId === undefined ? {} : { by: event.data.workerId, at: now } };
    default:
      return {};
  }
};

const amended = (sheet: Sheet, { terms, permitDigest }: { terms: Terms; permitDigest: string }): Sheet => {
  const { sponsor: _, opener: __, ...kept } = sheet;
  return { ...kept, terms, digest: permitDigest, approvals: [], reviewBy: sheet.reviewAsked };
};

const unsponsored = ({ sponsor: _, ...kept }: Sheet): Sheet => kept;

const isGranted = ({ undoing }: Sheet, workerId: string): boolean =>
  undoing?.until !== undefined && undoing.by === workerId;

const work = (sheet: Sheet, event: PermitEvent): Sheet => {
  const { pending, ...others } = sheet;
  if (event.type === 'execution.action-proposed') {
    const { workerId: by, ...action } = event.data;
    const afterwards = isGranted(sheet, by) ? 'rollback' : 'nothing';
    const purpose = sheet.stand === 'EXECUTING' ? 'work' : afterwards;
    return { ...others, pending: { ...action, by, purpose, confirmed: false } };
  }
  if (event.type === 'execution.action-confirmed')
    return pending?.seq === event.data.seq ? { ...sheet, pending: { ...pending, confirmed: true } } : sheet;
  if (event.type === 'execution.rollback-granted' && pending && pending.by !== event.data.workerId) {
    const { action, target, inputDigest, by } = pending;
    const owed = { action, target, inputDigest, by, status: 'owed' as const, announced: pending };
    return { ...others, done: [...sheet.done, owed] };
  }
  if (event.type !== 'execution.action-recorded') return sheet;
  const { actions, workerId: by } = event.data;
  const done = [...sheet.done];
  for (const { seq, action, target, inputDigest, status } of actions)
    done.splice(seq - 1, 1, { action, target, inputDigest, by, status });
  return pending === undefined || actions.some(({ seq }) => seq === pending.seq)
    ? { ...others, done }
    : { ...sheet, done };
};

const rewritten = (sheet: Sheet, event: PermitEvent): Sheet => {
  if (event.type === 'permit.amended') return amended(sheet, event.data);
  return event.type === 'permit.sponsorship-voided' ? unsponsored(sheet) : work(sheet, event);
};

/** The sheet after an event of `now`. */
export const write = (sheet: Sheet, event: PermitEvent, now: number, holders: Holders): Sheet => {
  const { from, to } = MOVES[event.type];
  if (!from.includes(sheet.stand)) throw new Error(`3.1 has no ${event.type} from ${sheet.stand}`);
  const before = rewritten(sheet, event);
  return { ...before, ...changes(sheet, event, now, holders), stand: to ?? sheet.stand };
};
