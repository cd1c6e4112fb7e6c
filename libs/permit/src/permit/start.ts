import { refuse } from '@guildhall/contracts';
import type { Decision, Input, Window } from '@guildhall/contracts';
import type { Start, WorkerNow } from './commands.js';
import { duringItsEmergency, levelFor } from './emergency.js';
import { firstRefusal, forbidden, invalidState, noSuchPermit } from './refusals.js';
import type { Refused } from './refusals.js';
import type { Active, Permit, PermitEvent } from './state.js';
import { isInside, windowsWithin } from './window.js';

type KnownWorker = Exclude<WorkerNow, { status: 'unknown' }>;
type KnownPermit = Exclude<Permit, { status: 'NONE' }>;

const notEligible = (message: string): Refused => refuse('WORKER_NOT_ELIGIBLE', message);

const standing = ({ caller }: Start, { status }: KnownWorker): Refused | undefined =>
  status === 'active' ? undefined : notEligible(`${caller} is ${status}, and so eligible for nothing.`);

// What the permit was given for, what the registry knows now and what the worker says it is have to be one thing.
const identity = (
  { caller, input, emergency }: Start,
  worker: KnownWorker,
  { terms }: KnownPermit,
): Refused | undefined => {
  if (levelFor(terms, worker.level, emergency) < terms.level)
    return notEligible(`${caller} is certified for level ${worker.level}; this needs ${terms.level}.`);
  if ([worker.definition, input.definition].some((definition) => definition !== terms.definition))
    return notEligible(`The definition of ${caller} is not the one the permit was given for.`);
  return [worker.artifact, input.artifact].some((artifact) => artifact !== terms.artifact)
    ? notEligible(`The artifact of ${caller} is not the one the permit was given for.`)
    : undefined;
};

/** Certification, status and definition (layer 3); another worker is compared with no terms: it is refused as such. */
const eligible = (command: Start, worker: KnownWorker, permit: KnownPermit): Refused | undefined =>
  standing(command, worker) ??
  (command.caller === permit.terms.workerId ? identity(command, worker, permit) : undefined);

const idle = ({ caller, executing }: Start, { concurrency }: KnownWorker): Refused | undefined =>
  executing < concurrency
    ? undefined
    : refuse(
        'WORKER_BUSY',
        `${caller} executes ${executing} other permits, and its definition allows ${concurrency}.`,
      );

const byItsWorker = ({ caller }: Start, { terms }: Active): Refused | undefined =>
  caller === terms.workerId ? undefined : forbidden(`The permit is ${terms.workerId}'s, not ${caller}'s.`);

const inItsEnvironment = ({ input }: Start, { terms }: Active): Refused | undefined =>
  input.environment === terms.request.environment
    ? undefined
    : refuse('HARD_BLOCK', `A permit for ${terms.request.environment} is void in ${input.environment}.`, {
        rule: 'HB3',
      });

const asOne = (inputs: readonly Input[] = []): string =>
  JSON.stringify(inputs.map(({ name, sha256 }) => [name, sha256]).sort());

const withItsInputs = ({ input }: Start, { terms }: Active): Refused | undefined =>
  asOne(input.inputs) === asOne(terms.request.inputs)
    ? undefined
    : refuse('INPUT_MISMATCH', 'The inputs are not, by name and SHA-256, those that were approved.');

const windowsOf = ({ window, terms }: Active): Window[] => [window, ...windowsWithin(terms)];

const inItsWindow = ({ now }: Start, permit: Active): Refused | undefined => {
  const missed = windowsOf(permit).find((window) => !isInside(window, now));
  return (
    missed &&
    refuse('OUT_OF_WINDOW', `The permit is good from ${missed.notBefore} until before ${missed.notAfter}.`)
  );
};

const withinItsBudget = (_: Start, { tokenBudget }: Active): Refused | undefined =>
  tokenBudget > 0 ? undefined : refuse('BUDGET_EXHAUSTED', 'The permit has no tokens.');

const underItsMaster = ({ master }: Start, { terms }: Active): Refused | undefined =>
  master.status === 'active' && master.level >= terms.level
    ? undefined
    : refuse(
        'MASTER_AUTHORIZATION',
        `${terms.requestedBy} is not an active master with authorization for level ${terms.level}.`,
      );

// In the order of 3.4.
const CHECKS: readonly ((command: Start, permit: Active) => Refused | undefined)[] = [
  byItsWorker,
  inItsEnvironment,
  withItsInputs,
  inItsWindow,
  withinItsBudget,
  underItsMaster,
  duringItsEmergency,
];

const started = ({ caller, durations: { heartbeat, rollback } }: Start): PermitEvent => ({
  type: 'permit.execution-started',
  data: { workerId: caller, heartbeatWithin: heartbeat, rollbackWithin: rollback },
});

/**
 * The permit's worker begins. Checked in the order of 3.4, each refusal with its code: the worker as it is now, then
 * the permit, then its master, then the emergency that it is for.
 */
export const start = (command: Start, permit: Permit): Decision<PermitEvent> => {
  const { caller, worker, input } = command;
  if (worker.status === 'unknown') return forbidden(`${caller} is no worker.`);
  if (permit.status === 'NONE') return noSuchPermit(input.taskId);
  const unfit = eligible(command, worker, permit) ?? idle(command, worker);
  if (unfit) return unfit;
  if (permit.status !== 'ACTIVE') return invalidState(permit);
  return firstRefusal(CHECKS, command, permit) ?? { events: [started(command)] };
};
