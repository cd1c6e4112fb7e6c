import type { ActionStatus, OnViolation, RollbackFailure } from '@guildhall/contracts';

/** What a worker does, or is about to do. Two with the same content are one and the same. */
export interface Action {
  action: string;
  target: string;
  /** SHA-256 of the input. */
  inputDigest: string;
}

/** An action that was announced and is not on record yet. */
export interface Announced extends Action {
  seq: number;
  at: string;
  workerId: string;
  /** For the work, for undoing it, or for nothing: whatever ended the permission was in the log before it. */
  purpose: 'work' | 'rollback' | 'nothing';
  needsConfirmation: boolean;
  confirmedBy?: string;
}

/** An action on record. */
export interface Done extends Action {
  status: ActionStatus;
}

/** A limit that was broken. */
export interface Violation {
  at: string;
  /** As in `permit.violation-detected`. */
  rule: string;
  onViolation: OnViolation;
  text: string;
  seq?: number;
  rollback?: boolean;
}

/** How what was done is undone, once the permission has ended. */
export type Rollback =
  | {
      state: 'granted';
      workerId: string;
      /** What it may do, and nothing else. */
      actions: readonly string[];
      /** Half-open: the grant is good before this moment. */
      until: string;
    }
  | { state: 'done'; at: string; workerId: string }
  | { state: 'failed'; at: string; kind: RollbackFailure; workerId?: string };

/** What was done under a permit, from its start. */
export interface Work {
  startedAt: string;
  /** Actions on record, in order: number n is at n - 1. */
  done: readonly Done[];
  /** One at a time: the next is announced once this one is on record. */
  announced?: Announced;
  /** In order; also those that were seen after the end. */
  violations: readonly Violation[];
  /** Absent where nobody has had the grant, and nobody was missed. */
  rollback?: Rollback;
}

/** Number of the last action on record; 0 before the first. */
export const lastSeqOf = ({ done }: Work): number => done.length;

/** Nothing is done yet. */
export const beginning = (startedAt: string): Work => ({ startedAt, done: [], violations: [] });

/** Whether both are the same action with the same input. */
export const isSame = (a: Action, b: Action): boolean =>
  a.action === b.action && a.target === b.target && a.inputDigest === b.inputDigest;
