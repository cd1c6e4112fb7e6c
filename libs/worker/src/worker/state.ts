import type { EventOf, Level, Recorded, TrustMode, WorkerDefinition } from '@guildhall/contracts';
import type { Tenure } from '../owners.js';

/** The level that was granted; void from `expiresAt` on, by the clock and not by an event that might be late. */
export type Certification =
  | { readonly status: 'none' }
  | {
      readonly status: 'certified';
      readonly level: Level;
      readonly probation: boolean;
      readonly expiresAt?: string;
    };

/** A worker that is known. */
export interface RegisteredWorker {
  readonly status: 'registered';
  readonly definition: WorkerDefinition;
  /** Of the definition's RFC 8785 form. */
  readonly sha256: string;
  /** SHA-256 of the bootstrap file that brought it, if one did. */
  readonly bootstrap?: string;
  readonly certification: Certification;
  /** Oldest first. */
  readonly tenures: readonly Tenure[];
  readonly trust: TrustMode;
}

/** Fold of the events of entity worker/<id>. */
export type WorkerState = { readonly status: 'unknown' } | RegisteredWorker;

/** What a decision about a worker can write. */
export type WorkerEvent = EventOf<'worker.registered' | 'worker.certified'>;
/** The same, as the log has it. */
export type RecordedWorkerEvent = Recorded<WorkerEvent['type']>;
