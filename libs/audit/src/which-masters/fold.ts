import type { Level, Recorded } from '@guildhall/contracts';
import type { Fold, Row } from '../fold.js';

/** A master as it is registered now. */
export interface MasterRow extends Row {
  level: Level;
  owners: string[];
  /** What its tasks may ask for; null: everything. */
  capabilities: string[] | null;
}

/** Which masters are there, and what are they authorized to ask for? */
export const masterFold: Fold<Recorded<'master.registered'>, MasterRow> = {
  handles: ['master.registered'],
  evolve: (_row, { entity, data: { level, owners, capabilities } }) => ({
    id: entity,
    level,
    owners,
    capabilities: capabilities ?? null,
  }),
};
