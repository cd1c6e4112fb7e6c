import { refuse } from '@guildhall/contracts';
import type { Decision, ImportedMaster } from '@guildhall/contracts';
import { importRefusal } from '../bootstrap.js';
import type { Bootstrap } from '../bootstrap.js';
import type { MasterEvent, MasterState } from './state.js';

/** `master.import` of one master. */
export interface ImportMaster {
  readonly type: 'import';
  readonly bootstrap: Bootstrap;
  readonly master: ImportedMaster;
}

const sameSet = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a === undefined || b === undefined ? a === b : [...a].sort().join(' ') === [...b].sort().join(' ');

// Told apart by content too: one file can name an id twice.
const isSame = ({ bootstrap, master }: ImportMaster, state: MasterState): boolean =>
  state.status === 'registered' &&
  state.bootstrap === bootstrap.file &&
  state.level === master.level &&
  sameSet(state.tenures.at(-1)?.owners, master.owners) &&
  sameSet(state.capabilities, master.capabilities);

const dataOf = ({ bootstrap, master }: ImportMaster): MasterEvent['data'] => ({
  masterId: master.id,
  owners: master.owners,
  level: master.level,
  ...(master.capabilities === undefined ? {} : { capabilities: master.capabilities }),
  bootstrap: bootstrap.file,
});

/** The same master from the same file again is nothing to do, so that a first boot can be resumed. */
export const importMaster = (command: ImportMaster, state: MasterState): Decision<MasterEvent> => {
  const { bootstrap, master } = command;
  const refused = importRefusal(bootstrap);
  if (refused) return refused;
  if (isSame(command, state)) return { events: [] };
  if (bootstrap.reserved)
    return refuse('VALIDATION_FAILED', `The id ${master.id} is reserved.`, {
      details: [{ pointer: `${bootstrap.pointer}/id`, message: 'is reserved' }],
    });
  if (state.status === 'registered' || bootstrap.taken)
    return refuse('ALREADY_EXISTS', `The id ${master.id} is taken.`);
  return { events: [{ type: 'master.registered', data: dataOf(command) }] };
};
