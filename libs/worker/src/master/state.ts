import type { EventOf, Level, Recorded } from '@guildhall/contracts';
import type { Tenure } from '../owners.js';

/** A master that may ask for tasks up to its level. */
export interface RegisteredMaster {
  readonly status: 'registered';
  readonly masterId: string;
  readonly level: Level;
  /** What its tasks may ask for; absent: everything. */
  readonly capabilities?: readonly string[];
  /** SHA-256 of the bootstrap file that brought it, if one did. */
  readonly bootstrap?: string;
  /** Oldest first. */
  readonly tenures: readonly Tenure[];
}

/** Fold of the events of entity master/<id>. */
export type MasterState = { readonly status: 'unknown' } | RegisteredMaster;

/** What a decision about a master can write. */
export type MasterEvent = EventOf<'master.registered'>;
/** The same, as the log has it. */
export type RecordedMasterEvent = Recorded<MasterEvent['type']>;
