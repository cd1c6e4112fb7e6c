import type { PermitResult, Refusal, TaskResult } from '@guildhall/contracts';
import { withoutStop } from '../render/words.js';

/** Why a task got no permit, as one refusal. */
export const refusalOfTask = (task: TaskResult, permit: PermitResult | undefined): Refusal => {
  const { taskId, denial, withdrawn } = task;
  if (denial) {
    return {
      code: denial.code,
      message: `${taskId} gets no worker.`,
      ...(denial.rule === undefined ? {} : { rule: denial.rule }),
      details: denial.candidates.map(({ workerId, rule }) => ({
        pointer: '',
        message: `${workerId}: ${rule}`,
      })),
    };
  }
  if (withdrawn !== undefined)
    return { code: 'INVALID_STATE', message: `${taskId} was withdrawn: ${withoutStop(withdrawn)}.` };
  const end = permit?.rejection ?? permit?.revocation;
  const why = withoutStop([end?.kind, end?.text].filter(Boolean).join(': '));
  return {
    code: 'INVALID_STATE',
    message: `The permit of ${taskId} is ${task.permit ?? 'not there'}${why && ` (${why})`}.`,
  };
};
