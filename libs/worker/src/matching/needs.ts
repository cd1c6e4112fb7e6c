import { strictest } from '@guildhall/contracts';
import type { Constraint, Level } from '@guildhall/contracts';
import { barrierTo, situationOf } from '../access.js';
import type { Barrier, Situation } from '../access.js';
import type { RegisteredMaster } from '../master/state.js';
import { emergenciesAt, levelHeld, standingAt } from '../worker/standing.js';
import type { KnownWorker } from '../worker/state.js';
import type { MatchRequest } from './request.js';

/** What a task asks of whoever does it. */
export interface Needs {
  readonly situation: Situation;
  /** The assessed level. */
  readonly level: Level;
  readonly capability?: string;
  /** Given on the path `emergency`: only who is certified in it may do the task. */
  readonly emergencyId?: string;
  /** Limits that the worker's own are joined with (4.4). */
  readonly constraints: readonly Constraint[];
  /** Milliseconds of the epoch. */
  readonly at: number;
}

/** Why a worker may not do a task. */
export type Rule =
  'status' | Barrier | 'capability' | 'emergency' | 'level' | 'constraints' | 'MASTER_AUTHORIZATION';

/** The emergency that a task on the path `emergency` names; '', which is nobody's, where it names none. */
export const emergencyOf = ({ task, assessment }: MatchRequest): string | undefined =>
  assessment.path === 'emergency' ? (task.emergencyId ?? '') : undefined;

/** The needs of the request's task. */
export const needsOf = (request: MatchRequest): Needs => {
  const { task, assessment, now } = request;
  const emergencyId = emergencyOf(request);
  return {
    situation: situationOf(task, assessment),
    level: assessment.level,
    ...(task.capability === undefined ? {} : { capability: task.capability }),
    ...(emergencyId === undefined ? {} : { emergencyId }),
    constraints: assessment.constraints,
    at: Date.parse(now),
  };
};

// What is lent for the permits of an emergency takes the place of what it holds itself, also where that is more (1.8).
const lentLevel = (worker: KnownWorker, { emergencyId, at }: Needs): Level | undefined =>
  emergenciesAt(worker, at).find((lent) => lent.emergencyId === emergencyId)?.level;

/** The worker's level for this task, by its certification or by the emergency; whether it is active is not asked. */
export const levelFor = (worker: KnownWorker, needs: Needs): Level =>
  lentLevel(worker, needs) ?? levelHeld(worker);

/** Whether the task asks for a worker that its emergency has certified, and this one is not, or not any more. */
export const lacksEmergency = (worker: KnownWorker, needs: Needs): boolean =>
  needs.emergencyId !== undefined && lentLevel(worker, needs) === undefined;

// A task that nothing is left of, within the limits of this worker, could get no permit.
const leavesNothing = ({ definition: { constraints = [] } }: KnownWorker, needs: Needs): boolean =>
  constraints.length > 0 && 'issues' in strictest([...needs.constraints], constraints);

/**
 * The first rule that keeps `worker` from the task, whoever asks; undefined where it may do it. The access matrix is
 * the worker's ceiling and the assessed level the task's need (1.3): a worker needs both.
 */
export const unfitness = (worker: KnownWorker, needs: Needs): Rule | undefined => {
  if (standingAt(worker, needs.at) !== 'active') return 'status';
  const level = levelFor(worker, needs);
  const barrier = barrierTo(level, needs.situation);
  if (barrier !== undefined) return barrier;
  const { capability } = needs;
  if (capability !== undefined && !worker.definition.capabilities.includes(capability)) return 'capability';
  if (lacksEmergency(worker, needs)) return 'emergency';
  if (level < needs.level) return 'level';
  return leavesNothing(worker, needs) ? 'constraints' : undefined;
};

/** Whether the master may have this worker: none above its level, none that offers nothing it may ask for (4.6). */
export const mayCommand = (master: RegisteredMaster, worker: KnownWorker, needs: Needs): boolean =>
  levelFor(worker, needs) <= master.level &&
  (master.capabilities === undefined ||
    worker.definition.capabilities.some((capability) => master.capabilities?.includes(capability)));
