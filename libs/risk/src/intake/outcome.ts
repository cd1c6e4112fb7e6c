import type { Assessment, EventOf, Task } from '@guildhall/contracts';

/** What `task.assessed` and `task.held` say of a request besides its assessment. */
export interface Asked {
  readonly request: Task;
  readonly requestedBy: string;
  readonly receivedAt: string;
}

/** `task.held` while a soft block waits for its override (2.4), else `task.assessed`. */
export const outcomeOf = (
  { request, requestedBy, receivedAt }: Asked,
  assessment: Assessment,
): EventOf<'task.assessed' | 'task.held'> => {
  const data = { request, requestedBy, receivedAt, assessment };
  const waitingFor = assessment.softBlocks.filter(({ resolved }) => !resolved).map(({ id }) => id);
  return waitingFor.length > 0
    ? { type: 'task.held', data: { ...data, waitingFor } }
    : { type: 'task.assessed', data };
};
