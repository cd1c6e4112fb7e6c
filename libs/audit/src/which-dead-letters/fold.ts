import type { Recorded, Service } from '@guildhall/contracts';
import type { Fold, Row } from '../fold.js';

/** The dead letters of one id that are settled; without a row, all of them are open. */
export interface SettledLettersRow extends Row {
  /** The services that have settled theirs, which two of them may have of one event. */
  services: Service[];
}

/** Which dead letters are settled: handled once more with success, or dropped? */
export const settledLettersFold: Fold<
  Recorded<'dead-letter.retried' | 'dead-letter.dropped'>,
  SettledLettersRow
> = {
  handles: ['dead-letter.retried', 'dead-letter.dropped'],
  evolve: (row, { entity, data: { service } }) => ({
    id: entity,
    services: [...new Set([...(row?.services ?? []), service])],
  }),
};
