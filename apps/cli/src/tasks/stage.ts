import type { PermitState, TaskResult } from '@guildhall/contracts';

/** Where a task stands for somebody who waits for its permit; `open`: nothing decided yet. */
export type Stage = 'open' | 'waiting' | 'permitted' | 'refused';

const stageOfPermit = (state: PermitState): Stage => {
  switch (state) {
    case 'REQUESTED':
    case 'UNDER_REVIEW':
      return 'waiting';
    case 'REJECTED':
    case 'REVOKED':
      return 'refused';
    case 'APPROVED':
    case 'ACTIVE':
    case 'EXECUTING':
    case 'COMPLETED':
    case 'CLOSED':
    case 'ARCHIVED':
      return 'permitted';
    default:
      return state satisfies never;
  }
};

export const stageOf = ({ status, permit }: TaskResult): Stage => {
  if (permit !== undefined) return stageOfPermit(permit);
  if (status === 'held') return 'waiting';
  return status === 'assessed' || status === 'assigned' ? 'open' : 'refused';
};
