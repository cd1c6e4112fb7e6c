import { refuse } from '@guildhall/contracts';
import type { Decision } from '@guildhall/contracts';
import { operatorsOnly } from '../asker.js';
import type { Asker } from '../asker.js';
import { reservedIssues, strangerIssues, takenId } from '../registration.js';
import type { Claim } from '../registration.js';
import type { MasterEvent, MasterState } from './state.js';
import { dataOf } from './terms.js';
import type { MasterTerms } from './terms.js';

/** `master.register`. */
export interface RegisterMaster extends Claim {
  readonly type: 'register';
  readonly asker: Asker;
  readonly master: MasterTerms;
  /** Its owners whom the directory does not know. */
  readonly strangers: readonly string[];
}

/** A master that may ask for tasks from here on. */
export const registerMaster = (command: RegisterMaster, state: MasterState): Decision<MasterEvent> => {
  const { asker, master, strangers, taken } = command;
  const refused = operatorsOnly(asker, 'registers masters');
  if (refused) return refused;
  const details = [...reservedIssues(command, '/id'), ...strangerIssues(master.owners, strangers, '/owners')];
  if (details.length > 0)
    return refuse('VALIDATION_FAILED', `${master.id} is not acceptable as a master.`, { details });
  if (state.status !== 'unknown' || taken) return takenId(master.id);
  return { events: [{ type: 'master.registered', data: { masterId: master.id, ...dataOf(master) } }] };
};
