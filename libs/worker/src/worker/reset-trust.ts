import type { Decision, TrustReset } from '@guildhall/contracts';
import { operatorsAndSecurityLeads } from '../asker.js';
import type { Asker } from '../asker.js';
import { inService } from './refusals.js';
import type { WorkerEvent, WorkerState } from './state.js';
import { hasEarned } from './trust.js';
import type { Trusted } from './trust.js';

/** `worker.reset-trust`. */
export interface ResetTrust {
  readonly type: 'reset-trust';
  readonly asker: Asker;
  readonly workerId: string;
  readonly reason: string;
}

/** What took the trust, and who was behind it, where somebody was. */
interface Cause {
  readonly kind: TrustReset;
  readonly text: string;
  readonly by?: string;
}

/** That the worker is supervised from here on, and counted anew. */
export const trustReset = ({ kind, text, by }: Cause): WorkerEvent => ({
  type: 'worker.trust-reset',
  data: { reason: { kind, text }, ...(by === undefined ? {} : { by }) },
});

/** The same in the course of something else that is on record anyway: nothing where there is nothing to lose. */
export const losingTrust = (worker: Trusted, cause: Cause): WorkerEvent[] =>
  hasEarned(worker) ? [trustReset(cause)] : [];

/** Also of a worker that has earned nothing yet: what it is doing just now will not count either. */
export const resetTrust = (
  { asker, workerId, reason }: ResetTrust,
  state: WorkerState,
): Decision<WorkerEvent> => {
  const refused = operatorsAndSecurityLeads(asker, 'resets the trust in a worker');
  if (refused) return refused;
  const found = inService(state, workerId);
  return 'refusal' in found
    ? found
    : { events: [trustReset({ kind: 'person', text: reason, by: asker.id })] };
};
