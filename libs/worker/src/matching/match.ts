import type { Barrier } from '../access.js';
import { workerOf } from '../registry/registry.js';
import type { RegisteredWorker } from '../worker/state.js';
import { authorize } from './authorization.js';
import { explain } from './candidates.js';
import { choose } from './choose.js';
import { mayCommand, needsOf, unfitness } from './needs.js';
import type { Rule } from './needs.js';
import { assigned, blocked, denied, NOBODY, unauthorized } from './outcome.js';
import type { Passed } from './outcome.js';
import type { Match, MatchRequest } from './request.js';

const isBarrier = (rule: Rule): rule is Barrier => rule === 'HB1' || rule === 'HB2' || rule === 'matrix';

const beyond = (requestedBy: string, { definition }: RegisteredWorker): string =>
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
  if (worker !== undefined && mayCommand(authorization.master, worker))
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

const matchWanted = (request: MatchRequest, workerId: string): Match => {
  const worker = workerOf(request.registry, workerId);
  const rule = worker && unfitness(worker, needsOf(request));
  if (worker && rule && isBarrier(rule)) return blocked(request, worker, rule);
  const authorization = authorize(request);
  if ('objection' in authorization) return unauthorized(request, authorization.objection, NOBODY);
  if (!worker) return denied('NOT_FOUND', alone(workerId, 'unknown'));
  if (rule) return denied('NO_ELIGIBLE_WORKER', alone(workerId, rule));
  return mayCommand(authorization.master, worker)
    ? assigned(request, worker, authorization.master)
    : unauthorized(request, beyond(request.requestedBy, worker), alone(workerId, 'MASTER_AUTHORIZATION'));
};

/**
 * Who does a task (4.3): an eligible worker of the lowest sufficient level, with the least live assignments, then by id;
 * or the wanted worker and no other. Denied with MASTER_AUTHORIZATION (the master is unknown, or task or worker are
 * beyond it), HARD_BLOCK (the wanted worker is barred by HB1, HB2 or the access matrix; before anything else),
 * NOT_FOUND (no such wanted worker) or NO_ELIGIBLE_WORKER. The first two come with a refusal for the same append.
 */
export const match = (request: MatchRequest): Match =>
  request.task.workerId === undefined ? matchAny(request) : matchWanted(request, request.task.workerId);
