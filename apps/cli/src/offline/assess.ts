import type { Assessment, Task } from '@guildhall/contracts';
import { assess } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import { EXIT, Failure } from '../failure.js';
import type { FileMessage } from '../input.js';

/** The assessment of a file's task; one that is not valid ends with exit 2, one that a rule refuses with exit 1. */
export const assessTask = ({ message, locate }: FileMessage<Task>, policy: Policy): Assessment => {
  const assessed = assess(message, policy);
  if ('assessment' in assessed) return assessed.assessment;
  const { refusal } = assessed;
  const exit = refusal.code === 'VALIDATION_FAILED' ? EXIT.usage : EXIT.refused;
  throw new Failure(exit, refusal.details ? { ...refusal, details: locate(refusal.details) } : refusal);
};
