import { statSync } from 'node:fs';
import { ID_PATTERN, Task, canonicalJson } from '@guildhall/contracts';
import type { Assessment } from '@guildhall/contracts';
import { compilePolicy, explain } from '@guildhall/risk';
import type { Explanation, Policy } from '@guildhall/risk';
import type { Client } from '../client/client.js';
import { failed } from '../failure.js';
import { readFileMessage } from '../input.js';

/** A reasoning, with the task and policy that it is about. */
export interface Explained {
  task: Task;
  policy: Policy;
  explanation: Explanation;
  /** Whether the log says the same of this task, to the last member; absent where it was not asked, or has none by this policy. */
  recorded?: boolean;
}

/** Whether the argument names a file: one that is there, or what cannot be an id. */
export const isFile = (task: string): boolean =>
  !ID_PATTERN.test(task) || statSync(task, { throwIfNoEntry: false })?.isFile() === true || task === '-';

/** A task in a file under a policy. */
export const explainFile = (file: string, policy: Policy): Explained => {
  const { message: task } = readFileMessage(Task, file);
  return { task, policy, explanation: explain(task, policy) };
};

const isSame = (recorded: Assessment, { outcome }: Explanation): boolean =>
  'assessment' in outcome && canonicalJson(outcome.assessment) === canonicalJson(recorded);

/** A task of the log: under the policy that it was assessed with, or another one. */
export const explainRecorded = async (
  client: Pick<Client, 'query'>,
  taskId: string,
  other?: Policy,
): Promise<Explained> => {
  const { request, assessment } = (await client.query('task.get', { taskId })).result;
  if (!request || !assessment)
    throw failed(
      `${taskId} was refused, and of what is refused the log keeps no more than size and hash.`,
      'Give the file that was submitted.',
    );
  const { sha256 } = assessment.policy;
  const policy =
    other ?? compilePolicy((await client.query('policy.get', { sha256 })).result.document, sha256);
  const explanation = explain(request, policy);
  return {
    task: request,
    policy,
    explanation,
    ...(policy.reference.sha256 === sha256 ? { recorded: isSame(assessment, explanation) } : {}),
  };
};
