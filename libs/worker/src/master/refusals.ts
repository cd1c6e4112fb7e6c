import { refuse } from '@guildhall/contracts';
import type { Refusal } from '@guildhall/contracts';
import type { MasterState, RegisteredMaster } from './state.js';

/** The master as long as it is in service, or why nothing can be decided about it: NOT_FOUND, INVALID_STATE. */
export const inService = (
  state: MasterState,
  id: string,
): { master: RegisteredMaster } | { refusal: Refusal } => {
  switch (state.status) {
    case 'unknown':
      return refuse('NOT_FOUND', `There is no master ${id}.`);
    case 'retired':
      return refuse('INVALID_STATE', `${id} is retired, which is for good.`);
    case 'registered':
      return { master: state };
  }
};
