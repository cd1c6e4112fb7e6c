import { describe, expect, test } from '@jest/globals';
import { levelAt, ownersWithin, workerDecider, workerFacts } from '../src/index.js';
import type { RegisteredWorker } from '../src/index.js';
import { ARTIFACT, definition, inDays, NOW } from './builders.js';

const worker = (more: Partial<RegisteredWorker> = {}): RegisteredWorker => ({
  status: 'registered',
  definition: definition({ concurrency: 4 }),
  sha256: 'c'.repeat(64),
  certification: { status: 'certified', level: 3, probation: true, expiresAt: inDays(90) },
  suspensions: [],
  emergencies: [],
  tenures: [{ owners: ['olivia'], from: inDays(-400) }],
  trust: 'supervised',
  earned: { successes: 0, since: inDays(-400), after: 1 },
  ...more,
});

describe('the level that counts', () => {
  test.each([
    ['at once', NOW, 3],
    ['to the last millisecond', '2027-02-19T08:59:59.999Z', 3],
    ['not from its end on', '2027-02-19T09:00:00.000Z', 0],
    ['never again', inDays(1000), 0],
  ])('is the one of the certification %s', (_, now, level) => {
    expect(levelAt(worker(), now)).toBe(level);
  });

  test('is 0 without a certification, and for nobody', () => {
    expect(levelAt(worker({ certification: { status: 'none' } }), NOW)).toBe(0);
    expect(levelAt(workerDecider.initialState, NOW)).toBe(0);
  });

  test('does not end where no end was given', () => {
    const lasting = worker({ certification: { status: 'certified', level: 2, probation: false } });
    expect(levelAt(lasting, inDays(10_000))).toBe(2);
  });

  test('is 0 where the end cannot be read', () => {
    const odd = { status: 'certified', level: 4, probation: false, expiresAt: 'one day' } as const;
    expect(levelAt(worker({ certification: odd }), NOW)).toBe(0);
  });
});

describe('owners', () => {
  const tenures = [
    { owners: ['old'], from: inDays(-400), until: inDays(-31) },
    { owners: ['zoe', 'ann'], from: inDays(-31), until: inDays(-5) },
    { owners: ['olivia', 'zoe'], from: inDays(-5) },
  ];

  test.each([
    ['now', inDays(0), ['olivia', 'zoe']],
    ['since the very end of the earlier ones', inDays(-5), ['olivia', 'zoe']],
    ['since a moment before it', inDays(-5.001), ['ann', 'olivia', 'zoe']],
    ['ever', inDays(-500), ['ann', 'old', 'olivia', 'zoe']],
  ])('are those %s', (_, since, owners) => {
    expect(ownersWithin(worker({ tenures }), since)).toEqual(owners);
  });

  test('are nobody for an unknown worker', () => {
    expect(ownersWithin(workerDecider.initialState, inDays(-30))).toEqual([]);
  });
});

describe('the facts about a worker', () => {
  test('are what a permit depends on', () => {
    const tenures = [
      { owners: ['old'], from: inDays(-400), until: inDays(-30) },
      { owners: ['ann'], from: inDays(-30), until: inDays(-29) },
      { owners: ['olivia'], from: inDays(-29) },
    ];
    expect(workerFacts(worker({ tenures }), NOW)).toEqual({
      status: 'active',
      level: 3,
      definition: 'c'.repeat(64),
      artifact: ARTIFACT.sha256,
      concurrency: 4,
      owners: ['ann', 'olivia'],
      trust: 'supervised',
      emergencies: [],
    });
  });

  test('say that the certification has expired', () => {
    expect(workerFacts(worker(), inDays(90))).toEqual({
      status: 'expired',
      level: 0,
      definition: 'c'.repeat(64),
      artifact: ARTIFACT.sha256,
      concurrency: 4,
      owners: ['olivia'],
      trust: 'supervised',
      emergencies: [],
    });
  });

  test('take one permit at once, and no artifact, where the definition is silent', () => {
    const { artifact: _, ...scout } = definition();
    expect(workerFacts(worker({ definition: scout, certification: { status: 'none' } }), NOW)).toEqual({
      status: 'active',
      level: 0,
      definition: 'c'.repeat(64),
      concurrency: 1,
      owners: ['olivia'],
      trust: 'supervised',
      emergencies: [],
    });
  });

  test('are that there is none', () => {
    expect(workerFacts(workerDecider.initialState, NOW)).toEqual({ status: 'unknown' });
  });
});
