import type { Assessment, Level, Risk, Stage, Task, Terms, WorkerDefinition } from '@guildhall/contracts';

/** A SHA-256 that nothing hashes to. */
export const hash = (digit: string): string => digit.repeat(64);

/** Sealed personal fields of `person`. The text is no ciphertext: nothing here opens it. */
export const sealedFor = (person: string) => ({
  sealed: { person, key: 'k1', alg: 'A256GCM', iv: 'aXY', text: 'c2VhbGVk' } as const,
});

export const PLANS: Record<Level, Stage[]> = {
  0: [],
  1: [],
  2: [{ stage: 'approval', roles: { manager: 1 } }],
  3: [{ stage: 'approval', roles: { 'engineering-director': 1, 'security-lead': 1 } }],
  4: [
    { stage: 'review', roles: { 'security-lead': 1, architect: 1 } },
    { stage: 'approval', roles: { vp: 1, cto: 1, ciso: 1, cab: 1 } },
  ],
};

export const taskOf = (taskId: string): Task => ({
  taskId,
  title: `Work on ${taskId}`,
  operation: 'deployment',
  environment: 'production',
  reversibility: 'automated',
  dataSensitivity: ['internal'],
  impactScope: 'service',
  customerImpact: 'all',
  scope: { resources: ['service:api/**'], actions: ['deploy'] },
});

export const assessmentOf = (taskId: string, level: Level, risk: Risk): Assessment => ({
  taskId,
  score: level * 8,
  risk,
  factors: {},
  band: level,
  floors: [],
  caps: [],
  level,
  union: level >= 2,
  path: level >= 3 ? 'advanced' : 'standard',
  approvals: PLANS[level],
  regimes: [],
  softBlocks: [],
  constraints: [],
  tokenAllocation: 25_000,
  retention: 'P1Y',
  reasons: [],
  policy: { version: '1', sha256: hash('a') },
});

export const termsOf = (assessment: Assessment, master: string, worker: string): Terms => ({
  v: 1,
  taskId: assessment.taskId,
  request: taskOf(assessment.taskId),
  requestedBy: master,
  workerId: worker,
  definition: hash('d'),
  level: assessment.level,
  trust: 'supervised',
  scope: taskOf(assessment.taskId).scope,
  window: { for: 'PT24H' },
  constraints: [],
  tokenBudget: 25_000,
  plan: assessment.approvals,
  mayNotApprove: ['olivia'],
  overlaps: [],
  assessment,
});

export const definitionOf = (workerId: string): WorkerDefinition => ({
  workerId,
  name: `The worker ${workerId}`,
  owners: ['olivia'],
  kind: 'agent',
  capabilities: ['deploy'],
});
