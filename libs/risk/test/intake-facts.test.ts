import { describe, expect, test } from '@jest/globals';
import { evolveIntakeFacts, INTAKE_FACT_TYPES, initialIntakeFacts } from '../src/index.js';
import type { IntakeFacts } from '../src/index.js';
import { recorded } from './intake-support.js';
import { DEFAULT_DOCUMENT, digest, documentWith } from './support.js';

const sha256 = digest(DEFAULT_DOCUMENT);
const next = documentWith({ version: 'next' });

const published = (document: typeof DEFAULT_DOCUMENT) =>
  recorded(
    { type: 'policy.published', data: { document, sha256: digest(document), basis: 'bootstrap' } },
    'default',
  );
const registered = (masterId: string, level: 3 | 4) =>
  recorded({ type: 'master.registered', data: { masterId, owners: ['olivia'], level } }, masterId);
const changed = (masterId: string, level: 1 | 2) =>
  recorded({ type: 'master.changed', data: { owners: ['olivia'], level } }, masterId);
const retired = (masterId: string) =>
  recorded({ type: 'master.retired', data: { by: 'oscar', reason: 'Replaced.' } }, masterId);
const certified = (emergencyId: string, expiresAt: string) =>
  recorded({ type: 'worker.emergency-certified', data: { emergencyId, level: 3, expiresAt } }, 'deployer-3');
const ended = (emergencyId: string) =>
  recorded({ type: 'worker.emergency-ended', data: { emergencyId } }, 'deployer-3');
const completed = recorded(
  { type: 'directory.bootstrap-completed', data: { sha256: 'b'.repeat(64) } },
  'system',
);

describe('what the intake knows of others', () => {
  test('at first nothing', () => {
    expect(initialIntakeFacts).toEqual({
      bootstrapped: false,
      masters: new Map(),
      emergencies: new Map(),
      policies: new Map(),
    });
  });

  test('the types it asks for', () => {
    expect(INTAKE_FACT_TYPES).toEqual([
      'directory.bootstrap-completed',
      'master.registered',
      'master.changed',
      'master.retired',
      'worker.emergency-certified',
      'worker.emergency-ended',
      'policy.published',
    ]);
  });

  test('masters, the bootstrap, and every policy with the one in force', () => {
    const events = [
      published(DEFAULT_DOCUMENT),
      registered('development-master', 3),
      registered('coordinator-master', 4),
      completed,
      published(next),
    ];
    expect(events.reduce<IntakeFacts>(evolveIntakeFacts, initialIntakeFacts)).toEqual({
      bootstrapped: true,
      masters: new Map([
        ['development-master', { status: 'active', level: 3 }],
        ['coordinator-master', { status: 'active', level: 4 }],
      ]),
      emergencies: new Map(),
      policies: new Map([
        [sha256, DEFAULT_DOCUMENT],
        [digest(next), next],
      ]),
      inForce: digest(next),
    });
  });

  test('what became of masters', () => {
    const events = [
      registered('lowered', 4),
      registered('retired', 3),
      changed('lowered', 1),
      retired('retired'),
      changed('unknown', 2),
      retired('unknown'),
    ];
    expect(events.reduce<IntakeFacts>(evolveIntakeFacts, initialIntakeFacts)).toEqual({
      ...initialIntakeFacts,
      masters: new Map([
        ['lowered', { status: 'active', level: 1 }],
        ['retired', { status: 'retired', level: 3 }],
      ]),
    });
  });

  test('emergencies whose worker is certified, until they are over by an event', () => {
    const events = [certified('e1', '2026-11-03T11:00:00.000Z'), certified('e2', '2026-11-03T12:00:00.000Z')];
    const after = (...more: (typeof events | ReturnType<typeof ended>[])[number][]) =>
      [...events, ...more].reduce<IntakeFacts>(evolveIntakeFacts, initialIntakeFacts);
    expect(after()).toEqual({
      ...initialIntakeFacts,
      emergencies: new Map([
        ['e1', '2026-11-03T11:00:00.000Z'],
        ['e2', '2026-11-03T12:00:00.000Z'],
      ]),
    });
    expect(after(ended('e1'), ended('e3'))).toEqual({
      ...initialIntakeFacts,
      emergencies: new Map([['e2', '2026-11-03T12:00:00.000Z']]),
    });
  });

  test('an event seen twice changes nothing', () => {
    const once = [
      completed,
      registered('m1', 3),
      changed('m1', 2),
      certified('e1', '2026-11-03T11:00:00.000Z'),
      published(DEFAULT_DOCUMENT),
    ];
    const fold = (events: typeof once): IntakeFacts =>
      events.reduce<IntakeFacts>(evolveIntakeFacts, initialIntakeFacts);
    expect(fold(once.flatMap((event) => [event, event]))).toEqual(fold(once));
  });
});
