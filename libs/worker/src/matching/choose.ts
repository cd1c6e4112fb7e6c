import type { Level } from '@guildhall/contracts';
import { liveAssignments } from '../registry/load.js';
import { workerOf } from '../registry/registry.js';
import type { Registry } from '../registry/registry.js';
import { holders } from '../registry/roster.js';
import type { KnownWorker } from '../worker/state.js';
import { byPreference } from './preference.js';
import type { Contender } from './preference.js';

const ASCENDING: readonly Level[] = [0, 1, 2, 3, 4];

/** Says of a worker with the capability whether it may have the task. */
export type Accepts = (worker: KnownWorker) => boolean;

// Comparing costs less than judging: only who would go first is judged.
const bestOf = (
  registry: Registry,
  ids: readonly string[],
  level: Level,
  accepts: Accepts,
): KnownWorker | undefined => {
  let best: Contender | undefined;
  let chosen: KnownWorker | undefined;
  for (const workerId of ids) {
    const contender = { workerId, level, liveAssignments: liveAssignments(registry.load, workerId) };
    if (best !== undefined && byPreference(contender, best) > 0) continue;
    const worker = workerOf(registry, workerId);
    if (worker !== undefined && accepts(worker)) [best, chosen] = [contender, worker];
  }
  return chosen;
};

/** The first, in the order of 4.3, of the accepted workers with `capability`, from `lowest` up. */
export const choose = (
  registry: Registry,
  capability: string,
  lowest: Level,
  accepts: Accepts,
): KnownWorker | undefined => {
  for (const level of ASCENDING.filter((each) => each >= lowest)) {
    const ids = holders(registry.roster, capability, level);
    const chosen = bestOf(registry, ids, level, accepts);
    if (chosen !== undefined) return chosen;
  }
  return undefined;
};
