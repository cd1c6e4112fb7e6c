import type { Recorded } from '@guildhall/contracts';
import type { MasterState, RecordedMasterEvent, RegisteredMaster } from './state.js';

const registered = ({ data, time }: Recorded<'master.registered'>): RegisteredMaster => ({
  status: 'registered',
  masterId: data.masterId,
  level: data.level,
  ...(data.capabilities === undefined ? {} : { capabilities: data.capabilities }),
  ...(data.bootstrap === undefined ? {} : { bootstrap: data.bootstrap }),
  tenures: [{ owners: data.owners, from: time }],
});

/** The master after one more of its events. Never throws; an event that does not fit changes nothing. */
export const evolveMaster = (state: MasterState, event: RecordedMasterEvent): MasterState => {
  switch (event.type) {
    case 'master.registered':
      return state.status === 'unknown' ? registered(event) : state;
    default:
      event.type satisfies never;
      return state;
  }
};
