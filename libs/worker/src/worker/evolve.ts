import type { Recorded } from '@guildhall/contracts';
import { handedOver } from '../owners.js';
import { vouchedChanges } from './changes.js';
import type { RecordedWorkerEvent, RegisteredWorker, RetiredWorker, WorkerState } from './state.js';
import { raisedTo, trustAnew } from './trust.js';

const registered = (event: Recorded<'worker.registered'>): RegisteredWorker => {
  const { data, time } = event;
  return {
    status: 'registered',
    definition: data.definition,
    sha256: data.sha256,
    ...(data.bootstrap === undefined ? {} : { bootstrap: data.bootstrap }),
    certification: { status: 'none' },
    suspensions: [],
    emergencies: [],
    tenures: [{ owners: data.definition.owners, from: time }],
    ...trustAnew(event),
  };
};

// What was known of it was known of another one; that its certification is suspended is an event of its own.
const asNew = (
  { certification }: RegisteredWorker,
  event: Recorded<'worker.redefined'>,
): Partial<RegisteredWorker> => ({
  ...trustAnew(event),
  emergencies: [],
  ...(certification.status === 'certified' ? { certification: { ...certification, probation: true } } : {}),
});

const redefined = (worker: RegisteredWorker, event: Recorded<'worker.redefined'>): RegisteredWorker => {
  const { definition, sha256 } = event.data;
  return {
    ...worker,
    definition,
    sha256,
    tenures: handedOver(worker.tenures, definition.owners, event.time),
    ...(vouchedChanges(worker.definition, definition).length === 0 ? {} : asNew(worker, event)),
  };
};

const certified = (
  worker: RegisteredWorker,
  { data: { level, probation, expiresAt } }: Recorded<'worker.certified'>,
): RegisteredWorker => ({
  ...worker,
  certification: {
    status: 'certified',
    level,
    probation,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  },
});

const suspended = (
  worker: RegisteredWorker,
  { data: { kind }, time }: Recorded<'worker.certification-suspended'>,
): RegisteredWorker => ({
  ...worker,
  suspensions: [...new Set([...worker.suspensions, kind])],
  lostAt: time,
});

// What was lent in an emergency goes with it, and so does the trust (1.7).
const revoked = (
  worker: RegisteredWorker,
  event: Recorded<'worker.certification-revoked'>,
): RegisteredWorker => ({
  ...worker,
  certification: { status: 'revoked' },
  emergencies: [],
  ...trustAnew(event),
  lostAt: event.time,
});

const withoutEmergency = (worker: RegisteredWorker, emergencyId: string): RegisteredWorker => ({
  ...worker,
  emergencies: worker.emergencies.filter((emergency) => emergency.emergencyId !== emergencyId),
});

const lent = (
  worker: RegisteredWorker,
  { data: { emergencyId, level, expiresAt } }: Recorded<'worker.emergency-certified'>,
): RegisteredWorker => {
  const { emergencies, ...rest } = withoutEmergency(worker, emergencyId);
  return { ...rest, emergencies: [...emergencies, { emergencyId, level, expiresAt }] };
};

const counted = (worker: RegisteredWorker, successes: number): RegisteredWorker => ({
  ...worker,
  earned: { ...worker.earned, successes: worker.earned.successes + successes },
});

const retired = ({
  certification: _,
  suspensions: __,
  emergencies: ___,
  ...rest
}: RegisteredWorker): RetiredWorker => ({
  ...rest,
  status: 'retired',
});

const changed = (worker: RegisteredWorker, event: RecordedWorkerEvent): WorkerState => {
  switch (event.type) {
    case 'worker.registered':
      return worker;
    case 'worker.redefined':
      return redefined(worker, event);
    case 'worker.certified':
      return certified(worker, event);
    case 'worker.certification-suspended':
      return suspended(worker, event);
    case 'worker.certification-revoked':
      return revoked(worker, event);
    case 'worker.emergency-certified':
      return lent(worker, event);
    case 'worker.emergency-ended':
      return withoutEmergency(worker, event.data.emergencyId);
    case 'worker.successes-counted':
      return counted(worker, event.data.successes);
    case 'worker.trust-raised':
      return { ...worker, ...raisedTo(worker, event.data.to, event.time) };
    case 'worker.trust-reset':
      return { ...worker, ...trustAnew(event) };
    case 'worker.incident-reported':
      return worker;
    case 'worker.retired':
      return retired(worker);
    default:
      event satisfies never;
      return worker;
  }
};

/** The worker after one more of its events. Never throws; an event that does not fit changes nothing. */
export const evolveWorker = (state: WorkerState, event: RecordedWorkerEvent): WorkerState => {
  switch (state.status) {
    case 'unknown':
      return event.type === 'worker.registered' ? registered(event) : state;
    case 'registered':
      return changed(state, event);
    case 'retired':
      return state;
  }
};
