import type { ImportedMaster, Level } from '@guildhall/contracts';
import { ownersNow, sameSet } from '../owners.js';
import type { RegisteredMaster } from './state.js';

/** What a master is given, under its id. */
export type MasterTerms = Readonly<ImportedMaster>;

/** Whether the master has exactly these owners, this level and these capabilities. */
export const hasTerms = (state: RegisteredMaster, { level, owners, capabilities }: MasterTerms): boolean =>
  state.level === level &&
  sameSet(ownersNow(state.tenures), owners) &&
  sameSet(state.capabilities, capabilities);

/** The terms as events carry them. */
export const dataOf = ({
  owners,
  level,
  capabilities,
}: MasterTerms): { owners: string[]; level: Level; capabilities?: string[] } => ({
  owners,
  level,
  ...(capabilities === undefined ? {} : { capabilities }),
});
