import { DEFAULT_DURATIONS } from '@guildhall/contracts';
import type {
  ActionRecord,
  ActionStatus,
  OnViolation,
  EventData,
  RollbackFailure,
  TrustMode,
} from '@guildhall/contracts';

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
  workerId: string;
  status: ActionStatus;
  /** Done to undo the work, under the grant for that. */
  undoes?: true;
}

/** An action that was announced, and another worker went on before anything was said about it. It keeps its number. */
export interface Missing extends Announced {
  status: 'missing';
}

/** A limit that was broken. */
export interface Violation {
  at: string;
  /** As in `permit.violation-detected`. */
  rule: string;
  onViolation: OnViolation;
  text: string;
  seq?: number;
  /** What was announced under the number, and refused. */
  refused?: Action;
  rollback?: boolean;
}

/** What a worker with a grant lost. */
export type Withdrawal = EventData<'execution.rollback-withdrawn'>['kind'];

/** How what was done is undone, once the permission has ended. */
export type Rollback =
  | {
      state: 'granted';
      workerId: string;
      /** What it may do, and nothing else. */
      actions: readonly string[];
      /** Its own, where an operator has named it; absent where that of the terms counts. */
      trust?: TrustMode;
      /** Half-open: the grant is good before this moment. */
      until: string;
    }
  | {
      /** Nobody has it now, until an operator names another worker. */
      state: 'withdrawn';
      at: string;
      workerId: string;
      kind: Withdrawal;
      /** So long it would have had. */
      until: string;
    }
  | { state: 'done'; at: string; workerId: string }
  | { state: 'failed'; at: string; kind: RollbackFailure; workerId?: string };

/** What was done under a permit, from its start. */
export interface Work {
  startedAt: string;
  /** How long the worker may say nothing before it is lost. */
  heartbeatWithin: string;
  /** How long there is to undo what was done, and for an operator to find somebody who does. */
  rollbackWithin: string;
  /** What became of actions: number n is at n - 1. */
  done: readonly (Done | Missing)[];
  /** One at a time: the next is announced once this one is on record. */
  announced?: Announced;
  /** In order; also those that were seen after the end. */
  violations: readonly Violation[];
  /** Absent where nobody has had the grant, and nobody was missed. */
  rollback?: Rollback;
  /** Who had the grant and lost it: none of them gets it again. */
  withdrawn?: readonly string[];
}

/** Number of the last action that something became of; 0 before the first. */
export const lastSeqOf = ({ done }: Work): number => done.length;

/** How many actions are on record. */
export const countOnRecord = ({ done }: Work): number =>
  done.filter(({ status }) => status !== 'missing').length;

/** What was announced under a number and is not on record, be it still waited for or not. */
export const announcementOf = ({ announced, done }: Work, seq: number): Announced | undefined => {
  if (announced?.seq === seq) return announced;
  const known = done[seq - 1];
  return known?.status === 'missing' ? known : undefined;
};

/** What became of actions, once these are on record, too, for the work or to undo it. */
export const withRecords = (
  { done }: Work,
  actions: readonly ActionRecord[],
  by: Pick<Done, 'workerId' | 'undoes'>,
): Work['done'] => {
  const all = [...done];
  for (const { seq, action, target, inputDigest, status } of actions)
    all[seq - 1] = { ...by, action, target, inputDigest, status };
  return all;
};

/** The work once `workerId` goes on with it: what another worker has announced is settled, and keeps its number. */
export const takenOverBy = (workerId: string, work: Work): Work => {
  const { announced, ...others } = work;
  if (announced === undefined || announced.workerId === workerId) return work;
  return { ...others, done: [...work.done, { ...announced, status: 'missing' }] };
};

/** Nothing is done yet. */
export const beginning = (
  startedAt: string,
  {
    heartbeatWithin = DEFAULT_DURATIONS.heartbeat,
    rollbackWithin = DEFAULT_DURATIONS.rollback,
  }: EventData<'permit.execution-started'>,
): Work => ({ startedAt, heartbeatWithin, rollbackWithin, done: [], violations: [] });

/** Whether both are the same action with the same input. */
export const isSame = (a: Action, b: Action): boolean =>
  a.action === b.action && a.target === b.target && a.inputDigest === b.inputDigest;
