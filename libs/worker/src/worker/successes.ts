import { isMutating } from '@guildhall/contracts';
import type { ActionRecord, Recorded } from '@guildhall/contracts';

/** Which of the events count for whom. */
interface Scope {
  readonly workerId: string;
  /** Position in the log: what was recorded up to it does not count. */
  readonly after: number;
}

const recordedOf = (events: readonly Recorded[], { workerId, after }: Scope): ActionRecord[] =>
  events.flatMap((event) =>
    event.type === 'execution.action-recorded' && event.data.workerId === workerId && event.position > after
      ? event.data.actions
      : [],
  );

/**
 * How many mutating actions the worker has done, by the events of one permit and its work, without a violation (1.7). A
 * violation that names no action is one of the work as a whole: of that nothing counts.
 */
export const successesIn = (events: readonly Recorded[], scope: Scope): number => {
  const broken = events.flatMap((event) =>
    event.type === 'permit.violation-detected' ? [event.data.seq] : [],
  );
  if (broken.includes(undefined)) return 0;
  return recordedOf(events, scope).filter(
    ({ seq, status, action, target }) =>
      status === 'done' && isMutating(action, target) && !broken.includes(seq),
  ).length;
};
