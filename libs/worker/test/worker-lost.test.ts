import { describe, expect, test } from '@jest/globals';
import { EVENTS, issuesOf } from '@guildhall/contracts';
import type { WorkerStatus } from '@guildhall/contracts';
import { workerDecider, workerFacts } from '../src/index.js';
import type { RecordedWorkerEvent, WorkerCommand, WorkerState } from '../src/index.js';
import {
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
  over,
  PEGGY,
  RETIRED,
  REVOKED,
  SUSPENDED,
  workerAfter,
  workerEvents,
} from './builders.js';
import type { Command } from './builders.js';

const { decide, initialState } = workerDecider;

const CERTIFIED = workerAfter(...workerEvents(3));
const UNCERTIFIED = workerAfter(...workerEvents(0));
const WITHOUT_IT = workerAfter(...workerEvents(3), REVOKED);
const GONE = workerAfter(...workerEvents(3), RETIRED);

const suspend = (more: Partial<Command<'suspend'>> = {}): Command<'suspend'> => ({
  type: 'suspend',
  asker: OSCAR,
  workerId: 'deployer-3',
  reason: 'It is looked into.',
  ...more,
});
const retire = (more: Partial<Command<'retire'>> = {}): Command<'retire'> => ({
  type: 'retire',
  asker: OSCAR,
  workerId: 'deployer-3',
  reason: 'Replaced.',
  ...more,
});
const revoke = (more: Partial<Command<'revoke'>> = {}): Command<'revoke'> => ({
  type: 'revoke',
  asker: PEGGY,
  workerId: 'deployer-3',
  kind: 'policy-violation',
  reason: 'It deployed on a frozen day.',
  formerOwners: 'P30D',
  now: NOW,
  ...more,
});

const suspended = {
  type: 'worker.certification-suspended' as const,
  data: { kind: 'operator', by: 'oscar', text: 'It is looked into.' },
};
const retired = { type: 'worker.retired' as const, data: { by: 'oscar', reason: 'Replaced.' } };
const revoked = { type: 'worker.certification-revoked' as const, data: REVOKED.data };

describe('what takes a worker away', () => {
  test.each<[string, WorkerCommand, WorkerState, object]>([
    ['suspends a certified worker', suspend(), CERTIFIED, suspended],
    ['suspends one without a certification', suspend(), UNCERTIFIED, suspended],
    [
      'suspends one that is suspended for another reason',
      suspend(),
      workerAfter(...workerEvents(3), ofWorker('worker.certification-suspended', { kind: 'redefined' })),
      suspended,
    ],
    ['retires a worker', retire(), CERTIFIED, retired],
    ['retires one that has lost its certification', retire(), WITHOUT_IT, retired],
    ['revokes a certification', revoke(), CERTIFIED, revoked],
    ['revokes one that is suspended', revoke(), workerAfter(...workerEvents(3), SUSPENDED), revoked],
    ['revokes one that is over', revoke({ now: inDays(100) }), CERTIFIED, revoked],
    ['revokes what an emergency has lent', revoke(), workerAfter(...workerEvents(0), lent()), revoked],
  ])('%s', (_, command, state, event) => {
    const decision = decide(command, state);
    expect(decision).toEqual({ events: [event] });
    const events = 'events' in decision ? decision.events : [];
    expect(events.map(({ type, data }) => issuesOf(EVENTS[type], data))).toEqual([[]]);
  });

  test.each<[string, WorkerCommand, WorkerState]>([
    ['suspended', suspend(), workerAfter(...workerEvents(3), SUSPENDED)],
    ['retired', retire(), GONE],
    ['revoked', revoke(), WITHOUT_IT],
  ])('is nothing to do where the worker is %s already', (_, command, state) => {
    expect(decide(command, state)).toEqual({ events: [] });
  });

  test.each<[string, WorkerCommand, string]>([
    [
      'suspension by an owner',
      suspend({ asker: OLIVIA }),
      'Only an operator suspends workers; olivia does not hold that role.',
    ],
    [
      'suspension by a stranger',
      suspend({ asker: NOBODY }),
      'Only an operator suspends workers; mallory does not hold that role.',
    ],
    [
      'retirement by the board',
      retire({ asker: PEGGY }),
      'Only an operator retires workers; peggy does not hold that role.',
    ],
    [
      'revocation by an operator',
      revoke({ asker: OSCAR }),
      'Only a member of the certification board revokes a certification; oscar is none.',
    ],
    [
      'revocation by who was removed',
      revoke({ asker: { ...PEGGY, enrolled: false } }),
      'Only a member of the certification board revokes a certification; peggy is none.',
    ],
  ])('is forbidden: %s', (_, command, message) => {
    expect(decide(command, CERTIFIED)).toEqual({ refusal: { code: 'FORBIDDEN', message } });
    expect(decide(command, initialState)).toEqual({ refusal: { code: 'FORBIDDEN', message } });
  });

  test.each([
    ['an owner', NOW, 'trent'],
    ['who was one 29 days ago', inDays(30), 'peggy'],
  ])('is no revocation by %s', (_, now, id) => {
    const handedOver = { definition: definition({ owners: ['trent'] }), sha256: 'e'.repeat(64) };
    const state = workerAfter(
      ...workerEvents(3, { owners: ['peggy'] }),
      ofWorker('worker.redefined', handedOver, inDays(1)),
    );
    expect(decide(revoke({ asker: asker(id, 'certification-board'), now }), state)).toEqual({
      refusal: {
        code: 'SEPARATION_OF_DUTIES',
        message: `${id} owns deployer-3, or did until lately, and does not judge it.`,
      },
    });
  });

  test('may be a revocation by who was an owner long ago', () => {
    const handedOver = { definition: definition({ owners: ['trent'] }), sha256: 'e'.repeat(64) };
    const state = workerAfter(
      ...workerEvents(3, { owners: ['peggy'] }),
      ofWorker('worker.redefined', handedOver, inDays(1)),
    );
    expect(decide(revoke({ now: inDays(31) }), state)).toEqual({ events: [revoked] });
  });

  test.each<[string, WorkerCommand, WorkerState, string]>([
    ['suspend a retired one', suspend(), GONE, 'deployer-3 is retired, which is for good.'],
    ['revoke a retired one', revoke(), GONE, 'deployer-3 is retired, which is for good.'],
    [
      'suspend what is revoked',
      suspend(),
      WITHOUT_IT,
      'The certification of deployer-3 is revoked; there is none to suspend.',
    ],
    ['revoke nothing', revoke(), UNCERTIFIED, 'deployer-3 has no certification that could be revoked.'],
  ])('does not fit: %s', (_, command, state, message) => {
    expect(decide(command, state)).toEqual({ refusal: { code: 'INVALID_STATE', message } });
  });

  test.each([suspend(), retire(), revoke()])('needs a worker', (command) => {
    expect(decide(command, initialState)).toEqual({
      refusal: { code: 'NOT_FOUND', message: 'There is no worker deployer-3.' },
    });
  });
});

describe('what emergencies bring', () => {
  const certify = {
    type: 'certify-in-emergency',
    emergencyId: 'e1',
    expiresAt: inDays(1),
    over: false,
  } as const;
  const end = { type: 'end-emergency', emergencyId: 'e1' } as const;

  test.each([
    ['certified', CERTIFIED],
    ['not certified', UNCERTIFIED],
    ['retired', GONE],
  ])('is on record of a worker that is %s', (_, state) => {
    expect(decide(certify, state)).toEqual({
      events: [
        {
          type: 'worker.emergency-certified',
          data: { emergencyId: 'e1', level: 3, expiresAt: inDays(1) },
        },
      ],
    });
    expect(decide(end, state)).toEqual({
      events: [{ type: 'worker.emergency-ended', data: { emergencyId: 'e1' } }],
    });
  });

  test('is not lent again once it is over', () => {
    expect(decide({ ...certify, over: true }, CERTIFIED)).toEqual({ events: [] });
  });

  test.each([certify, end])('is nothing where there is no such worker', (command) => {
    expect(decide(command, initialState)).toEqual({ events: [] });
  });
});

describe('the standing of a worker', () => {
  const later = inDays(1);
  const [registered, certified] = workerEvents(3) as RecordedWorkerEvent[];
  const events = [registered, certified].filter((event) => event !== undefined);

  const base = {
    definition: digest(definition()),
    artifact: 'a'.repeat(64),
    concurrency: 1,
    owners: ['olivia'],
    trust: 'supervised',
    emergencies: [],
  };
  const at = (event: RecordedWorkerEvent): RecordedWorkerEvent => ({ ...event, time: later });

  test.each<[string, WorkerStatus, RecordedWorkerEvent[], object]>([
    ['suspended', 'suspended', [at(SUSPENDED)], { lostAt: later }],
    ['revoked', 'revoked', [at(REVOKED)], { lostAt: later }],
    ['suspended and revoked', 'revoked', [SUSPENDED, at(REVOKED)], { lostAt: later }],
    ['retired', 'retired', [at(RETIRED)], {}],
    ['suspended and retired', 'retired', [at(SUSPENDED), RETIRED], { lostAt: later }],
  ])('%s: no level', (_, status, more, facts) => {
    expect(workerFacts(workerAfter(...events, ...more), later)).toEqual({
      ...base,
      status,
      level: 0,
      ...facts,
    });
  });

  test('suspended and expired: suspended', () => {
    expect(workerFacts(workerAfter(...events, SUSPENDED), inDays(100))).toEqual({
      ...base,
      status: 'suspended',
      level: 0,
      lostAt: NOW,
    });
  });

  test('lent a level in emergencies: as long as each lasts, by the clock', () => {
    const state = workerAfter(...events, lent('e1', later), lent('e2', inDays(2)));
    const running = (now: string) => {
      const facts = workerFacts(state, now);
      return facts.status === 'unknown' ? [] : facts.emergencies.map(({ emergencyId }) => emergencyId);
    };
    expect(workerFacts(state, NOW)).toEqual({
      ...base,
      status: 'active',
      level: 3,
      emergencies: [
        { emergencyId: 'e1', level: 3, expiresAt: later },
        { emergencyId: 'e2', level: 3, expiresAt: inDays(2) },
      ],
    });
    expect([inDays(0.999999), later, inDays(2)].map(running)).toEqual([['e1', 'e2'], ['e2'], []]);
  });

  test('an emergency that is over, approved again, or cannot be read', () => {
    const running = (...more: RecordedWorkerEvent[]) => {
      const facts = workerFacts(workerAfter(...events, ...more), NOW);
      return facts.status === 'unknown' ? [] : facts.emergencies;
    };
    expect(running(lent(), over())).toEqual([]);
    expect(running(lent('e1', later), lent('e1', inDays(2)))).toEqual([
      { emergencyId: 'e1', level: 3, expiresAt: inDays(2) },
    ]);
    expect(running(lent('e1', 'soon'))).toEqual([]);
    expect(running(lent(), REVOKED)).toEqual([]);
    expect(running(lent(), RETIRED)).toEqual([]);
  });

  test('lent a level without saying what runs: none', () => {
    const { artifact: _, ...rest } = definition();
    const bare = ofWorker('worker.registered', { definition: rest, sha256: digest(rest) });
    const facts = workerFacts(workerAfter(bare, lent()), NOW);
    expect(facts).toMatchObject({ status: 'active', level: 0, emergencies: [] });
  });

  test('certified again after a revocation: by the new certification', () => {
    const again = ofWorker('worker.certified', { level: 2, basis: 'board', probation: true });
    expect(workerFacts(workerAfter(...events, REVOKED, again), NOW)).toMatchObject({
      status: 'active',
      level: 2,
      lostAt: NOW,
    });
  });

  test('a retired worker: nothing changes it any more', () => {
    const end = workerAfter(...events, RETIRED);
    const more = [...events, SUSPENDED, REVOKED, lent(), over(), RETIRED];
    expect(more.reduce(workerDecider.evolve, end)).toEqual(end);
  });

  test('an unknown worker: only its registration changes that', () => {
    const more = [SUSPENDED, REVOKED, lent(), over(), RETIRED];
    expect(more.reduce(workerDecider.evolve, initialState)).toEqual(initialState);
  });
});
