import type { EventOf, Level, Recorded, Suspension, WorkerDefinition } from '@guildhall/contracts';
import type { Tenure } from '../owners.js';
import type { Trusted } from './trust.js';

/** The level that was granted; void from `expiresAt` on, by the clock and not by an event that might be late. */
export type Certification =
  | { readonly status: 'none' }
  | {
      readonly status: 'certified';
      readonly level: Level;
      readonly probation: boolean;
      readonly expiresAt?: string;
    }
  | { readonly status: 'revoked' };

/** Level 3 for permits of one emergency, void from `expiresAt` on, as above (1.8). */
export interface EmergencyCertification {
  readonly emergencyId: string;
  readonly level: 3;
  readonly expiresAt: string;
}

interface Known extends Trusted {
  readonly definition: WorkerDefinition;
  /** Of the definition's RFC 8785 form. */
  readonly sha256: string;
  /** SHA-256 of the bootstrap file that brought it, if one did. */
  readonly bootstrap?: string;
  /** Oldest first. */
  readonly tenures: readonly Tenure[];
  /** When it was last suspended or its certification revoked; absent where neither ever happened. */
  readonly lostAt?: string;
}

/** A worker that is known. */
export interface RegisteredWorker extends Known {
  readonly status: 'registered';
  readonly certification: Certification;
  /** Why it is eligible for nothing for the time being, each reason once; none where it is. */
  readonly suspensions: readonly Suspension[];
  /** Oldest first; those that are over by the clock alone are still among them. */
  readonly emergencies: readonly EmergencyCertification[];
}

/** A worker that is out of service for good. */
export interface RetiredWorker extends Known {
  readonly status: 'retired';
}

/** A worker that was ever registered. */
export type KnownWorker = RegisteredWorker | RetiredWorker;

/** Fold of the events of entity worker/<id>. */
export type WorkerState = { readonly status: 'unknown' } | KnownWorker;

/** What a decision about a worker can write. */
export type WorkerEvent = EventOf<
  | 'worker.registered'
  | 'worker.redefined'
  | 'worker.certified'
  | 'worker.certification-suspended'
  | 'worker.certification-revoked'
  | 'worker.emergency-certified'
  | 'worker.emergency-ended'
  | 'worker.successes-counted'
  | 'worker.trust-raised'
  | 'worker.trust-reset'
  | 'worker.incident-reported'
  | 'worker.retired'
>;
/** The same, as the log has it. */
export type RecordedWorkerEvent = Recorded<WorkerEvent['type']>;
