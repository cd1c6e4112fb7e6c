import type { Recorded } from '@guildhall/contracts';
import type { RecordedWorkerEvent, RegisteredWorker, WorkerState } from './state.js';

const registered = ({ data, time }: Recorded<'worker.registered'>): RegisteredWorker => ({
  status: 'registered',
  definition: data.definition,
  sha256: data.sha256,
  ...(data.bootstrap === undefined ? {} : { bootstrap: data.bootstrap }),
  certification: { status: 'none' },
  tenures: [{ owners: data.definition.owners, from: time }],
  trust: 'supervised',
});

const certified = (state: WorkerState, { data }: Recorded<'worker.certified'>): WorkerState =>
  state.status === 'unknown'
    ? state
    : {
        ...state,
        certification: {
          status: 'certified',
          level: data.level,
          probation: data.probation,
          ...(data.expiresAt === undefined ? {} : { expiresAt: data.expiresAt }),
        },
      };

/** The worker after one more of its events. Never throws; an event that does not fit changes nothing. */
export const evolveWorker = (state: WorkerState, event: RecordedWorkerEvent): WorkerState => {
  switch (event.type) {
    case 'worker.registered':
      return state.status === 'unknown' ? registered(event) : state;
    case 'worker.certified':
      return certified(state, event);
    default:
      event satisfies never;
      return state;
  }
};
