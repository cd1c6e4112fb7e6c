import type { Assessment, Task } from '@guildhall/contracts';
import { assess } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import { EXIT, Failure } from '../failure.js';

/** The assessment; a task that is not valid ends with exit 2, one that a rule refuses with exit 1. */
export const assessTask = (task: Task, policy: Policy): Assessment => {
  const assessed = assess(task, policy);
  if ('assessment' in assessed) return assessed.assessment;
  const { refusal } = assessed;
  throw new Failure(refusal.code === 'VALIDATION_FAILED' ? EXIT.usage : EXIT.refused, refusal);
};
