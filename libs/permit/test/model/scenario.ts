import type {
  Constraint,
  Environment,
  Level,
  OnViolation,
  Override,
  Stage,
  Task,
  Terms,
} from '@guildhall/contracts';
import fc from 'fast-check';
import { assessment, PLANS, sha, task } from '../factories.js';
import { weighed } from './chances.js';
import { iso } from './verdict.js';

// What masters ask for: terms of all kinds, now and then such as no permit may have.

const MINUTE = 60_000;

/** A constraint, as soon as it is known when it is asked for. */
type Limit = (now: number) => Constraint;

export interface Scenario {
  level: Level;
  plan: 'usual' | 'own';
  /** Where level 0 works, and where the others do. */
  environment: { low: Environment; high: Environment };
  trust: Terms['trust'];
  reversibility: Task['reversibility'];
  undo: boolean;
  window: { from: number; length: number } | 'none';
  limits: { id: string; of: Limit; reaction: OnViolation | undefined }[];
  budget: number;
  overlaps: boolean;
  hurried: boolean;
  requestedFor: boolean;
  /** `named`: its task names one, and takes another path. */
  emergency: 'none' | 'named' | 'path';
  review: string;
}

const TWO_STAGES: Stage[] = [
  { stage: 'first', roles: { manager: 2 } },
  { stage: 'second', roles: { vp: 1, manager: 1 } },
];

// Level 1 because of SB1; level 2 with more than code demands, 3 with less, 4 with a stage that comes twice.
const OWN_PLANS: Record<Level, Stage[]> = {
  0: [{ stage: 'management', roles: { manager: 1 } }],
  1: [{ stage: 'management', roles: { manager: 1 } }],
  2: TWO_STAGES,
  3: [{ stage: 'leadership', roles: { 'engineering-director': 1 } }],
  4: [...PLANS[4], ...PLANS[4]],
};

const COMMANDERS: Stage[] = [{ stage: 'emergency', roles: { 'incident-commander': 1 } }];

const numbered = (id: string, min: number, max: number): fc.Arbitrary<{ id: string; of: Limit }> =>
  fc.integer({ min, max }).map((value) => ({ id, of: () => ({ id, value }) }));

const fixed = (id: string, ...values: Constraint['value'][]): fc.Arbitrary<{ id: string; of: Limit }> =>
  fc.constantFrom(...values).map((value) => ({ id, of: () => ({ id, value }) }));

const timeWindow = fc
  .record({ from: fc.integer({ min: -30, max: 60 }), length: fc.integer({ min: 5, max: 180 }) })
  .map(({ from, length }) => ({
    id: 'time_window',
    of: (now: number): Constraint => ({
      id: 'time_window',
      value: `${iso(now + from * MINUTE)}/${iso(now + (from + length) * MINUTE)}`,
    }),
  }));

const limit = fc
  .tuple(
    fc.oneof(
      numbered('max_actions', 1, 6),
      numbered('max_files_written', 1, 2),
      numbered('max_failed_actions', 0, 2),
      numbered('max_duration_s', 5, 3000),
      numbered('max_web_searches', 0, 2),
      numbered('max_tokens', 100, 20_000),
      numbered('max_latency_p95_ms', 100, 400),
      numbered('max_file_size', 1, 9),
      fixed('max_error_rate', 0.01, 0.1),
      fixed('max_error_rate', 0.01),
      fixed('read_only', true, false),
      fixed(
        'allowed_actions',
        ['deploy', 'edit', 'read'],
        ['deploy', 'exec', 'http', 'write_file', 'rollback'],
      ),
      fixed('allowed_resources', ['service:api'], ['service:api', 'repo:web/src/*']),
      fixed('allowed_commands', ['npm test']),
      fixed('allowed_hosts', ['api.example.com']),
      timeWindow,
    ),
    weighed<OnViolation | undefined>(
      [4, 'reject'],
      [1, undefined],
      [1, 'revoke'],
      [1, 'rollback-and-revoke'],
    ),
  )
  .map(([{ id, of }, reaction]) => ({ id, of, reaction }));

const rarely = fc.integer({ min: 0, max: 9 }).map((n) => n === 9);

export const scenario: fc.Arbitrary<Scenario> = fc.record({
  level: fc.constantFrom<Level>(0, 0, 1, 2, 2, 2, 3, 3, 3, 4),
  plan: fc.constantFrom('usual', 'usual', 'usual', 'own'),
  environment: fc.record({
    low: fc.constantFrom<Environment>('local', 'dev', 'test', 'staging'),
    high: fc.constantFrom<Environment>('production', 'production', 'staging', 'dev'),
  }),
  trust: fc.constantFrom('supervised', 'monitored', 'autonomous'),
  reversibility: fc.constantFrom('automated', 'automated', 'automated', 'full', 'complex', 'irreversible'),
  undo: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
  window: fc.oneof(
    { weight: 3, arbitrary: fc.constant('none' as const) },
    {
      weight: 1,
      arbitrary: fc.record({
        from: fc.integer({ min: -60, max: 60 }),
        length: fc.integer({ min: 10, max: 300 }),
      }),
    },
  ),
  limits: fc.uniqueArray(limit, { maxLength: 4, selector: ({ id }) => id }),
  budget: fc.integer({ min: 0, max: 49 }).map((n) => n * 1000),
  overlaps: fc.integer({ min: 0, max: 24 }).map((n) => n === 0),
  hurried: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  requestedFor: rarely,
  emergency: weighed<Scenario['emergency']>([4, 'none'], [1, 'named'], [1, 'path']),
  review: fc.constantFrom('PT4H', 'P2D', 'P14D', 'PT15M', 'PT1H'),
});

const SCOPE: Terms['scope'] = {
  resources: ['service:api', 'repo:web/**'],
  actions: ['deploy', 'edit', 'read', 'exec', 'http', 'web_search'],
};

export const HASTE: Override = {
  softBlock: 'expedited-approval',
  justification: 'The release train leaves this afternoon.',
};

const requestOf = (scenario: Scenario, taskId: string, window: Task['window']): Task =>
  task({
    taskId,
    environment: scenario.level === 0 ? scenario.environment.low : scenario.environment.high,
    reversibility: scenario.reversibility,
    ...(scenario.requestedFor ? { requestedFor: 'kim' } : {}),
    ...(scenario.hurried ? { overrides: [HASTE] } : {}),
    ...(scenario.emergency === 'none' ? {} : { emergencyId: 'e1' }),
    ...(window ? { window } : {}),
  });

const planOf = ({ level, plan, emergency }: Scenario): Stage[] => {
  if (plan === 'own') return OWN_PLANS[level];
  return emergency === 'path' ? COMMANDERS : PLANS[level];
};

const windowOf = ({ window }: Scenario, now: number): Task['window'] =>
  window === 'none'
    ? undefined
    : {
        notBefore: iso(now + window.from * MINUTE),
        notAfter: iso(now + (window.from + window.length) * MINUTE),
      };

/** The terms of a task that is assigned `now`. */
export const termsFor = (scenario: Scenario, taskId: string, now: number): Terms => {
  const { level, emergency, trust, undo, limits, budget, overlaps, requestedFor, review } = scenario;
  const plan = planOf(scenario);
  const window = windowOf(scenario, now);
  return {
    v: 1,
    taskId,
    request: requestOf(scenario, taskId, window),
    requestedBy: 'development-master',
    workerId: 'deployer-3',
    definition: sha('d'),
    artifact: sha('f'),
    level,
    trust,
    scope: { ...SCOPE, ...(undo ? { rollbackActions: ['rollback', 'read'] } : {}) },
    window: window ?? { for: 'PT2H' },
    constraints: limits.map(({ of, reaction }) => ({
      ...of(now),
      ...(reaction === undefined ? {} : { onViolation: reaction }),
    })),
    tokenBudget: budget,
    plan,
    mayNotApprove: ['olivia', ...(requestedFor ? ['kim'] : [])],
    overlaps: overlaps ? ['other-1'] : [],
    assessment: assessment(level, {
      taskId,
      approvals: plan,
      ...(emergency === 'path' ? { path: 'emergency' } : {}),
      ...(plan.length > 0 ? { reviewWithin: review } : {}),
    }),
  };
};
