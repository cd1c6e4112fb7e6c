import type { EventOf, Level, Recorded } from '@guildhall/contracts';
import type { Tenure } from '../owners.js';

interface Known {
  readonly masterId: string;
  readonly level: Level;
  /** What its tasks may ask for; absent: everything. */
  readonly capabilities?: readonly string[];
  /** SHA-256 of the bootstrap file that brought it, if one did. */
  readonly bootstrap?: string;
  /** Oldest first. */
  readonly tenures: readonly Tenure[];
}

/** A master that may ask for tasks up to its level. */
export interface RegisteredMaster extends Known {
  readonly status: 'registered';
}

/** A master that may ask for nothing any more. */
export interface RetiredMaster extends Known {
  readonly status: 'retired';
}

/** A master that was ever registered. */
export type KnownMaster = RegisteredMaster | RetiredMaster;

/** Fold of the events of entity master/<id>. */
export type MasterState = { readonly status: 'unknown' } | KnownMaster;

/** What a decision about a master can write. */
export type MasterEvent = EventOf<'master.registered' | 'master.changed' | 'master.retired'>;
/** The same, as the log has it. */
export type RecordedMasterEvent = Recorded<MasterEvent['type']>;
