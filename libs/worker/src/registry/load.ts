import { emptyTable, lookUp, put, without } from './table.js';
import type { Table } from './table.js';

/**
 * Where an assessed task stands: nobody has it yet, nobody ever will, or a worker has it until its permit has ended.
 * A task that is withdrawn before its assignment is in the log gets no permit, so nothing would ever end it.
 */
type Progress =
  | { readonly at: 'awaited' | 'withdrawn' }
  | { readonly at: 'assigned' | 'executing'; readonly workerId: string };

/** What workers have to do at the moment. */
export interface Load {
  /** Tasks that are neither denied nor over. */
  readonly tasks: Table<Progress>;
  /** Live assignments by worker; absent where it has none. */
  readonly counts: Table<number>;
}

/** Nobody has anything to do. */
export const emptyLoad = (): Load => ({ tasks: emptyTable(), counts: emptyTable() });

/** Live assignments of a worker: made, and their permits not yet ended. */
export const liveAssignments = ({ counts }: Load, workerId: string): number => lookUp(counts, workerId) ?? 0;

const changeCount = (counts: Table<number>, workerId: string, by: 1 | -1): Table<number> => {
  const count = (lookUp(counts, workerId) ?? 0) + by;
  return count > 0 ? put(counts, workerId, count) : without(counts, workerId);
};

const forget = (load: Load, taskId: string): Load => ({ ...load, tasks: without(load.tasks, taskId) });

/** A task was assessed. */
export const awaitAssignment = (load: Load, taskId: string): Load =>
  lookUp(load.tasks, taskId) ? load : { ...load, tasks: put(load.tasks, taskId, { at: 'awaited' }) };

/** A worker got the task. */
export const assign = (load: Load, taskId: string, workerId: string): Load => {
  const progress = lookUp(load.tasks, taskId);
  if (progress?.at === 'withdrawn') return forget(load, taskId);
  if (progress !== undefined && progress.at !== 'awaited') return load;
  return {
    tasks: put(load.tasks, taskId, { at: 'assigned', workerId }),
    counts: changeCount(load.counts, workerId, 1),
  };
};

/** The worker works: from here on a withdrawal changes nothing (3.4). */
export const execute = (load: Load, taskId: string): Load => {
  const progress = lookUp(load.tasks, taskId);
  return progress?.at === 'assigned'
    ? { ...load, tasks: put(load.tasks, taskId, { ...progress, at: 'executing' }) }
    : load;
};

/** The task is over, or will never be done. */
export const release = (load: Load, taskId: string): Load => {
  const progress = lookUp(load.tasks, taskId);
  if (progress === undefined) return load;
  const rest = forget(load, taskId);
  return 'workerId' in progress ? { ...rest, counts: changeCount(load.counts, progress.workerId, -1) } : rest;
};

/** The master took the task back. */
export const withdraw = (load: Load, taskId: string): Load => {
  const progress = lookUp(load.tasks, taskId);
  switch (progress?.at) {
    case 'awaited':
      return { ...load, tasks: put(load.tasks, taskId, { at: 'withdrawn' }) };
    case 'assigned':
      return release(load, taskId);
    default:
      return load;
  }
};
