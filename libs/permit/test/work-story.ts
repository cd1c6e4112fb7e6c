import type {
  ActionRecord,
  Constraint,
  EventData,
  Heartbeat,
  ProposeAction,
  Summary,
  Task,
  Terms,
  TrustMode,
} from '@guildhall/contracts';
import type {
  AssignUndoing,
  Beat,
  ConfirmWork,
  HeartbeatLost,
  PermitEvent,
  ProposeWork,
  RecordWork,
  ReportUndoing,
  RollbackTimeout,
} from '../src/index.js';
import { at, PEOPLE, sha, task, terms } from './factories.js';
import { closed, issued, started, WINDOW } from './story.js';

// Work under a level-3 permit in production that was issued at `at(0)` and started at `at(1)`.

const event = <T extends PermitEvent['type']>(type: T, data: EventData<T>) => ({ type, data });

/** Terms with this task, and with these constraints, scope and trust. */
export const termsWith = (
  request: Partial<Task> = {},
  changes: Partial<Pick<Terms, 'constraints' | 'scope' | 'trust' | 'level' | 'tokenBudget'>> = {},
): Terms => terms(changes.level ?? 3, { request: task(request), ...changes });

/** Watched only: nobody has to confirm anything. */
export const monitored = (...constraints: Constraint[]): Terms =>
  termsWith({}, { trust: 'monitored', constraints });

const SCOPE = { resources: ['service:api'], actions: ['deploy'], rollbackActions: ['rollback'] };

/** Somebody has said beforehand how it is undone. */
export const undoable = (...constraints: Constraint[]): Terms =>
  termsWith({}, { trust: 'monitored', constraints, scope: SCOPE });

/** Where nothing matters: recorded afterwards. */
export const atLevel0 = (...constraints: Constraint[]): Terms =>
  termsWith(
    { environment: 'dev' },
    { level: 0, constraints, scope: { resources: ['repo:web/**'], actions: ['edit', 'read'] } },
  );

/** Started under these terms, and then what happened. */
export const working = (of: Terms, ...events: PermitEvent[]): PermitEvent[] => [
  issued('policy', WINDOW_OF_WORK, of),
  started,
  ...events,
];

/** From the beginning, for 24 h. */
export const WINDOW_OF_WORK = { notBefore: at(0), notAfter: WINDOW.notAfter };

export const DEPLOY = { action: 'deploy', target: 'service:api', inputDigest: sha('1') };
export const ROLLBACK = { action: 'rollback', target: 'service:api', inputDigest: sha('2') };

export const proposed = (
  seq: number,
  changes: Partial<EventData<'execution.action-proposed'>> = {},
): PermitEvent =>
  event('execution.action-proposed', {
    workerId: 'deployer-3',
    seq,
    ...DEPLOY,
    needsConfirmation: false,
    ...changes,
  });
export const confirmed = (seq: number, by: string) => event('execution.action-confirmed', { seq, by });
export const done = (seq: number, changes: Partial<ActionRecord> = {}): ActionRecord => ({
  seq,
  ...DEPLOY,
  status: 'done',
  ...changes,
});
export const actionsRecorded = (actions: ActionRecord[], late?: true, workerId = 'deployer-3') =>
  event('execution.action-recorded', { workerId, actions, ...(late ? { late } : {}) });
export const violated = (data: EventData<'permit.violation-detected'>) =>
  event('permit.violation-detected', data);
export const granted = (until: string, workerId = 'deployer-3') =>
  event('execution.rollback-granted', { workerId, actions: ['rollback'], until });
/** By an operator, to one with this trust. */
export const grantedBy = (until: string, workerId: string, trust: TrustMode = 'supervised') =>
  event('execution.rollback-granted', { workerId, actions: ['rollback'], until, trust });
export const withdrawn = (kind: EventData<'execution.rollback-withdrawn'>['kind'], workerId = 'deployer-3') =>
  event('execution.rollback-withdrawn', { workerId, kind });
export const rolledBack = (summary?: string, workerId = 'deployer-3') =>
  event('execution.rolled-back', { workerId, ...(summary === undefined ? {} : { summary }) });
export const rollbackFailed = (data: EventData<'execution.rollback-failed'>) =>
  event('execution.rollback-failed', data);

export const revokedFor = (text: string) =>
  event('permit.revoked', { severity: 'critical', reason: { kind: 'violation', text } });

export const summary = (changes: Partial<Summary> = {}): Summary => ({
  taskId: 't1',
  workerId: 'deployer-3',
  requestedBy: 'development-master',
  level: 3,
  outcome: 'revoked',
  approvedBy: [],
  actions: 0,
  violations: 0,
  requestedAt: at(0),
  issuedAt: at(0),
  startedAt: at(1),
  endedAt: at(10),
  ...changes,
});
export const closedWith = (changes: Partial<Summary> = {}) => closed(summary(changes));

// Commands, by default of the permit's worker at the tenth minute.

const sent = { caller: 'deployer-3', now: at(10) };

/** Fit for the work, and for undoing it. */
export const FIT = { status: 'active', level: 3, definition: sha('d'), concurrency: 1 } as const;

export const propose = (
  input: Partial<ProposeAction> = {},
  changes: Partial<ProposeWork> = {},
): ProposeWork => ({
  type: 'propose',
  ...sent,
  worker: FIT,
  input: { taskId: 't1', seq: 1, ...DEPLOY, ...input },
  ...changes,
});

export const confirm = (caller: string, seq = 1, changes: Partial<ConfirmWork> = {}): ConfirmWork => ({
  type: 'confirm',
  ...sent,
  caller,
  input: { taskId: 't1', seq },
  people: PEOPLE,
  owners: [],
  worker: FIT,
  ...changes,
});

export const record = (actions: ActionRecord[], changes: Partial<RecordWork> = {}): RecordWork => ({
  type: 'record',
  ...sent,
  input: { taskId: 't1', actions },
  ...changes,
});

export const beat = (input: Partial<Heartbeat> = {}, changes: Partial<Beat> = {}): Beat => ({
  type: 'heartbeat',
  ...sent,
  input: { taskId: 't1', tokens: 100, ...input },
  ...changes,
});

export const heartbeatLost = (now = at(10)): HeartbeatLost => ({ type: 'heartbeat-lost', now });

export const report = (
  outcome: 'done' | 'failed',
  changes: Partial<ReportUndoing> = {},
  text?: string,
): ReportUndoing => ({
  type: 'report-rollback',
  ...sent,
  input: { taskId: 't1', outcome, ...(text === undefined ? {} : { summary: text }) },
  ...changes,
});

export const assign = (workerId: string, changes: Partial<AssignUndoing> = {}): AssignUndoing => ({
  type: 'assign-rollback',
  caller: 'olivia',
  now: at(10),
  input: { taskId: 't1', workerId },
  people: PEOPLE,
  worker: FIT,
  trust: 'supervised',
  capabilities: ['deploy'],
  ...changes,
});

export const rollbackTimeout = (now: string): RollbackTimeout => ({ type: 'rollback-timeout', now });
