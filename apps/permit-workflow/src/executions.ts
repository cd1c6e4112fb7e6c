import type { Recorded } from '@guildhall/contracts';
import { foldProvider } from '@guildhall/messaging';
import type { LogFold } from '@guildhall/messaging';

/** Nest token of which worker executes which permits. */
export const EXECUTIONS = Symbol('executions');

const EXECUTION_EVENTS = [
  'permit.execution-started',
  'permit.completed',
  'permit.revoked',
  'permit.closed',
] as const;
type ExecutionEvent = Recorded<(typeof EXECUTION_EVENTS)[number]>;

/** Worker by the permit that it executes. */
type Executions = ReadonlyMap<string, string>;
export type ExecutionFold = LogFold<Executions, ExecutionEvent>;

const evolve = (executions: Executions, event: ExecutionEvent): Executions => {
  const next = new Map(executions);
  if (event.type === 'permit.execution-started') next.set(event.entity, event.data.workerId);
  else next.delete(event.entity);
  return next;
};

export const executionsProvider = foldProvider<Executions, ExecutionEvent>(EXECUTIONS, {
  name: 'executions-1',
  types: EXECUTION_EVENTS,
  initialState: new Map(),
  evolve,
});

/** How many permits other than `taskId` the worker executes. */
export const executingBeside = (executions: Executions, worker: string, taskId: string): number =>
  [...executions].filter(([permit, by]) => by === worker && permit !== taskId).length;
