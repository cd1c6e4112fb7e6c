import type { Recorded } from '@guildhall/contracts';
import { handedOver } from '../owners.js';
import type { MasterState, RecordedMasterEvent, RegisteredMaster } from './state.js';

const registered = ({ data, time }: Recorded<'master.registered'>): RegisteredMaster => ({
  status: 'registered',
  masterId: data.masterId,
  level: data.level,
  ...(data.capabilities === undefined ? {} : { capabilities: data.capabilities }),
  ...(data.bootstrap === undefined ? {} : { bootstrap: data.bootstrap }),
  tenures: [{ owners: data.owners, from: time }],
});

const changed = (
  { capabilities: _, ...master }: RegisteredMaster,
  { data: { level, owners, capabilities }, time }: Recorded<'master.changed'>,
): RegisteredMaster => ({
  ...master,
  level,
  ...(capabilities === undefined ? {} : { capabilities }),
  tenures: handedOver(master.tenures, owners, time),
});

const next = (master: RegisteredMaster, event: RecordedMasterEvent): MasterState => {
  switch (event.type) {
    case 'master.registered':
      return master;
    case 'master.changed':
      return changed(master, event);
    case 'master.retired':
      return { ...master, status: 'retired' };
    default:
      event satisfies never;
      return master;
  }
};

/** The master after one more of its events. Never throws; an event that does not fit changes nothing. */
export const evolveMaster = (state: MasterState, event: RecordedMasterEvent): MasterState => {
  switch (state.status) {
    case 'unknown':
      return event.type === 'master.registered' ? registered(event) : state;
    case 'registered':
      return next(state, event);
    case 'retired':
      return state;
  }
};
