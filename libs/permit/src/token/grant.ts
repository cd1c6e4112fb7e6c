import { workEnd } from '../work/clock.js';
import type { Undoer } from '../work/commands.js';
import { unfitToUndo } from '../work/fit.js';
import { isWorked } from '../work/worked.js';
import type { Permit } from '../permit/state.js';
import type { Grant } from './claims.js';

type What = Pick<Grant, 'actions' | 'until'>;

const work = (permit: Permit, workerId: string): What | undefined =>
  permit.status === 'EXECUTING' && permit.terms.workerId === workerId
    ? { actions: permit.terms.scope.actions, until: workEnd(permit) }
    : undefined;

const rollback = (permit: Permit, workerId: string, undoer: Undoer): What | undefined => {
  const granted = isWorked(permit) ? permit.work.rollback : undefined;
  if (!isWorked(permit) || granted?.state !== 'granted' || granted.workerId !== workerId) return undefined;
  return unfitToUndo(workerId, undoer, permit.terms) ? undefined : granted;
};

/**
 * What `workerId` may do under the permit as it is: the work, if it is the permit's worker and at it, or undoing what
 * was done, if it has the grant for that and is fit for it; undefined where it may nothing. Whether it is still in time, `until` says.
 */
export const grantOf = (permit: Permit, workerId: string, undoer: Undoer = {}): Grant | undefined => {
  const what = work(permit, workerId) ?? rollback(permit, workerId, undoer);
  if (what === undefined || !('terms' in permit)) return undefined;
  const { terms, permitDigest } = permit;
  return {
    taskId: terms.taskId,
    workerId,
    permitDigest,
    actions: what.actions,
    resources: terms.scope.resources,
    environment: terms.request.environment,
    constraints: terms.constraints,
    until: what.until,
  };
};
