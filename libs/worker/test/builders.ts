import type {
  Assessment,
  EventData,
  EventType,
  ImportedMaster,
  ImportedWorker,
  Level,
  Recorded,
  Role,
  Task,
  WorkerDefinition,
} from '@guildhall/contracts';
import { contextOf } from '@guildhall/contracts';
import type {
  Asker,
  Bootstrap,
  ImportMaster,
  ImportWorker,
  MasterCommand,
  MasterState,
  MatchRequest,
  RecordedMasterEvent,
  RecordedWorkerEvent,
  Registry,
  RegistryEvent,
  WorkerCommand,
  WorkerEvent,
  WorkerState,
} from '../src/index.js';
import { emptyRegistry, evolveRegistry, masterDecider, workerDecider } from '../src/index.js';

export const NOW = '2026-11-21T09:00:00.000Z';
export const DAY = 86_400_000;
export const FILE = 'f'.repeat(64);
export const ARTIFACT = { name: 'deployer', sha256: 'a'.repeat(64) };

/** `days` after NOW; before it where negative. */
export const inDays = (days: number): string => new Date(Date.parse(NOW) + days * DAY).toISOString();

/** Stands in for SHA-256 of the RFC 8785 form: 64 hex digits that depend on the content. */
export const digest = (value: unknown): string => {
  const text = JSON.stringify(value);
  let hash = 7;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) >>> 0;
  return hash.toString(16).padStart(64, '0');
};

export const definition = (more: Partial<WorkerDefinition> = {}): WorkerDefinition => ({
  workerId: 'deployer-3',
  name: 'Production deployer',
  owners: ['olivia'],
  artifact: ARTIFACT,
  kind: 'agent',
  capabilities: ['deploy'],
  ...more,
});

export const bootstrap = (more: Partial<Bootstrap> = {}): Bootstrap => ({
  caller: 'system',
  file: FILE,
  completed: false,
  reserved: false,
  taken: false,
  pointer: '/workers/0',
  ...more,
});

export const importWorker = (
  worker: Partial<ImportedWorker> = {},
  more: Partial<Bootstrap> = {},
): ImportWorker => ({
  type: 'import',
  bootstrap: bootstrap(more),
  worker: { level: 3, definition: definition(), ...worker },
  certificationMs: 90 * DAY,
  digest,
  now: NOW,
});

export const importMaster = (
  master: Partial<ImportedMaster> = {},
  more: Partial<Bootstrap> = {},
): ImportMaster => ({
  type: 'import',
  bootstrap: bootstrap({ pointer: '/masters/0', ...more }),
  master: { id: 'development-master', level: 3, owners: ['olivia'], ...master },
});

/** An event as the log has it. */
export const recorded = <T extends EventType>(
  type: T,
  entity: string,
  data: EventData<T>,
  { position = 1, time = NOW }: { position?: number; time?: string } = {},
): Recorded<T> => ({
  type,
  data,
  id: `event-${position}`,
  context: contextOf(type),
  entity,
  version: 1,
  position,
  time,
  actor: 'system',
  correlation: entity,
  causation: `cause-${position}`,
});

/** The events of a worker that has held `level` since the first start. */
export const workerEvents = (
  level: Level,
  more: Partial<WorkerDefinition> = {},
  { expiresAt = inDays(90), time = NOW }: { expiresAt?: string; time?: string } = {},
): RegistryEvent[] => {
  const it = definition(more);
  const registered = recorded(
    'worker.registered',
    it.workerId,
    { definition: it, sha256: digest(it), bootstrap: FILE },
    { time },
  );
  const certified = recorded(
    'worker.certified',
    it.workerId,
    { level, basis: 'bootstrap', probation: true, expiresAt },
    { time },
  );
  return level === 0 ? [registered] : [registered, certified];
};

export const masterEvent = (
  masterId: string,
  level: Level,
  { capabilities, owners = ['mia'] }: { capabilities?: string[]; owners?: string[] } = {},
): RegistryEvent =>
  recorded('master.registered', masterId, {
    masterId,
    owners,
    level,
    ...(capabilities === undefined ? {} : { capabilities }),
  });

/** Somebody enrolled, with these roles. */
export const asker = (id: string, ...roles: Role[]): Asker => ({ id, enrolled: true, roles });
export const OSCAR = asker('oscar', 'operator');
export const PEGGY = asker('peggy', 'certification-board');
/** Owns the worker of `definition`, and holds no role. */
export const OLIVIA = asker('olivia');
export const NOBODY: Asker = { id: 'mallory', enrolled: false, roles: [] };

/** A command of this type. */
export type Command<T extends WorkerCommand['type']> = Extract<WorkerCommand, { type: T }>;
/** A command on a master of this type. */
export type OnMaster<T extends MasterCommand['type']> = Extract<MasterCommand, { type: T }>;

/** An event of deployer-3. */
export const ofWorker = <T extends WorkerEvent['type']>(
  type: T,
  data: EventData<T>,
  time: string = NOW,
): Recorded<T> => recorded(type, 'deployer-3', data, { time });

/** The worker after these events. */
export const workerAfter = (...events: (RegistryEvent | RecordedWorkerEvent)[]): WorkerState =>
  (events as RecordedWorkerEvent[]).reduce(workerDecider.evolve, workerDecider.initialState);

/** The master after these events. */
export const masterAfter = (...events: RegistryEvent[]): MasterState =>
  (events as RecordedMasterEvent[]).reduce(masterDecider.evolve, masterDecider.initialState);

export const SUSPENDED = ofWorker('worker.certification-suspended', { kind: 'operator', by: 'oscar' });
export const REVOKED = ofWorker('worker.certification-revoked', {
  kind: 'policy-violation',
  by: 'peggy',
  text: 'It deployed on a frozen day.',
});
export const RETIRED = ofWorker('worker.retired', { by: 'oscar', reason: 'Replaced.' });

/** deployer-3 has level 3 in emergency e1 for an hour, unless told otherwise. */
export const lent = (
  emergencyId = 'e1',
  expiresAt = inDays(1 / 24),
): Recorded<'worker.emergency-certified'> =>
  ofWorker('worker.emergency-certified', { emergencyId, level: 3, expiresAt });
export const over = (emergencyId = 'e1'): Recorded<'worker.emergency-ended'> =>
  ofWorker('worker.emergency-ended', { emergencyId });

/** The registry after `events`, which are given positions from 1 on. */
export const registryOf = (events: readonly RegistryEvent[]): Registry =>
  events
    .map((event, index): RegistryEvent => ({ ...event, position: index + 1 }))
    .reduce(evolveRegistry, emptyRegistry());

export const task = (more: Partial<Task> = {}): Task => ({
  taskId: 't1',
  title: 'Deploy API v2.1',
  operation: 'deployment',
  environment: 'production',
  reversibility: 'automated',
  dataSensitivity: ['internal'],
  impactScope: 'service',
  customerImpact: 'all',
  scope: { resources: ['service:api'], actions: ['deploy'] },
  capability: 'deploy',
  ...more,
});

export const assessment = (level: Level, more: Partial<Assessment> = {}): Assessment => ({
  taskId: 't1',
  score: 33,
  risk: 'high',
  factors: {},
  band: level,
  floors: [],
  caps: [],
  level,
  union: level >= 2,
  path: 'standard',
  approvals: [],
  regimes: [],
  softBlocks: [],
  constraints: [],
  tokenAllocation: 25000,
  retention: 'P1Y',
  reasons: [],
  policy: { version: '1', sha256: 'b'.repeat(64) },
  ...more,
});

export const requestOf = (registry: Registry, more: Partial<MatchRequest> = {}): MatchRequest => ({
  task: task(),
  assessment: assessment(3),
  requestedBy: 'development-master',
  registry,
  now: NOW,
  formerOwners: 'P30D',
  asOf: 42,
  ...more,
});

/** `task` for a wanted worker, without a capability. */
export const wanting = (workerId: string, more: Partial<Task> = {}): Task => {
  const { capability: _, ...rest } = task({ workerId, ...more });
  return rest;
};
