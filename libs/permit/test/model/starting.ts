import type { Start } from '../../src/index.js';
import type { Sheet } from './sheet.js';
import { first } from './verdict.js';
import type { Check, Verdict } from './verdict.js';

// 3.4, from the spec: the checks of a start, in their order.

// 3.4, from the spec: the work under a permit, and undoing it.

export const isEmergency = ({ terms }: Sheet): boolean => terms.assessment.path === 'emergency';

const isWithin = (window: string, now: number): boolean => {
  const [from = '', to = ''] = window.split('/');
  return Date.parse(from) <= now && now < Date.parse(to);
};

const isInWindow = ({ window, terms }: Sheet, now: number): boolean =>
  window.from <= now &&
  now < window.to &&
  terms.constraints.every(({ id, value }) => id !== 'time_window' || isWithin(String(value), now));

const isSameWorker = (sheet: Sheet, { worker, input, emergency }: Start): boolean => {
  if (worker.status === 'unknown') return false;
  const { level, definition, artifact } = sheet.terms;
  const isLent =
    isEmergency(sheet) && emergency?.expiresAt !== undefined && emergency.workerId === sheet.terms.workerId;
  return (
    (isLent ? Math.max(3, worker.level) : worker.level) >= level &&
    [worker.definition, input.definition].every((each) => each === definition) &&
    [worker.artifact, input.artifact].every((each) => each === artifact)
  );
};

const inputsOf = (inputs: readonly { name: string; sha256: string }[] = []): string =>
  inputs
    .map(({ name, sha256 }) => `${name} ${sha256}`)
    .sort()
    .join();

const isEmergencyOver = ({ emergency, now }: Start): boolean =>
  emergency?.status !== 'APPROVED' || Date.parse(now) >= Date.parse(emergency.expiresAt ?? '');

const startChecks = (sheet: Sheet, command: Start): Check[] => {
  const { terms, stand } = sheet;
  const { caller, worker, input, executing, master, emergency } = command;
  const isIts = caller === terms.workerId;
  return [
    [worker.status === 'unknown', 'FORBIDDEN'],
    [stand === 'NONE', 'NOT_FOUND'],
    [worker.status !== 'active', 'WORKER_NOT_ELIGIBLE'],
    [isIts && !isSameWorker(sheet, command), 'WORKER_NOT_ELIGIBLE'],
    [worker.status !== 'unknown' && executing >= worker.concurrency, 'WORKER_BUSY'],
    [stand !== 'ACTIVE', 'INVALID_STATE'],
    [!isIts, 'FORBIDDEN'],
    [input.environment !== terms.request.environment, 'HARD_BLOCK', 'HB3'],
    [inputsOf(input.inputs) !== inputsOf(terms.request.inputs), 'INPUT_MISMATCH'],
    [!isInWindow(sheet, Date.parse(command.now)), 'OUT_OF_WINDOW'],
    [terms.tokenBudget <= 0, 'BUDGET_EXHAUSTED'],
    [master.status !== 'active' || master.level < terms.level, 'MASTER_AUTHORIZATION'],
    [isEmergency(sheet) && isEmergencyOver(command), 'OUT_OF_WINDOW'],
    [isEmergency(sheet) && emergency?.debt === true, 'REVIEW_DEBT'],
  ];
};

export const start = (sheet: Sheet, command: Start): Verdict =>
  first(...startChecks(sheet, command)) ?? {
    events: [
      {
        type: 'permit.execution-started',
        data: {
          workerId: command.caller,
          heartbeatWithin: command.durations.heartbeat,
          rollbackWithin: command.durations.rollback,
        },
      },
    ],
  };
