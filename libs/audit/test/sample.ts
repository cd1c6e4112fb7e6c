import { contextOf } from '@guildhall/contracts';
import type { Assessment, EventData, EventType, Recorded, Summary, Task, Terms } from '@guildhall/contracts';

/** The second-th second of the day on which the samples happen. */
export const at = (second: number): string => new Date(Date.UTC(2026, 2, 1, 12, 0, second)).toISOString();

type Where = Partial<Pick<Recorded, 'entity' | 'position' | 'version' | 'time' | 'actor' | 'correlation'>>;

/** An event as the log would hold it. */
export const recorded = <T extends EventType>(
  type: T,
  data: EventData<T>,
  where: Where = {},
): { type: T; data: EventData<T> } & Recorded =>
  ({
    type,
    data,
    id: `id-${where.position ?? 1}`,
    context: contextOf(type),
    entity: 't1',
    version: 1,
    position: 1,
    time: at(where.position ?? 1),
    actor: 'development-master',
    correlation: 't1',
    causation: 'intake:1:x',
    ...where,
  }) as { type: T; data: EventData<T> } & Recorded;

export const task: Task = {
  taskId: 't1',
  title: 'Deploy API v2.3.0',
  operation: 'deployment',
  environment: 'production',
  reversibility: 'automated',
  dataSensitivity: ['internal'],
  impactScope: 'service',
  customerImpact: 'all',
  scope: { resources: ['service:api/**'], actions: ['deploy'] },
};

export const assessment: Assessment = {
  taskId: 't1',
  score: 23,
  risk: 'high',
  factors: {},
  band: 3,
  floors: [],
  caps: [],
  level: 3,
  union: true,
  path: 'advanced',
  approvals: [{ stage: 'approval', roles: { 'engineering-director': 1, 'security-lead': 1 } }],
  regimes: ['SOC2'],
  softBlocks: [],
  constraints: [],
  tokenAllocation: 25_000,
  retention: 'P1Y',
  reviewWithin: 'P2D',
  reasons: [],
  policy: { version: '1', sha256: 'a'.repeat(64) },
};

export const terms: Terms = {
  v: 1,
  taskId: 't1',
  request: task,
  requestedBy: 'development-master',
  workerId: 'deployer-3',
  definition: 'd'.repeat(64),
  level: 3,
  trust: 'supervised',
  scope: task.scope,
  window: { for: 'PT24H' },
  constraints: [],
  tokenBudget: 25_000,
  plan: assessment.approvals,
  mayNotApprove: ['olivia'],
  overlaps: [],
  assessment,
};

export const digest = 'e'.repeat(64);

export const summary: Summary = {
  taskId: 't1',
  workerId: 'deployer-3',
  requestedBy: 'development-master',
  level: 3,
  outcome: 'success',
  approvedBy: ['bob', 'carol'],
  actions: 1,
  violations: 0,
};
