import { refuse } from '@guildhall/contracts';
import type { Decision, ImportedMaster } from '@guildhall/contracts';
import { importRefusal } from '../bootstrap.js';
import type { Bootstrap } from '../bootstrap.js';
import { reservedIssues, takenId } from '../registration.js';
import type { MasterEvent, MasterState } from './state.js';
import { dataOf, hasTerms } from './terms.js';

/** `master.import` of one master. */
export interface ImportMaster {
  readonly type: 'import';
  readonly bootstrap: Bootstrap;
  readonly master: ImportedMaster;
}

// Told apart by content too: one file can name an id twice.
const isSame = ({ bootstrap, master }: ImportMaster, state: MasterState): boolean =>
  state.status === 'registered' && state.bootstrap === bootstrap.file && hasTerms(state, master);

/** The same master from the same file again is nothing to do, so that a first boot can be resumed. */
export const importMaster = (command: ImportMaster, state: MasterState): Decision<MasterEvent> => {
  const { bootstrap, master } = command;
  const refused = importRefusal(bootstrap);
  if (refused) return refused;
  if (isSame(command, state)) return { events: [] };
  if (bootstrap.reserved)
    return refuse('VALIDATION_FAILED', `The id ${master.id} is reserved.`, {
      details: reservedIssues(bootstrap, `${bootstrap.pointer}/id`),
    });
  if (state.status !== 'unknown' || bootstrap.taken) return takenId(master.id);
  return {
    events: [
      {
        type: 'master.registered',
        data: { masterId: master.id, ...dataOf(master), bootstrap: bootstrap.file },
      },
    ],
  };
};
