import { createHash } from 'node:crypto';
import { digestOf } from '@guildhall/contracts';
import type {
  Assessment,
  AssignmentMade,
  Level,
  Path,
  Role,
  Stage,
  Task,
  TaskAssessed,
  Terms,
} from '@guildhall/contracts';
import type { People, Person } from '../src/index.js';

const BASE = Date.parse('2026-11-21T10:00:00.000Z');

/** `minutes` after the beginning of all these stories. */
export const at = (minutes: number): string => new Date(BASE + minutes * 60_000).toISOString();

export const sha = (digit: string): string => digit.repeat(64);

const digests = new WeakMap<Terms, string>();

/** Of one object computed once: thousands of steps name it. */
export const digest = (terms: Terms): string => {
  const known = digests.get(terms);
  const made = known ?? digestOf(terms, (bytes) => createHash('sha256').update(bytes).digest());
  digests.set(terms, made);
  return made;
};

export const PLANS: Record<Level, Stage[]> = {
  0: [],
  1: [],
  2: [{ stage: 'management', roles: { manager: 1 } }],
  3: [{ stage: 'leadership', roles: { 'engineering-director': 1, 'security-lead': 1 } }],
  4: [
    { stage: 'review', roles: { 'security-lead': 1, architect: 1 } },
    { stage: 'leadership', roles: { vp: 1, cto: 1, ciso: 1, cab: 1 } },
  ],
};

const PATH_OF: Record<Level, Path> = { 0: 'fast', 1: 'basic', 2: 'standard', 3: 'advanced', 4: 'master' };

export const task = (changes: Partial<Task> = {}): Task => ({
  taskId: 't1',
  title: 'Deploy API v2.1 to prod',
  operation: 'deployment',
  environment: 'production',
  reversibility: 'automated',
  dataSensitivity: ['internal'],
  impactScope: 'service',
  customerImpact: 'all',
  scope: { resources: ['service:api'], actions: ['deploy'] },
  inputs: [{ name: 'image', sha256: sha('a') }],
  justification: 'Release 2.1 with the new search endpoint.',
  capability: 'deploy',
  ...changes,
});

export const assessment = (level: Level, changes: Partial<Assessment> = {}): Assessment => ({
  taskId: 't1',
  score: 33,
  risk: 'high',
  factors: { environment: 10, reversibility: 3, data: 7, impactScope: 3, customerImpact: 10 },
  band: 3,
  floors: ['F1', 'F4'],
  caps: [],
  level,
  union: level >= 2,
  path: PATH_OF[level],
  approvals: PLANS[level],
  regimes: ['SOC2'],
  softBlocks: [],
  constraints: [{ id: 'max_error_rate', value: 0.01 }],
  tokenAllocation: 25_000,
  retention: 'P1Y',
  ...(level >= 2 ? { reviewWithin: 'P2D' } : {}),
  windowFor: 'PT24H',
  reasons: ['environment production: 10'],
  policy: { version: '2026.11.1', sha256: sha('e') },
  ...changes,
});

export const assessed = (level: Level, changes: Partial<Task> = {}): TaskAssessed => ({
  request: task(changes),
  requestedBy: 'development-master',
  receivedAt: at(0),
  assessment: assessment(level),
});

export const assignment = (changes: Partial<AssignmentMade> = {}): AssignmentMade => ({
  workerId: 'deployer-3',
  definition: sha('d'),
  artifact: sha('f'),
  level: 3,
  trust: 'supervised',
  owners: ['olivia'],
  masterOwners: ['olivia', 'oscar'],
  constraints: [],
  asOf: 20,
  ...changes,
});

/** Terms of a permit at `level`, as `termsOf` makes them of the other factories' parts. */
export const terms = (level: Level, changes: Partial<Terms> = {}): Terms => ({
  v: 1,
  taskId: 't1',
  request: task(),
  requestedBy: 'development-master',
  workerId: 'deployer-3',
  definition: sha('d'),
  artifact: sha('f'),
  level,
  trust: 'supervised',
  scope: { resources: ['service:api'], actions: ['deploy'] },
  window: { for: 'PT24H' },
  constraints: [{ id: 'max_error_rate', value: 0.01 }],
  tokenBudget: 25_000,
  plan: PLANS[level],
  mayNotApprove: ['olivia', 'oscar'],
  overlaps: [],
  assessment: assessment(level),
  ...changes,
});

/** Position of the first event of a permit in these stories; roles are held since before it. */
export const REQUESTED_AT = 100;

/** Somebody with roles held since position 10, or since the positions given. */
export const person = (...roles: (Role | [Role, number])[]): Person => ({
  roles: Object.fromEntries(roles.map((role) => (typeof role === 'string' ? [role, 10] : role))),
  delegations: [],
});

/** The person, with a role of theirs that another may use before `until`. */
export const delegating = (person: Person, role: Role, to: string, until: string): Person => ({
  ...person,
  delegations: [...person.delegations, { role, to, until }],
});

/** The people of the demo who matter here. */
export const PEOPLE: People = new Map<string, Person>([
  ['alice', person('manager')],
  ['bob', person('engineering-director')],
  ['carol', person('security-lead')],
  ['dave', person('vp')],
  ['erin', person('cto')],
  ['frank', person('ciso')],
  ['grace', person('cab')],
  ['heidi', person('architect')],
  ['ivan', person('incident-commander')],
  ['judy', person('auditor')],
  ['olivia', person('operator')],
  ['oscar', person('operator', 'manager', 'security-lead')],
  ['zoe', person('manager', 'engineering-director')],
]);

/** The demo's people with some changed or, where undefined, gone. */
export const peopleBut = (changes: Record<string, Person | undefined>): People => {
  const people = new Map(PEOPLE);
  for (const [id, changed] of Object.entries(changes)) {
    if (changed) people.set(id, changed);
    else people.delete(id);
  }
  return people;
};
