import type { Decision } from '@guildhall/contracts';
import type { WorkerEvent, WorkerState } from './state.js';

/** An emergency was approved for this worker. */
export interface CertifyInEmergency {
  readonly type: 'certify-in-emergency';
  readonly emergencyId: string;
  /** RFC 3339. */
  readonly expiresAt: string;
  /** Whether it has ended since, so that the worker may have been told so before. */
  readonly over: boolean;
}

/** The emergency is over. */
export interface EndEmergency {
  readonly type: 'end-emergency';
  readonly emergencyId: string;
}

/**
 * What was approved is on record whatever became of the worker since: who waits for it would wait for ever. Whether it
 * counts for anything is another question (`standingAt`, `emergenciesAt`). Of one that is over nothing is lent: it might
 * have been taken back already.
 */
export const certifyInEmergency = (
  { emergencyId, expiresAt, over }: CertifyInEmergency,
  state: WorkerState,
): Decision<WorkerEvent> =>
  state.status === 'unknown' || over
    ? { events: [] }
    : { events: [{ type: 'worker.emergency-certified', data: { emergencyId, level: 3, expiresAt } }] };

/** As above: also of a worker that has lost it already. */
export const endEmergency = ({ emergencyId }: EndEmergency, state: WorkerState): Decision<WorkerEvent> =>
  state.status === 'unknown'
    ? { events: [] }
    : { events: [{ type: 'worker.emergency-ended', data: { emergencyId } }] };
