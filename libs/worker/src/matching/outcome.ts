import type { AssignmentDenied, Code, RefusalRefused } from '@guildhall/contracts';
import type { Barrier } from '../access.js';
import type { RegisteredMaster } from '../master/state.js';
import { excludedOwners } from '../owners.js';
import { levelHeld } from '../worker/standing.js';
import type { KnownWorker } from '../worker/state.js';
import { trustNow } from '../worker/trust.js';
import { levelFor, needsOf } from './needs.js';
import type { Match, MatchRequest } from './request.js';

/** `worker`, which is active, does the task: as it is now, with those whom owning it or its master excludes. */
export const assigned = (request: MatchRequest, worker: KnownWorker, master: RegisteredMaster): Match => {
  const { now, asOf, formerOwners } = request;
  const needs = needsOf(request);
  const { artifact, identity, constraints = [], workerId } = worker.definition;
  return {
    made: {
      workerId,
      definition: worker.sha256,
      ...(artifact === undefined ? {} : { artifact: artifact.sha256 }),
      level: levelFor(worker, needs),
      // In an emergency everybody is watched throughout (1.8).
      trust: needs.emergencyId === undefined ? trustNow(worker) : 'supervised',
      owners: excludedOwners(worker.tenures, now, formerOwners),
      masterOwners: excludedOwners(master.tenures, now, formerOwners),
      ...(identity === undefined ? {} : { publicKey: identity.publicKey }),
      constraints,
      asOf,
    },
  };
};

/** Who was passed over. */
export type Passed = Pick<AssignmentDenied, 'candidates' | 'more'>;

/** Nobody was looked at. */
export const NOBODY: Passed = { candidates: [], more: 0 };

/** Nobody does it, on grounds that are not recorded as a refusal. */
export const denied = (code: Code, passed: Passed): Match => ({ denied: { code, ...passed } });

const refusalOf = (
  { task, requestedBy }: MatchRequest,
  code: Code,
  message: string,
  rule?: Barrier,
): RefusalRefused => ({
  command: 'task.assessed',
  caller: requestedBy,
  code,
  ...(rule === undefined ? {} : { rule }),
  about: task.taskId,
  message,
  details: [],
});

/** The master may not have it: it, its task or its worker is not what it is authorized for (4.6). */
export const unauthorized = (request: MatchRequest, message: string, passed: Passed): Match => ({
  denied: { code: 'MASTER_AUTHORIZATION', ...passed },
  refusal: refusalOf(request, 'MASTER_AUTHORIZATION', message),
});

/** The wanted worker is barred, whatever anybody says. */
export const blocked = (request: MatchRequest, worker: KnownWorker, rule: Barrier): Match => {
  const { workerId } = worker.definition;
  const { environment } = request.task;
  const message = `${workerId} of level ${levelHeld(worker)} is barred from this task in ${environment}.`;
  return {
    denied: { code: 'HARD_BLOCK', candidates: [{ workerId, rule }], more: 0, rule },
    refusal: refusalOf(request, 'HARD_BLOCK', message, rule),
  };
};
