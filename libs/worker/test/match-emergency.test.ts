import { describe, expect, test } from '@jest/globals';
import type { Level } from '@guildhall/contracts';
import { match } from '../src/index.js';
import type { MatchRequest, RegistryEvent } from '../src/index.js';
import {
  ARTIFACT,
  assessment,
  definition,
  digest,
  inDays,
  lent,
  masterEvent,
  NOW,
  over,
  registryOf,
  requestOf,
  SUSPENDED,
  task,
  wanting,
  workerEvents,
} from './builders.js';

const URGENT = {
  operation: 'incident-response',
  incident: 'INC-42',
  emergencyId: 'e1',
  critical: true,
} as const;
const soon = inDays(1 / 24);

// deployer-3 holds nothing itself; others hold more than enough.
const GUILD: RegistryEvent[] = [
  masterEvent('development-master', 3),
  ...workerEvents(0),
  ...workerEvents(3, { workerId: 'another-3' }),
  ...workerEvents(4, { workerId: 'architect-4' }),
];

const urgent = (events: readonly RegistryEvent[], more: Partial<MatchRequest> = {}): MatchRequest =>
  requestOf(registryOf([...GUILD, ...events]), {
    task: task(URGENT),
    assessment: assessment(3, { path: 'emergency' }),
    ...more,
  });

const unable = (rule: string, workerId = 'deployer-3') => ({
  denied: { code: 'NO_ELIGIBLE_WORKER', candidates: [{ workerId, rule }], more: 0 },
});

describe('a task on the path emergency', () => {
  const made = {
    made: {
      workerId: 'deployer-3',
      definition: digest(definition()),
      artifact: ARTIFACT.sha256,
      level: 3,
      trust: 'supervised',
      owners: ['olivia'],
      masterOwners: ['mia'],
      constraints: [],
      asOf: 42,
    },
  };

  test('goes to the worker that the emergency has certified, at its temporary level', () => {
    expect(match(urgent([lent()]))).toEqual(made);
    expect(match(urgent([lent()], { task: wanting('deployer-3', URGENT) }))).toEqual(made);
  });

  test.each<[Level]>([[1], [2], [4]])('goes to it at level 3 also where it holds %s itself', (level) => {
    const registry = registryOf([masterEvent('development-master', 3), ...workerEvents(level), lent()]);
    expect(match({ ...urgent([]), registry })).toEqual(made);
  });

  test.each<[string, RegistryEvent[], string, string]>([
    ['when its time is over, by the clock', [lent()], soon, 'emergency'],
    ['when the worker was suspended', [lent(), SUSPENDED], NOW, 'status'],
  ])('goes to nobody else: %s', (_, events, now, rule) => {
    expect(match(urgent(events, { now }))).toEqual(unable(rule));
  });

  test.each<[string, RegistryEvent[]]>([
    ['that is over by its event', [lent(), over()]],
    ['that certified nobody', []],
    ['whose worker nobody knows', [{ ...lent('e1'), entity: 'ghost-9' }]],
  ])('of an emergency %s goes to nobody', (_, events) => {
    expect(match(urgent(events))).toEqual({
      denied: { code: 'NO_ELIGIBLE_WORKER', candidates: [], more: 0 },
    });
  });

  test('without an emergency goes to nobody', () => {
    const { emergencyId: _, ...rest } = task(URGENT);
    expect(match(urgent([lent()], { task: rest }))).toEqual({
      denied: { code: 'NO_ELIGIBLE_WORKER', candidates: [], more: 0 },
    });
  });

  test('does not go to a wanted worker that the emergency has not certified', () => {
    expect(match(urgent([lent()], { task: wanting('another-3', URGENT) }))).toEqual(
      unable('emergency', 'another-3'),
    );
    expect(match(urgent([lent()], { task: wanting('ghost-9', URGENT) }))).toEqual({
      denied: { code: 'NOT_FOUND', candidates: [{ workerId: 'ghost-9', rule: 'unknown' }], more: 0 },
    });
  });

  test('is barred from a wanted worker by its own level, as ever', () => {
    const outcome = match(urgent([lent('e2')], { task: wanting('deployer-3', URGENT) }));
    expect('denied' in outcome ? outcome.denied : undefined).toEqual({
      code: 'HARD_BLOCK',
      candidates: [{ workerId: 'deployer-3', rule: 'HB1' }],
      more: 0,
      rule: 'HB1',
    });
  });

  test('asks for the capability', () => {
    expect(match(urgent([lent()], { task: task({ ...URGENT, capability: 'architecture' }) }))).toEqual(
      unable('capability'),
    );
  });

  test('does not lend the worker to a master below its temporary level', () => {
    const registry = registryOf([masterEvent('development-master', 2), ...workerEvents(0), lent()]);
    const request = { ...urgent([]), registry, assessment: assessment(2, { path: 'emergency' }) };
    expect(match(request)).toEqual({
      denied: {
        code: 'MASTER_AUTHORIZATION',
        candidates: [{ workerId: 'deployer-3', rule: 'MASTER_AUTHORIZATION' }],
        more: 0,
      },
      refusal: {
        command: 'task.assessed',
        caller: 'development-master',
        code: 'MASTER_AUTHORIZATION',
        about: 't1',
        message: 'development-master may not have deployer-3 work for it.',
        details: [],
      },
    });
  });

  test('needs a master in any case', () => {
    for (const events of [[], [lent()]]) {
      const outcome = match(urgent(events, { requestedBy: 'nobody' }));
      expect('denied' in outcome ? outcome.denied : undefined).toEqual({
        code: 'MASTER_AUTHORIZATION',
        candidates: [],
        more: 0,
      });
    }
  });
});

test('what an emergency has lent counts for no other task', () => {
  const registry = registryOf([masterEvent('development-master', 3), ...workerEvents(0), lent()]);
  const other = [task({ emergencyId: 'e1', environment: 'dev' }), task({ environment: 'dev' })];
  for (const each of other) {
    expect(match(requestOf(registry, { task: each, assessment: assessment(3) }))).toEqual(unable('level'));
  }
});
