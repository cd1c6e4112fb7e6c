import type {
  AllDurations,
  ApproveEmergency,
  EndEmergency,
  RequestEmergency,
  ReviewEmergency,
  WorkerStatus,
} from '@guildhall/contracts';
import type { Person } from '../directory/people.js';

/** The worker that would be certified, as the registry knows it now. */
export type EmergencyWorker =
  | { status: 'unknown' }
  | {
      /** Only an active worker is eligible for anything. */
      status: WorkerStatus;
      /** Now and lately: so long as the policy's `formerOwners` says. */
      owners: readonly string[];
      /** Of what runs; a worker that names none is certified for nothing. */
      artifact?: string;
      /** When it was last suspended or revoked, RFC 3339. */
      lostAt?: string;
    };

/** Who asks, as directory and registry know them now. */
export interface Requester {
  /** Where enrolled. */
  person: Person | undefined;
  /** Owners, where it is a master that may ask for tasks. */
  master: { owners: readonly string[] } | undefined;
}

interface Sent<Type extends string, Input> {
  type: Type;
  caller: string;
  now: string;
  input: Input;
}

/** `emergency.request`: a master or an operator needs a worker for what burns. */
export interface Ask extends Sent<'request', RequestEmergency> {
  requester: Requester;
  worker: EmergencyWorker;
  /** The emergency whose review these owe, if there is one. */
  debt: string | undefined;
  durations: Pick<AllDurations, 'emergencyApproval' | 'emergencyBar'>;
}

/** `emergency.approve`: a commander agrees. */
export interface Grant extends Sent<'approve', ApproveEmergency> {
  /** The caller, where enrolled. */
  commander: Person | undefined;
  worker: EmergencyWorker;
  debt: string | undefined;
  durations: Pick<AllDurations, 'emergency' | 'emergencyReview' | 'emergencyBar'>;
}

/** `emergency.end`: a commander says that it is over. */
export interface Stop extends Sent<'end', EndEmergency> {
  commander: Person | undefined;
}

/** `emergency.review`: what happened and what was learned. */
export interface Conclude extends Sent<'review', ReviewEmergency> {
  reviewer: Person | undefined;
}

/** Time has passed. */
export interface Pass {
  type: 'pass';
  now: string;
}

export type EmergencyCommand = Ask | Grant | Stop | Conclude | Pass;
