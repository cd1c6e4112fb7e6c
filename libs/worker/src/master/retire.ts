import type { Decision } from '@guildhall/contracts';
import { operatorsOnly } from '../asker.js';
import type { Asker } from '../asker.js';
import { inService } from './refusals.js';
import type { MasterEvent, MasterState } from './state.js';

/** `master.retire`. */
export interface RetireMaster {
  readonly type: 'retire';
  readonly asker: Asker;
  readonly id: string;
  readonly reason: string;
}

/** It may ask for nothing any more; its id stays taken. */
export const retireMaster = (command: RetireMaster, state: MasterState): Decision<MasterEvent> => {
  const { asker, id, reason } = command;
  const refused = operatorsOnly(asker, 'retires masters');
  if (refused) return refused;
  if (state.status === 'retired') return { events: [] };
  const found = inService(state, id);
  if ('refusal' in found) return found;
  return { events: [{ type: 'master.retired', data: { by: asker.id, reason } }] };
};
