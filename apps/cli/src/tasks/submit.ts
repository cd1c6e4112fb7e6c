import type { PermitResult, StoryLine, Task, TaskResult } from '@guildhall/contracts';
import type { Accepted, Client } from '../client/client.js';
import { refused } from '../failure.js';
import { followTask, lookBefore } from './follow.js';
import { refusalOfTask } from './refusal.js';
import { stageOf } from './stage.js';

export interface Submitted {
  accepted: Accepted;
  task: TaskResult;
  permit?: PermitResult;
  /** Whether the same was asked for before, so that nothing new was. */
  repeated: boolean;
}

const permitOf = async (client: Client, { taskId, permit }: TaskResult): Promise<PermitResult | undefined> =>
  permit === undefined ? undefined : (await client.query('permit.get', { taskId })).result;

/** Publishes a task and waits until it has its permit or waits for somebody; rejects where it is refused. */
export const submitAndWait = async (
  client: Client,
  task: Task,
  tell: (line: StoryLine) => void,
): Promise<Submitted> => {
  const before = await lookBefore(client, task);
  const accepted = await client.submit(task);
  const decided = await followTask(client, task.taskId, before, tell);
  if ('refusal' in decided) throw refused(decided.refusal);
  const permit = await permitOf(client, decided.task);
  if (stageOf(decided.task) === 'refused') throw refused(refusalOfTask(decided.task, permit));
  return { accepted, task: decided.task, ...(permit ? { permit } : {}), repeated: before.known };
};
