import { refuse } from '@guildhall/contracts';
import type { Decision } from '@guildhall/contracts';
import { operatorsOnly } from '../asker.js';
import type { Asker } from '../asker.js';
import { strangerIssues } from '../registration.js';
import { inService } from './refusals.js';
import type { MasterEvent, MasterState } from './state.js';
import { dataOf, hasTerms } from './terms.js';
import type { MasterTerms } from './terms.js';

/** `master.change`: all of its terms, also those that stay. */
export interface ChangeMaster {
  readonly type: 'change';
  readonly asker: Asker;
  readonly master: MasterTerms;
  /** Its owners whom the directory does not know. */
  readonly strangers: readonly string[];
}

/** Other owners, another level or other capabilities; what was requested before is judged by the new ones (3.1). */
export const changeMaster = (command: ChangeMaster, state: MasterState): Decision<MasterEvent> => {
  const { asker, master, strangers } = command;
  const refused = operatorsOnly(asker, 'changes masters');
  if (refused) return refused;
  const found = inService(state, master.id);
  if ('refusal' in found) return found;
  if (hasTerms(found.master, master)) return { events: [] };
  const details = strangerIssues(master.owners, strangers, '/owners');
  if (details.length > 0)
    return refuse('VALIDATION_FAILED', `${master.id} is not acceptable as a master.`, { details });
  return { events: [{ type: 'master.changed', data: dataOf(master) }] };
};
