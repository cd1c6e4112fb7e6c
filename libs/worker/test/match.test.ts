import { describe, expect, test } from '@jest/globals';
import { AssignmentDenied, AssignmentMade, issuesOf, RefusalRefused } from '@guildhall/contracts';
import type { Level } from '@guildhall/contracts';
import { match } from '../src/index.js';
import type { Match, RegistryEvent } from '../src/index.js';
import {
  ARTIFACT,
  assessment,
  definition,
  digest,
  inDays,
  masterEvent,
  recorded,
  registryOf,
  requestOf,
  RETIRED,
  REVOKED,
  SUSPENDED,
  task,
  wanting,
  workerEvents,
} from './builders.js';

// The participants of the demo (6.9).
const DEMO: RegistryEvent[] = [
  masterEvent('coordinator-master', 4),
  masterEvent('development-master', 3),
  ...workerEvents(0, { workerId: 'scout-0', capabilities: ['code', 'test'] }),
  ...workerEvents(1, { workerId: 'reader-1', capabilities: ['observe'] }),
  ...workerEvents(2, { workerId: 'deployer-2' }),
  ...workerEvents(3),
  ...workerEvents(4, { workerId: 'architect-4', capabilities: ['deploy', 'architecture'] }),
];
const demo = registryOf(DEMO);

const busy = (taskId: string, workerId: string): RegistryEvent =>
  recorded('assignment.made', taskId, {
    workerId,
    definition: 'c'.repeat(64),
    level: 2,
    trust: 'supervised',
    owners: ['olivia'],
    masterOwners: ['mia'],
    constraints: [],
    asOf: 1,
  });

const chosen = (outcome: Match): string | undefined =>
  'made' in outcome ? outcome.made.workerId : undefined;

const refusal = (code: string, message: string, rule?: string) => ({
  command: 'task.assessed',
  caller: 'development-master',
  code,
  ...(rule === undefined ? {} : { rule }),
  about: 't1',
  message,
  details: [],
});

describe('a task that somebody may do', () => {
  test('goes to the worker as it is, with everybody who must not approve', () => {
    const own = definition({
      identity: { publicKey: `U${'A'.repeat(55)}` },
      constraints: [{ id: 'max_actions', value: 10 }],
    });
    const registry = registryOf([
      masterEvent('development-master', 3, { owners: ['zoe', 'mia'] }),
      ...workerEvents(3, own),
    ]);
    const outcome = match(requestOf(registry));
    expect(outcome).toEqual({
      made: {
        workerId: 'deployer-3',
        definition: digest(own),
        artifact: ARTIFACT.sha256,
        level: 3,
        trust: 'supervised',
        owners: ['olivia'],
        masterOwners: ['mia', 'zoe'],
        publicKey: `U${'A'.repeat(55)}`,
        constraints: [{ id: 'max_actions', value: 10 }],
        asOf: 42,
      },
    });
    expect(issuesOf(AssignmentMade, 'made' in outcome ? outcome.made : undefined)).toEqual([]);
  });

  test.each([
    ['P30D', ['mia', 'zoe']],
    ['PT1H', ['zoe']],
  ])('names who was an owner in the %s before', (formerOwners, masterOwners) => {
    const registry = registryOf([
      masterEvent('development-master', 3, { owners: ['mia'] }),
      recorded('master.changed', 'development-master', { level: 3, owners: ['zoe'] }),
      ...workerEvents(3, definition()),
    ]);
    expect(match(requestOf(registry, { formerOwners, now: inDays(1) }))).toMatchObject({
      made: { owners: ['olivia'], masterOwners },
    });
  });

  test('says nothing about what the definition leaves out', () => {
    const { artifact: _, ...own } = definition({ workerId: 'scout-0', capabilities: ['code'] });
    const registered = recorded('worker.registered', 'scout-0', { definition: own, sha256: digest(own) });
    const registry = registryOf([masterEvent('development-master', 0), registered]);
    const local = task({ environment: 'local', capability: 'code' });
    expect(match(requestOf(registry, { task: local, assessment: assessment(0) }))).toEqual({
      made: {
        workerId: 'scout-0',
        definition: digest(own),
        level: 0,
        trust: 'supervised',
        owners: ['olivia'],
        masterOwners: ['mia'],
        constraints: [],
        asOf: 42,
      },
    });
  });

  test.each<[Level, string]>([
    [2, 'deployer-2'],
    [3, 'deployer-3'],
    [4, 'architect-4'],
  ])('of level %s goes to the lowest sufficient level', (level, workerId) => {
    const request = requestOf(demo, { requestedBy: 'coordinator-master', assessment: assessment(level) });
    expect(chosen(match(request))).toBe(workerId);
  });

  test('goes past a lower level that is enough for the task but not for the place', () => {
    const critical = requestOf(demo, { task: task({ critical: true }), assessment: assessment(2) });
    const personal = requestOf(demo, { task: task({ dataSensitivity: ['pii'] }), assessment: assessment(2) });
    expect([critical, personal].map((each) => chosen(match(each)))).toEqual(['deployer-3', 'deployer-3']);
  });

  test('goes to whoever has the least to do, then by id', () => {
    const three = ['b', 'c', 'a'].flatMap((workerId) => workerEvents(2, { workerId }));
    const after = (...events: RegistryEvent[]) =>
      chosen(
        match(
          requestOf(registryOf([masterEvent('development-master', 3), ...three, ...events]), {
            assessment: assessment(2),
          }),
        ),
      );
    expect(after()).toBe('a');
    expect(after(busy('t7', 'a'))).toBe('b');
    expect(after(busy('t7', 'a'), busy('t8', 'b'))).toBe('c');
    expect(after(busy('t7', 'a'), busy('t8', 'b'), busy('t9', 'c'))).toBe('a');
  });

  test('goes to a busy worker of a sufficient level before an idle one of a higher', () => {
    const registry = registryOf([...DEMO, busy('t7', 'deployer-2'), busy('t8', 'deployer-2')]);
    expect(chosen(match(requestOf(registry, { assessment: assessment(2) })))).toBe('deployer-2');
  });

  test('goes to the wanted worker, though another would go first', () => {
    const request = requestOf(demo, { task: wanting('deployer-3'), assessment: assessment(2) });
    expect(chosen(match(request))).toBe('deployer-3');
  });

  test('of isolated staging goes to level 0', () => {
    const isolated = task({
      environment: 'staging',
      dataSensitivity: ['test'],
      customerImpact: 'none',
      capability: 'test',
    });
    expect(chosen(match(requestOf(demo, { task: isolated, assessment: assessment(0) })))).toBe('scout-0');
  });
});

describe('a task that nobody may do', () => {
  test('is denied with the rule that excluded each, those with the capability first', () => {
    const outcome = match(requestOf(registryOf(DEMO.slice(0, -4))));
    expect(outcome).toEqual({
      denied: {
        code: 'NO_ELIGIBLE_WORKER',
        candidates: [
          { workerId: 'deployer-2', rule: 'level' },
          { workerId: 'reader-1', rule: 'HB1' },
          { workerId: 'scout-0', rule: 'HB1' },
        ],
        more: 0,
      },
    });
    expect(issuesOf(AssignmentDenied, 'denied' in outcome ? outcome.denied : undefined)).toEqual([]);
  });

  test('passes over a worker whose own limits leave nothing of the task', () => {
    const limited = definition({
      workerId: 'limited',
      constraints: [{ id: 'allowed_hosts', value: ['a.example'] }],
    });
    const registry = registryOf([masterEvent('development-master', 3), ...workerEvents(3, limited)]);
    const request = requestOf(registry);
    const hosts = { ...request.assessment, constraints: [{ id: 'allowed_hosts', value: ['b.example'] }] };
    expect(match({ ...request, assessment: hosts })).toEqual({
      denied: {
        code: 'NO_ELIGIBLE_WORKER',
        candidates: [{ workerId: 'limited', rule: 'constraints' }],
        more: 0,
      },
    });
    expect(chosen(match(request))).toBe('limited');
  });

  test('names each rule', () => {
    const registry = registryOf([
      masterEvent('development-master', 3),
      ...workerEvents(3, { workerId: 'late-3' }, { expiresAt: inDays(0) }),
      ...workerEvents(3, { workerId: 'other-3', capabilities: ['observe'] }),
      ...workerEvents(2, { workerId: 'two' }),
      ...workerEvents(0, { workerId: 'zero' }),
    ]);
    const rules = (more: Parameters<typeof task>[0], level: Level) => {
      const outcome = match(requestOf(registry, { task: task(more), assessment: assessment(level) }));
      return 'denied' in outcome ? outcome.denied.candidates : [];
    };
    expect(rules({ dataSensitivity: ['phi'], environment: 'dev' }, 3)).toEqual([
      { workerId: 'late-3', rule: 'status' },
      { workerId: 'two', rule: 'HB2' },
      { workerId: 'zero', rule: 'HB2' },
      { workerId: 'other-3', rule: 'capability' },
    ]);
    expect(rules({ critical: true }, 3)).toEqual([
      { workerId: 'late-3', rule: 'status' },
      { workerId: 'two', rule: 'matrix' },
      { workerId: 'zero', rule: 'HB1' },
      { workerId: 'other-3', rule: 'capability' },
    ]);
  });

  test('counts those beyond the twentieth', () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      workerEvents(index < 15 ? 2 : 1, {
        workerId: `w${String(index).padStart(2, '0')}`,
        capabilities: [index % 2 === 0 ? 'deploy' : 'observe'],
      }),
    ).flat();
    const outcome = match(requestOf(registryOf([masterEvent('development-master', 3), ...many])));
    const ids = (from: number, to: number, step: number): string[] =>
      Array.from(
        { length: (to - from) / step },
        (_, index) => `w${String(from + index * step).padStart(2, '0')}`,
      );
    expect(outcome).toEqual({
      denied: {
        code: 'NO_ELIGIBLE_WORKER',
        candidates: [
          ...ids(0, 16, 2).map((workerId) => ({ workerId, rule: 'level' })),
          ...ids(16, 30, 2).map((workerId) => ({ workerId, rule: 'HB1' })),
          ...ids(1, 11, 2).map((workerId) => ({ workerId, rule: 'capability' })),
        ],
        more: 10,
      },
    });
  });

  test('is denied where there is no worker at all, or it names neither worker nor capability', () => {
    const none = registryOf([masterEvent('development-master', 3)]);
    const { capability: _, ...open } = task();
    expect(match(requestOf(none))).toEqual({
      denied: { code: 'NO_ELIGIBLE_WORKER', candidates: [], more: 0 },
    });
    expect(match(requestOf(none, { task: open }))).toEqual({
      denied: { code: 'NO_ELIGIBLE_WORKER', candidates: [], more: 0 },
    });
  });
});

describe('a wanted worker', () => {
  const want = (workerId: string, more: Parameters<typeof task>[0] = {}, level: Level = 3): Match =>
    match(requestOf(demo, { task: task({ workerId, ...more }), assessment: assessment(level) }));

  test('is barred from changing production below level 2', () => {
    const outcome = want('scout-0');
    expect(outcome).toEqual({
      denied: {
        code: 'HARD_BLOCK',
        candidates: [{ workerId: 'scout-0', rule: 'HB1' }],
        more: 0,
        rule: 'HB1',
      },
      refusal: refusal('HARD_BLOCK', 'scout-0 of level 0 is barred from this task in production.', 'HB1'),
    });
    const written = 'denied' in outcome ? [outcome.denied, outcome.refusal] : [];
    expect(issuesOf(AssignmentDenied, written[0])).toEqual([]);
    expect(issuesOf(RefusalRefused, written[1])).toEqual([]);
  });

  test('is barred from personal data below level 3, also where only the policy knows of it', () => {
    const expected = {
      denied: {
        code: 'HARD_BLOCK',
        candidates: [{ workerId: 'deployer-2', rule: 'HB2' }],
        more: 0,
        rule: 'HB2',
      },
      refusal: refusal('HARD_BLOCK', 'deployer-2 of level 2 is barred from this task in dev.', 'HB2'),
    };
    expect(want('deployer-2', { environment: 'dev', dataSensitivity: ['phi'] })).toEqual(expected);
    const bound = requestOf(demo, {
      task: task({ workerId: 'deployer-2', environment: 'dev', dataSensitivity: [] }),
      assessment: assessment(3, { floors: ['F3'] }),
    });
    expect(match(bound)).toEqual(expected);
  });

  test('is barred from where the access matrix has no tick', () => {
    expect(want('deployer-2', { critical: true })).toEqual({
      denied: {
        code: 'HARD_BLOCK',
        candidates: [{ workerId: 'deployer-2', rule: 'matrix' }],
        more: 0,
        rule: 'matrix',
      },
      refusal: refusal(
        'HARD_BLOCK',
        'deployer-2 of level 2 is barred from this task in production.',
        'matrix',
      ),
    });
  });

  test('is barred before anything is said about the master', () => {
    const request = requestOf(demo, { task: wanting('scout-0'), requestedBy: 'nobody' });
    expect(match(request)).toEqual({
      denied: {
        code: 'HARD_BLOCK',
        candidates: [{ workerId: 'scout-0', rule: 'HB1' }],
        more: 0,
        rule: 'HB1',
      },
      refusal: {
        ...refusal('HARD_BLOCK', 'scout-0 of level 0 is barred from this task in production.', 'HB1'),
        caller: 'nobody',
      },
    });
  });

  test('may be unknown', () => {
    expect(want('nobody-9')).toEqual({
      denied: { code: 'NOT_FOUND', candidates: [{ workerId: 'nobody-9', rule: 'unknown' }], more: 0 },
    });
  });

  test.each([
    ['level', want('deployer-2')],
    ['capability', want('deployer-2', { capability: 'architecture' }, 2)],
  ])('may lack the %s', (rule, outcome) => {
    expect(outcome).toEqual({
      denied: { code: 'NO_ELIGIBLE_WORKER', candidates: [{ workerId: 'deployer-2', rule }], more: 0 },
    });
  });

  test.each([
    ['suspended', SUSPENDED],
    ['without the certification it had', REVOKED],
    ['retired', RETIRED],
  ])('may be %s', (_, event) => {
    const registry = registryOf([...DEMO, event]);
    const named = requestOf(registry, { task: wanting('deployer-3') });
    expect(match(named)).toEqual({
      denied: {
        code: 'NO_ELIGIBLE_WORKER',
        candidates: [{ workerId: 'deployer-3', rule: 'status' }],
        more: 0,
      },
    });
    const open = match(requestOf(registry, { requestedBy: 'coordinator-master' }));
    expect(chosen(open)).toBe('architect-4');
  });

  test('may have a certification that has expired', () => {
    expect(match(requestOf(demo, { task: wanting('deployer-3'), now: inDays(90) }))).toEqual({
      denied: {
        code: 'NO_ELIGIBLE_WORKER',
        candidates: [{ workerId: 'deployer-3', rule: 'status' }],
        more: 0,
      },
    });
  });
});

describe("the master's authorization", () => {
  test.each([
    ['unknown', 'nobody', {}, 'nobody is not a registered master.'],
    ['a worker', 'deployer-3', {}, 'deployer-3 is not a registered master.'],
    ['retired', 'retired-master', {}, 'retired-master is retired.'],
    [
      'of a lower level than the task',
      'lowered-master',
      {},
      'The task needs level 3; lowered-master is authorized up to level 2.',
    ],
    [
      'of a lower level than the task, from the beginning',
      'development-master',
      { assessment: assessment(4) },
      'The task needs level 4; development-master is authorized up to level 3.',
    ],
    [
      'of a lower level than the task with a wanted worker',
      'development-master',
      { assessment: assessment(4), task: wanting('deployer-3') },
      'The task needs level 4; development-master is authorized up to level 3.',
    ],
  ])('is missing where it is %s', (_, requestedBy, more, details) => {
    const registry = registryOf([
      ...DEMO,
      masterEvent('retired-master', 4),
      recorded('master.retired', 'retired-master', { by: 'oscar', reason: 'Replaced.' }),
      masterEvent('lowered-master', 4),
      recorded('master.changed', 'lowered-master', { level: 2, owners: ['mia'] }),
    ]);
    expect(match(requestOf(registry, { requestedBy, ...more }))).toEqual({
      denied: { code: 'MASTER_AUTHORIZATION', candidates: [], more: 0 },
      refusal: { ...refusal('MASTER_AUTHORIZATION', details), caller: requestedBy },
    });
  });

  test('does not reach a wanted worker of a higher level', () => {
    expect(match(requestOf(demo, { task: wanting('architect-4') }))).toEqual({
      denied: {
        code: 'MASTER_AUTHORIZATION',
        candidates: [{ workerId: 'architect-4', rule: 'MASTER_AUTHORIZATION' }],
        more: 0,
      },
      refusal: refusal('MASTER_AUTHORIZATION', 'development-master may not have architect-4 work for it.'),
    });
  });

  test('does not reach the only worker that could do it', () => {
    const request = requestOf(demo, { task: task({ capability: 'architecture' }) });
    expect(match(request)).toEqual({
      denied: {
        code: 'MASTER_AUTHORIZATION',
        candidates: [
          { workerId: 'architect-4', rule: 'MASTER_AUTHORIZATION' },
          { workerId: 'deployer-2', rule: 'capability' },
          { workerId: 'deployer-3', rule: 'capability' },
          { workerId: 'reader-1', rule: 'HB1' },
          { workerId: 'scout-0', rule: 'HB1' },
        ],
        more: 0,
      },
      refusal: refusal('MASTER_AUTHORIZATION', 'development-master may not have architect-4 work for it.'),
    });
  });

  describe('is for capabilities', () => {
    const limited = registryOf([
      masterEvent('development-master', 4, { capabilities: ['deploy', 'test'] }),
      ...DEMO.filter(({ entity }) => entity !== 'development-master'),
    ]);

    test('that it has', () => {
      expect(chosen(match(requestOf(limited)))).toBe('deployer-3');
      expect(chosen(match(requestOf(limited, { task: wanting('deployer-3') })))).toBe('deployer-3');
    });

    test('and for no other', () => {
      expect(match(requestOf(limited, { task: task({ capability: 'architecture' }) }))).toEqual({
        denied: { code: 'MASTER_AUTHORIZATION', candidates: [], more: 0 },
        refusal: refusal('MASTER_AUTHORIZATION', 'development-master may not ask for architecture.'),
      });
    });

    test('also where it wants a worker without saying what for', () => {
      const reading = wanting('reader-1', { operation: 'monitoring', readOnly: true });
      expect(match(requestOf(limited, { task: reading, assessment: assessment(1) }))).toEqual({
        denied: {
          code: 'MASTER_AUTHORIZATION',
          candidates: [{ workerId: 'reader-1', rule: 'MASTER_AUTHORIZATION' }],
          more: 0,
        },
        refusal: refusal('MASTER_AUTHORIZATION', 'development-master may not have reader-1 work for it.'),
      });
    });
  });
});
