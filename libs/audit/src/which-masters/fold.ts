import type { Level, Recorded } from '@guildhall/contracts';
import type { Fold, Row } from '../fold.js';

/** A master as it is registered now. */
export interface MasterRow extends Row {
  level: Level;
  owners: string[];
  /** What its tasks may ask for; null: everything. */
  capabilities: string[] | null;
  /** Whether it may ask for nothing any more. */
  retired: boolean;
}

type Handled = Recorded<'master.registered' | 'master.changed' | 'master.retired'>;

const authorized = ({ entity, data }: Exclude<Handled, Recorded<'master.retired'>>): MasterRow => {
  const { level, owners, capabilities } = data;
  return { id: entity, level, owners, capabilities: capabilities ?? null, retired: false };
};

/** Which masters are there, and what are they authorized to ask for? */
export const masterFold: Fold<Handled, MasterRow> = {
  handles: ['master.registered', 'master.changed', 'master.retired'],
  evolve: (row, event) => {
    switch (event.type) {
      case 'master.registered':
        return authorized(event);
      case 'master.changed':
        return row && { ...authorized(event), retired: row.retired };
      case 'master.retired':
        return row && { ...row, retired: true };
    }
  },
};
