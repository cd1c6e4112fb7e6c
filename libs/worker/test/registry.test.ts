import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AssignmentMade, EventType } from '@guildhall/contracts';
import {
  emptyRegistry,
  evolveRegistry,
  liveAssignments,
  masterOf,
  REGISTRY_EVENTS,
  workerOf,
} from '../src/index.js';
import type { RegistryEvent } from '../src/index.js';
import { certifiedIn } from '../src/registry/registry.js';
import { holders } from '../src/registry/roster.js';
import {
  assessment,
  definition,
  digest,
  FILE,
  inDays,
  lent,
  masterEvent,
  NOW,
  ofWorker,
  over,
  recorded,
  registryOf,
  RETIRED,
  REVOKED,
  SUSPENDED,
  task,
  workerEvents,
} from './builders.js';

const summary = {
  taskId: 't1',
  workerId: 'deployer-3',
  requestedBy: 'm',
  level: 3,
  outcome: 'success',
  approvedBy: [],
  actions: 0,
  violations: 0,
} as const;

const madeFor = (workerId: string): AssignmentMade => ({
  workerId,
  definition: 'c'.repeat(64),
  level: 3,
  trust: 'supervised',
  owners: ['olivia'],
  masterOwners: ['mia'],
  constraints: [],
  asOf: 7,
});

const assessed = (taskId = 't1') =>
  recorded('task.assessed', taskId, {
    request: task({ taskId }),
    requestedBy: 'm',
    receivedAt: NOW,
    assessment: assessment(3),
  });
const made = (taskId = 't1', workerId = 'deployer-3') =>
  recorded('assignment.made', taskId, madeFor(workerId));
const denied = recorded('assignment.denied', 't1', { code: 'NO_ELIGIBLE_WORKER', candidates: [], more: 0 });
const withdrawn = recorded('task.withdrawn', 't1', { reason: 'no longer needed' });
const started = recorded('permit.execution-started', 't1', { workerId: 'deployer-3' });
const rejected = recorded('permit.rejected', 't1', {
  reason: { kind: 'rejected' },
  summary: { ...summary, approvedBy: [] },
});
const expired = recorded('permit.expired', 't1', { summary: { ...summary, approvedBy: [] } });
const revoked = recorded('permit.revoked', 't1', { severity: 'warning', reason: { kind: 'person' } });
const completed = recorded('permit.completed', 't1', { outcome: 'success', lastSeq: 0 });
const closed = recorded('permit.closed', 't1', { summary: { ...summary, approvedBy: [] } });

const live = (events: RegistryEvent[]): number => liveAssignments(registryOf(events).load, 'deployer-3');

describe('live assignments', () => {
  test.each<[string, number, RegistryEvent[]]>([
    ['none before anything is assigned', 0, [assessed()]],
    ['one for each that was made', 2, [assessed(), made(), assessed('t2'), made('t2')]],
    ['none for what others do', 0, [made('t1', 'deployer-2')]],
    ['none where it was denied', 0, [assessed(), denied]],
    ['one while it executes', 1, [made(), started]],
    ['none after a rejection', 0, [made(), rejected]],
    ['none after the window passed unused', 0, [made(), expired]],
    ['none after a revocation, nor less when it is closed', 0, [made(), started, revoked, closed]],
    ['none after completion', 0, [made(), started, completed, closed]],
    ['those of other tasks, when one is over', 1, [made(), made('t2'), started, completed, closed]],
    ['none after a withdrawal', 0, [made(), withdrawn]],
    ['one where the withdrawal came while it executed', 1, [made(), started, withdrawn]],
    ['none where the withdrawal came before the assignment', 0, [assessed(), withdrawn, made()]],
    ['one where an earlier task of this id was over', 1, [made('t2'), made(), closed, withdrawn]],
  ])('%s', (_, count, events) => {
    expect(live(events)).toBe(count);
  });

  test.each<[string, RegistryEvent[]]>([
    ['closed', [assessed(), made(), started, completed, closed]],
    ['denied', [assessed(), denied]],
    ['withdrawn in time', [assessed(), withdrawn, made()]],
    ['withdrawn and denied', [assessed(), withdrawn, denied]],
    ['withdrawn when all was over', [assessed(), made(), closed, withdrawn]],
    ['withdrawn without ever being assessed', [withdrawn]],
  ])('leave nothing behind of a task that was %s', (_, events) => {
    expect(registryOf(events).load).toEqual(emptyRegistry().load);
  });
});

describe('the registry', () => {
  test('knows workers and masters', () => {
    const registry = registryOf([...workerEvents(3), masterEvent('development-master', 3)]);
    const own = definition();
    expect(workerOf(registry, 'deployer-3')).toEqual({
      status: 'registered',
      definition: own,
      sha256: digest(own),
      bootstrap: FILE,
      certification: { status: 'certified', level: 3, probation: true, expiresAt: inDays(90) },
      suspensions: [],
      emergencies: [],
      tenures: [{ owners: ['olivia'], from: NOW }],
      trust: 'supervised',
      earned: { successes: 0, since: NOW, after: 1 },
    });
    expect(masterOf(registry, 'development-master')).toEqual({
      status: 'registered',
      masterId: 'development-master',
      level: 3,
      tenures: [{ owners: ['mia'], from: NOW }],
    });
    expect(workerOf(registry, 'development-master')).toBeUndefined();
    expect(masterOf(registry, 'deployer-3')).toBeUndefined();
  });

  test('finds workers by each capability under the level they hold, and under no other', () => {
    const { roster } = registryOf([
      ...workerEvents(2, { workerId: 'b', capabilities: ['deploy', 'rollback'] }),
      ...workerEvents(2, { workerId: 'a' }),
      ...workerEvents(0, { workerId: 'c' }),
    ]);
    const found = ([0, 1, 2, 3, 4] as const).map((level) => [
      holders(roster, 'deploy', level),
      holders(roster, 'rollback', level),
    ]);
    expect(found).toEqual([
      [['c'], []],
      [[], []],
      [['a', 'b'], ['b']],
      [[], []],
      [[], []],
    ]);
    expect(holders(roster, 'toString', 2)).toEqual([]);
  });

  test('finds a worker under what it is now, and a retired one nowhere but by its id', () => {
    const other = definition({ capabilities: ['rollback'] });
    const redefined = ofWorker('worker.redefined', { definition: other, sha256: digest(other) });
    const under = (...events: RegistryEvent[]) => {
      const { roster } = registryOf([...workerEvents(3), ...events]);
      return [
        holders(roster, 'deploy', 3),
        holders(roster, 'rollback', 3),
        holders(roster, 'rollback', 0),
        roster.ids,
      ];
    };
    expect(under(redefined)).toEqual([[], ['deployer-3'], [], ['deployer-3']]);
    expect(under(redefined, SUSPENDED)).toEqual([[], ['deployer-3'], [], ['deployer-3']]);
    expect(under(redefined, REVOKED)).toEqual([[], [], ['deployer-3'], ['deployer-3']]);
    expect(under(redefined, RETIRED)).toEqual([[], [], [], []]);
    expect(workerOf(registryOf([...workerEvents(3), RETIRED]), 'deployer-3')).toEqual({
      status: 'retired',
      definition: definition(),
      sha256: digest(definition()),
      bootstrap: FILE,
      tenures: [{ owners: ['olivia'], from: NOW }],
      trust: 'supervised',
      earned: { successes: 0, since: NOW, after: 1 },
    });
  });

  test('knows whom an emergency has certified until it is over', () => {
    expect(certifiedIn(registryOf([...workerEvents(0), lent()]), 'e1')).toBe('deployer-3');
    expect(certifiedIn(registryOf([...workerEvents(0), lent()]), 'e2')).toBeUndefined();
    expect(certifiedIn(registryOf([...workerEvents(0), lent(), over()]), 'e1')).toBeUndefined();
  });

  test('ignores a level granted to a worker that nobody registered', () => {
    const [, certified] = workerEvents(3);
    const registry = registryOf(certified ? [certified] : []);
    expect(registry).toEqual({ ...emptyRegistry(), position: 1 });
  });

  test('names each event that it handles once', () => {
    const types: readonly EventType[] = REGISTRY_EVENTS;
    expect(new Set(types).size).toBe(types.length);
  });
});

// Any event about few entities, in any order: more than any log would hold.
const EVENTS: readonly RegistryEvent[] = [
  ...workerEvents(3),
  ...workerEvents(1, { workerId: 'reader-1', capabilities: ['observe', 'deploy'] }),
  masterEvent('m', 3),
  recorded('master.changed', 'm', { level: 2, owners: ['zoe'] }),
  recorded('master.retired', 'm', { by: 'oscar', reason: 'Replaced.' }),
  ofWorker('worker.redefined', { definition: definition({ owners: ['ann'] }), sha256: 'e'.repeat(64) }),
  ...[SUSPENDED, REVOKED, RETIRED, lent(), over()],
  ...[assessed(), made(), denied, withdrawn, started, rejected, expired, revoked, completed, closed],
  ...[assessed('t2'), made('t2', 'reader-1')],
];
const log = fc
  .array(fc.constantFrom(...EVENTS), { maxLength: 40 })
  .map((events) => events.map((event, index): RegistryEvent => ({ ...event, position: index + 1 })));

// Comparing whole registries is slow, and few runs meet every pair of these events.
const FEW = { numRuns: 40 };

describe('the fold', () => {
  test('takes events in any order without throwing, and never counts below zero', () => {
    fc.assert(
      fc.property(log, (events) => {
        const { load, position } = events.reduce(evolveRegistry, emptyRegistry());
        expect(position).toBe(events.length);
        expect(liveAssignments(load, 'deployer-3')).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('gives from the start what it gives in parts', () => {
    fc.assert(
      fc.property(log, fc.nat(40), (events, cut) => {
        const part = events.slice(0, cut).reduce(evolveRegistry, emptyRegistry());
        const all = events.reduce(evolveRegistry, emptyRegistry());
        expect(events.slice(cut).reduce(evolveRegistry, part)).toEqual(all);
      }),
      FEW,
    );
  });

  test('gives the same where events are delivered again', () => {
    fc.assert(
      fc.property(log, (events) => {
        const twice = events.flatMap((event, index) => [event, ...events.slice(0, index + 1)]);
        const once = events.reduce(evolveRegistry, emptyRegistry());
        expect(twice.reduce(evolveRegistry, emptyRegistry())).toEqual(once);
      }),
      FEW,
    );
  });
});
