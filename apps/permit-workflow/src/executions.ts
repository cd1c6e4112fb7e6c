import type { Recorded } from '@guildhall/contracts';

/**
 * The events that it is folded from: all that `permit.start` and `permit.complete` may write last, too, so that a view
 * which is asked to reach that will.
 */
export const EXECUTION_EVENTS = [
  'permit.execution-started',
  'permit.violation-detected',
  'permit.completed',
  'permit.revoked',
  'permit.closed',
  'execution.rollback-granted',
] as const;
/** One of them, as the log has it. */
export type ExecutionEvent = Recorded<(typeof EXECUTION_EVENTS)[number]>;

/** Which worker executes which permits. */
export interface Executions {
  readonly workers: Map<string, string>;
  readonly permits: Map<string, Set<string>>;
}

/** Before the first event. */
export const noExecutions = (): Executions => ({ workers: new Map(), permits: new Map() });

const begin = ({ workers, permits }: Executions, permit: string, worker: string): void => {
  workers.set(permit, worker);
  permits.set(worker, (permits.get(worker) ?? new Set()).add(permit));
};

const end = ({ workers, permits }: Executions, permit: string): void => {
  const worker = workers.get(permit);
  if (worker === undefined) return;
  workers.delete(permit);
  const others = permits.get(worker);
  others?.delete(permit);
  if (others?.size === 0) permits.delete(worker);
};

/** Takes one more event, in place. */
export const evolveExecutions = (executions: Executions, event: ExecutionEvent): void => {
  switch (event.type) {
    case 'permit.execution-started':
      begin(executions, event.entity, event.data.workerId);
      break;
    case 'permit.completed':
    case 'permit.revoked':
    case 'permit.closed':
      end(executions, event.entity);
      break;
    // Limits may be broken while the work goes on, and undoing it counts for nothing.
    case 'permit.violation-detected':
    case 'execution.rollback-granted':
      break;
    default:
      event satisfies never;
  }
};

/** How many permits other than `taskId` the worker executes. */
export const executingBeside = ({ permits }: Executions, worker: string, taskId: string): number => {
  const own = permits.get(worker);
  return own === undefined ? 0 : own.size - (own.has(taskId) ? 1 : 0);
};
