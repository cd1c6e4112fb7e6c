import { inRepository } from '../repository.js';
import { readJson } from '../json.js';
import type { JsonObject } from '../json.js';

/** Who asks for the tasks, and who does them. */
export const MASTER = 'development-master';
export const WORKER = 'scout-0';

let exploration: JsonObject | undefined;

/** A local exploration: level 0, issued by policy. */
export const explorationOf = (taskId: string): JsonObject => {
  exploration ??= (readJson(inRepository('policies/vectors/default/fast-local.json')) as { task: JsonObject })
    .task;
  return { ...exploration, taskId };
};
