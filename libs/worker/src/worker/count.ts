import type { Decision, Recorded, TrustRules } from '@guildhall/contracts';
import type { RegisteredWorker, WorkerEvent, WorkerState } from './state.js';
import { successesIn } from './successes.js';
import { mayRise, stepAhead } from './trust.js';

/** A permit of the worker was completed with success. */
export interface CountSuccesses {
  readonly type: 'count';
  readonly taskId: string;
  /** Everything that the log holds of the permit and its work up to its completion. */
  readonly events: readonly Recorded[];
  readonly rules: TrustRules;
  /** RFC 3339. */
  readonly now: string;
}

const countedOf = (
  { events, rules: { countedPerPermit } }: CountSuccesses,
  { definition: { workerId }, earned: { after } }: RegisteredWorker,
): number => Math.min(successesIn(events, { workerId, after }), countedPerPermit);

/**
 * Successes are added up as long as the next step takes more of them, and the step is taken with the permit that brings
 * the last one, or with the first after the time for it has come. One step at a time: what earned it is spent (1.7).
 */
export const countSuccesses = (command: CountSuccesses, state: WorkerState): Decision<WorkerEvent> => {
  const step = state.status === 'registered' ? stepAhead(state, command.rules) : undefined;
  if (state.status !== 'registered' || !step) return { events: [] };
  const { successes } = state.earned;
  const counted = successes < step.needed ? countedOf(command, state) : 0;
  const total = successes + counted;
  const isRaised = total >= step.needed && mayRise(state, step, command.rules, command.now);
  return {
    events: [
      ...(counted === 0 ? [] : [successesCounted(command.taskId, counted)]),
      ...(isRaised ? [trustRaised(step.to, total)] : []),
    ],
  };
};

const successesCounted = (taskId: string, successes: number): WorkerEvent => ({
  type: 'worker.successes-counted',
  data: { taskId, successes },
});

const trustRaised = (to: 'monitored' | 'autonomous', successes: number): WorkerEvent => ({
  type: 'worker.trust-raised',
  data: { to, successes },
});
