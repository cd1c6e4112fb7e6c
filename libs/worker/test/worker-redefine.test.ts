import { describe, expect, test } from '@jest/globals';
import { EVENTS, issuesOf } from '@guildhall/contracts';
import type { WorkerDefinition } from '@guildhall/contracts';
import { workerDecider, workerFacts } from '../src/index.js';
import type { WorkerState } from '../src/index.js';
import {
  ARTIFACT,
  asker,
  definition,
  digest,
  inDays,
  lent,
  NOBODY,
  NOW,
  ofWorker,
  OLIVIA,
  OSCAR,
  PEGGY,
  RETIRED,
  REVOKED,
  SUSPENDED,
  workerAfter,
  workerEvents,
} from './builders.js';
import type { Command } from './builders.js';

const { decide, evolve, initialState } = workerDecider;

const CERTIFIED = workerAfter(...workerEvents(3));
const OTHER: Partial<WorkerDefinition> = { artifact: { name: 'deployer', sha256: 'd'.repeat(64) } };

const redefine = (
  change: Partial<WorkerDefinition>,
  more: Partial<Command<'redefine'>> = {},
): Command<'redefine'> => ({
  type: 'redefine',
  asker: OSCAR,
  definition: definition(change),
  strangers: [],
  digest,
  now: NOW,
  ...more,
});

const redefined = (change: Partial<WorkerDefinition>) => ({
  type: 'worker.redefined' as const,
  data: { definition: definition(change), sha256: digest(definition(change)) },
});
const suspension = (parts: string, by = 'oscar') => ({
  type: 'worker.certification-suspended' as const,
  data: { kind: 'redefined' as const, by, text: `Changed: ${parts}.` },
});

describe('redefining a worker', () => {
  test.each<[string, Partial<WorkerDefinition>, string]>([
    ['artifact', OTHER, 'artifact'],
    ['identity', { identity: { publicKey: `U${'A'.repeat(55)}` } }, 'identity'],
    ['capabilities', { capabilities: ['deploy', 'rollback'] }, 'capabilities'],
    ['constraints', { constraints: [{ id: 'max_actions', value: 10 }] }, 'constraints'],
    ['owners', { owners: ['olivia', 'ann'] }, 'owners'],
    ['several of these', { ...OTHER, owners: ['ann'] }, 'artifact, owners'],
  ])('with another %s suspends its certification in the same append', (_, change, parts) => {
    const decision = decide(redefine(change), CERTIFIED);
    expect(decision).toEqual({ events: [redefined(change), suspension(parts)] });
    const events = 'events' in decision ? decision.events : [];
    expect(events.map(({ type, data }) => issuesOf(EVENTS[type], data))).toEqual([[], []]);
  });

  test.each<[string, Partial<WorkerDefinition>]>([
    ['name', { name: 'Deployer of everything' }],
    ['concurrency', { concurrency: 2 }],
    ['kind', { kind: 'script' }],
    ['runbook', { runbook: 'docs/deployer.md' }],
    ['onboarding', { onboarding: ['Read the runbook.'] }],
    ['list of constraints that is empty', { constraints: [] }],
  ])('with another %s leaves its certification as it is', (_, change) => {
    expect(decide(redefine(change), CERTIFIED)).toEqual({ events: [redefined(change)] });
  });

  test('with owners and capabilities in another order leaves its certification as it is', () => {
    const before = workerAfter(...workerEvents(2, { owners: ['olivia', 'ann'], capabilities: ['b', 'a'] }));
    const change = { owners: ['ann', 'olivia'], capabilities: ['a', 'b'] };
    expect(decide(redefine(change), before)).toEqual({ events: [redefined(change)] });
  });

  test('may be done by an owner', () => {
    expect(decide(redefine(OTHER, { asker: OLIVIA }), CERTIFIED)).toEqual({
      events: [redefined(OTHER), suspension('artifact', 'olivia')],
    });
  });

  test('with the same definition is nothing to do', () => {
    expect(decide(redefine({}), CERTIFIED)).toEqual({ events: [] });
  });

  test.each<[string, WorkerState, ReturnType<typeof suspension>[]]>([
    ['is not certified', workerAfter(...workerEvents(0)), []],
    ['has lost its certification', workerAfter(...workerEvents(3), REVOKED), []],
    [
      'has a certification that is over',
      workerAfter(...workerEvents(3, {}, { expiresAt: NOW })),
      [suspension('artifact')],
    ],
    ['is certified in an emergency', workerAfter(...workerEvents(0), lent()), [suspension('artifact')]],
    ['was certified in an emergency', workerAfter(...workerEvents(0), lent('e1', NOW)), []],
    ['is suspended by an operator', workerAfter(...workerEvents(3), SUSPENDED), [suspension('artifact')]],
    [
      'is suspended because it was redefined',
      workerAfter(...workerEvents(3), ofWorker('worker.certification-suspended', { kind: 'redefined' })),
      [],
    ],
  ])('that %s is recorded, with what that suspends', (_, state, suspended) => {
    expect(decide(redefine(OTHER), state)).toEqual({ events: [redefined(OTHER), ...suspended] });
  });

  test.each([
    ['somebody who owned it before', asker('ann')],
    ['a member of the board', PEGGY],
    ['an owner who is not enrolled any more', { ...OLIVIA, enrolled: false }],
    ['a stranger', NOBODY],
  ])('is refused to %s', (_, other) => {
    const before = workerAfter(
      ...workerEvents(3, { owners: ['ann'] }),
      ofWorker('worker.redefined', redefined({}).data),
    );
    expect(decide(redefine(OTHER, { asker: other }), before)).toEqual({
      refusal: {
        code: 'FORBIDDEN',
        message: `Only an operator or an owner redefines deployer-3; ${other.id} is neither.`,
      },
    });
  });

  test('is refused where there is no such worker, or none any more', () => {
    expect(decide(redefine(OTHER), initialState)).toEqual({
      refusal: { code: 'NOT_FOUND', message: 'There is no worker deployer-3.' },
    });
    expect(decide(redefine(OTHER), workerAfter(...workerEvents(3), RETIRED))).toEqual({
      refusal: { code: 'INVALID_STATE', message: 'deployer-3 is retired, which is for good.' },
    });
  });

  test('is refused with everything that is wrong, at the level that it holds', () => {
    const { artifact: _, ...rest } = definition({ owners: ['nobody'] });
    expect(decide(redefine({}, { definition: rest, strangers: ['nobody'] }), CERTIFIED)).toEqual({
      refusal: {
        code: 'VALIDATION_FAILED',
        message: 'The definition of deployer-3 is not acceptable.',
        details: [
          {
            pointer: '/definition/artifact',
            message: 'is required from level 1; this worker has level 3',
          },
          { pointer: '/definition/owners/0', message: '"nobody" is not an enrolled person' },
        ],
      },
    });
  });
});

describe('a worker that was redefined', () => {
  const later = inDays(1);
  const after = (change: Partial<WorkerDefinition>, before: WorkerState): WorkerState =>
    evolve(before, ofWorker('worker.redefined', redefined(change).data, later));
  const trusted: WorkerState = {
    ...(CERTIFIED as Extract<WorkerState, { status: 'registered' }>),
    trust: 'monitored',
    earned: { successes: 40, since: NOW, after: 0 },
    certification: { status: 'certified', level: 3, probation: false },
    emergencies: [{ emergencyId: 'e1', level: 3, expiresAt: inDays(2) }],
  };

  test('begins anew where it is another one', () => {
    expect(after(OTHER, trusted)).toEqual({
      ...trusted,
      ...redefined(OTHER).data,
      trust: 'supervised',
      earned: { successes: 0, since: later, after: 1 },
      certification: { status: 'certified', level: 3, probation: true },
      emergencies: [],
    });
  });

  test('keeps its trust where it is the same', () => {
    const change = { name: 'Deployer of everything' };
    expect(after(change, trusted)).toEqual({ ...trusted, ...redefined(change).data });
  });

  test('has new owners, and those before for 30 days more, or as long as the policy says', () => {
    const state = after({ owners: ['ann'] }, CERTIFIED);
    const owners = (days: number, formerOwners?: string) => {
      const facts = workerFacts(state, inDays(days), formerOwners);
      return facts.status === 'unknown' ? undefined : facts.owners;
    };
    expect(state.status === 'unknown' ? undefined : state.tenures).toEqual([
      { owners: ['olivia'], from: NOW, until: later },
      { owners: ['ann'], from: later },
    ]);
    expect([owners(1), owners(30.999), owners(31)]).toEqual([['ann', 'olivia'], ['ann', 'olivia'], ['ann']]);
    expect([owners(31, 'P31D'), owners(2, 'P1D')]).toEqual([['ann', 'olivia'], ['ann']]);
  });

  test('is as its definition says', () => {
    const facts = workerFacts(after({ identity: { publicKey: 'UX' }, concurrency: 3 }, CERTIFIED), later);
    expect(facts).toEqual({
      status: 'active',
      level: 3,
      definition: digest(definition({ identity: { publicKey: 'UX' }, concurrency: 3 })),
      artifact: ARTIFACT.sha256,
      publicKey: 'UX',
      concurrency: 3,
      owners: ['olivia'],
      trust: 'supervised',
      emergencies: [],
    });
  });
});
