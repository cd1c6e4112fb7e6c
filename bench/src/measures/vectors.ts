import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Task, parseMessage } from '@guildhall/contracts';
import { assess } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import { readJson } from '../json.js';
import { inRepository } from '../repository.js';

/** Every task of the published vectors that can be assessed: from a local exploration to a deployment with approvals. */
export const vectorTasks = (policy: Policy): Task[] => {
  const folder = inRepository('policies/vectors/default');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const read = parseMessage(Task, (readJson(join(folder, name)) as { task: unknown }).task);
      return 'value' in read && 'assessment' in assess(read.value, policy) ? [read.value] : [];
    });
};
