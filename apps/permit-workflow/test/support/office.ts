import type { EventOf, PolicyPublished, Role, Terms, WorkerDefinition } from '@guildhall/contracts';
import { golden } from '../../../../libs/contracts/test/golden.js';
import { assessment, digest, sha, task, terms } from '../../../../libs/permit/test/factories.js';
import {
  BOB_AND_CAROL,
  approvalRecorded,
  approved,
  issued,
  requested,
  reviewStarted,
} from '../../../../libs/permit/test/story.js';
import type { Past } from './service.js';

/** `ms` from now. */
export const after = (ms: number): string => new Date(Date.now() + ms).toISOString();

const HOUR = 3_600_000;

export const definition: WorkerDefinition = {
  workerId: 'deployer-3',
  name: 'Deployer',
  owners: ['olivia'],
  artifact: { name: 'deployer', sha256: sha('f') },
  concurrency: 100,
  kind: 'agent',
  capabilities: ['deploy'],
};

/** A worker of level 3 that is what the terms of these tests say. */
export const worker = (expiresAt?: string): EventOf[] => [
  { type: 'worker.registered', data: { definition, sha256: sha('d') } },
  {
    type: 'worker.certified',
    data: {
      level: 3,
      basis: 'bootstrap',
      probation: true,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    },
  },
];

/** The policy that the tasks of the factories are assessed with, in force. */
export const policy = (): EventOf => {
  const { sha256 } = terms(3).assessment.policy;
  return {
    type: 'policy.published',
    data: { ...(golden('policy.published').body as PolicyPublished), sha256 },
  };
};

export const master = (masterId: string): EventOf => ({
  type: 'master.registered',
  data: { masterId, owners: ['olivia'], level: 3 },
});

export const enrolled = (...roles: Role[]): EventOf => ({
  type: 'directory.enrolled',
  data: { ...(golden('directory.enrolled').body as EventOf<'directory.enrolled'>['data']), roles },
});

/** Terms of a permit at level 3, with a scope of its own unless one is given. */
export const termsFor = (taskId: string, changes: Partial<Terms> = {}): Terms => {
  const scope = { resources: [`service:${taskId}`], actions: ['deploy'] };
  return terms(3, {
    taskId,
    request: task({ taskId, scope: changes.scope ?? scope }),
    scope,
    trust: 'monitored',
    ...changes,
  });
};

export const asked = (of: Terms): EventOf[] => [requested(of, after(HOUR))];

/** What bob and carol have given, good for an hour. */
export const given = (of: Terms): EventOf[] => [
  ...asked(of),
  reviewStarted('bob'),
  approvalRecorded('bob', 'engineering-director', 'leadership', of),
  approvalRecorded('carol', 'security-lead', 'leadership', of),
  approved(of),
  issued([...BOB_AND_CAROL], { notBefore: after(-HOUR), notAfter: after(HOUR) }, of),
];

/** Has a task assessed and assigned, as the other services do it. */
export const assign = async (past: Past, of: Terms): Promise<void> => {
  const { taskId, request, requestedBy } = of;
  await past.happened('risk-assessment', taskId, {
    type: 'task.assessed',
    data: {
      request: { ...request, scope: of.scope },
      requestedBy,
      receivedAt: after(0),
      assessment: assessment(of.level, { taskId, approvals: of.plan }),
    },
  });
  await past.happened('worker-registry', taskId, {
    type: 'assignment.made',
    data: {
      workerId: of.workerId,
      definition: of.definition,
      artifact: sha('f'),
      level: 3,
      trust: 'monitored',
      owners: ['olivia'],
      masterOwners: ['olivia'],
      constraints: [],
      asOf: 1,
    },
  });
};

export { digest };
