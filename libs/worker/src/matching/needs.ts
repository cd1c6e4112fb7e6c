import { strictest } from '@guildhall/contracts';
import type { Constraint, Level } from '@guildhall/contracts';
import { barrierTo, situationOf } from '../access.js';
import type { Barrier, Situation } from '../access.js';
import type { RegisteredMaster } from '../master/state.js';
import { levelHeld, standingAt } from '../worker/standing.js';
import type { RegisteredWorker } from '../worker/state.js';
import type { MatchRequest } from './request.js';

/** What a task asks of whoever does it. */
export interface Needs {
  readonly situation: Situation;
  /** The assessed level. */
  readonly level: Level;
  readonly capability?: string;
  /** Limits that the worker's own are joined with (4.4). */
  readonly constraints: readonly Constraint[];
  /** Milliseconds of the epoch. */
  readonly at: number;
}

/** Why a worker may not do a task. */
export type Rule = 'status' | Barrier | 'capability' | 'level' | 'constraints' | 'MASTER_AUTHORIZATION';

/** The needs of the request's task. */
export const needsOf = ({ task, assessment, now }: MatchRequest): Needs => ({
  situation: situationOf(task, assessment),
  level: assessment.level,
  ...(task.capability === undefined ? {} : { capability: task.capability }),
  constraints: assessment.constraints,
  at: Date.parse(now),
});

// A task that nothing is left of, within the limits of this worker, could get no permit.
const leavesNothing = ({ definition: { constraints = [] } }: RegisteredWorker, needs: Needs): boolean =>
  constraints.length > 0 && 'issues' in strictest([...needs.constraints], constraints);

/**
 * The first rule that keeps `worker` from the task, whoever asks; undefined where it may do it. The access matrix is
 * the worker's ceiling and the assessed level the task's need (1.3): a worker needs both.
 */
export const unfitness = (worker: RegisteredWorker, needs: Needs): Rule | undefined => {
  if (standingAt(worker, needs.at) !== 'active') return 'status';
  const level = levelHeld(worker);
  const barrier = barrierTo(level, needs.situation);
  if (barrier !== undefined) return barrier;
  const { capability } = needs;
  if (capability !== undefined && !worker.definition.capabilities.includes(capability)) return 'capability';
  if (level < needs.level) return 'level';
  return leavesNothing(worker, needs) ? 'constraints' : undefined;
};

/** Whether the master may have this worker: none above its level, none that offers nothing it may ask for (4.6). */
export const mayCommand = (master: RegisteredMaster, worker: RegisteredWorker): boolean =>
  levelHeld(worker) <= master.level &&
  (master.capabilities === undefined ||
    worker.definition.capabilities.some((capability) => master.capabilities?.includes(capability)));
