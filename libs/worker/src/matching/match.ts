import type { Code } from '@guildhall/contracts';
import type { Barrier } from '../access.js';
import { certifiedIn, workerOf } from '../registry/registry.js';
import type { KnownWorker } from '../worker/state.js';
import { authorize } from './authorization.js';
import { explain } from './candidates.js';
import { choose } from './choose.js';
import { emergencyOf, lacksEmergency, mayCommand, needsOf, unfitness } from './needs.js';
import type { Rule } from './needs.js';
import { assigned, blocked, denied, NOBODY, unauthorized } from './outcome.js';
import type { Passed } from './outcome.js';
import type { Match, MatchRequest } from './request.js';

const isBarrier = (rule: Rule): rule is Barrier => rule === 'HB1' || rule === 'HB2' || rule === 'matrix';

const beyond = (requestedBy: string, { definition }: KnownWorker): string =>
  `${requestedBy} may not have ${definition.workerId} work for it.`;

const matchAny = (request: MatchRequest): Match => {
  const { task, assessment, requestedBy, registry } = request;
  const authorization = authorize(request);
  if ('objection' in authorization) return unauthorized(request, authorization.objection, NOBODY);
  const needs = needsOf(request);
  const worker =
    task.capability === undefined
      ? undefined
      : choose(registry, task.capability, assessment.level, (each) => unfitness(each, needs) === undefined);
  if (worker !== undefined && mayCommand(authorization.master, worker, needs))
    return assigned(request, worker, authorization.master);
  const passed = explain(
    registry,
    task.capability,
    (each) => unfitness(each, needs) ?? 'MASTER_AUTHORIZATION',
  );
  return worker === undefined
    ? denied('NO_ELIGIBLE_WORKER', passed)
    : unauthorized(request, beyond(requestedBy, worker), passed);
};

const alone = (workerId: string, rule: Rule | 'unknown'): Passed => ({
  candidates: [{ workerId, rule }],
  more: 0,
});

const matchOne = (request: MatchRequest, worker: KnownWorker, rule: Rule | undefined): Match => {
  const { workerId } = worker.definition;
  const authorization = authorize(request);
  if ('objection' in authorization) return unauthorized(request, authorization.objection, NOBODY);
  if (rule) return denied('NO_ELIGIBLE_WORKER', alone(workerId, rule));
  return mayCommand(authorization.master, worker, needsOf(request))
    ? assigned(request, worker, authorization.master)
    : unauthorized(request, beyond(request.requestedBy, worker), alone(workerId, 'MASTER_AUTHORIZATION'));
};

const matchNobody = (request: MatchRequest, code: Code, passed: Passed): Match => {
  const authorization = authorize(request);
  return 'objection' in authorization
    ? unauthorized(request, authorization.objection, NOBODY)
    : denied(code, passed);
};

const matchWanted = (request: MatchRequest, workerId: string): Match => {
  const worker = workerOf(request.registry, workerId);
  if (!worker) return matchNobody(request, 'NOT_FOUND', alone(workerId, 'unknown'));
  const rule = unfitness(worker, needsOf(request));
  return rule && isBarrier(rule) ? blocked(request, worker, rule) : matchOne(request, worker, rule);
};

// Where the emergency is over by now, that is what keeps its worker from the task, not the level it is left with.
const matchCertified = (request: MatchRequest, emergencyId: string): Match => {
  const workerId = certifiedIn(request.registry, emergencyId);
  const worker = workerId === undefined ? undefined : workerOf(request.registry, workerId);
  if (worker === undefined) return matchNobody(request, 'NO_ELIGIBLE_WORKER', NOBODY);
  const needs = needsOf(request);
  return matchOne(request, worker, lacksEmergency(worker, needs) ? 'emergency' : unfitness(worker, needs));
};

/**
 * Who does a task (4.3): an eligible worker of the lowest sufficient level, with the least live assignments, then by id;
 * or the wanted worker and no other; on the path `emergency` the worker that is certified in it and no other. Denied with
 * MASTER_AUTHORIZATION (the master is unknown or retired, or task or worker are beyond it), HARD_BLOCK (the wanted worker
 * is barred by HB1, HB2 or the access matrix; before anything else), NOT_FOUND (no such wanted worker) or
 * NO_ELIGIBLE_WORKER. The first two come with a refusal for the same append.
 */
export const match = (request: MatchRequest): Match => {
  const { workerId } = request.task;
  if (workerId !== undefined) return matchWanted(request, workerId);
  const emergencyId = emergencyOf(request);
  return emergencyId === undefined ? matchAny(request) : matchCertified(request, emergencyId);
};
