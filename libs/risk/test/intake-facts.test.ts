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
const completed = recorded(
  { type: 'directory.bootstrap-completed', data: { sha256: 'b'.repeat(64) } },
  'system',
);

describe('what the intake knows of others', () => {
  test('at first nothing', () => {
    expect(initialIntakeFacts).toEqual({
      bootstrapped: false,
      masters: new Map(),
      emergencies: new Set(),
      policies: new Map(),
    });
  });

  test('the types it asks for', () => {
    expect(INTAKE_FACT_TYPES).toEqual([
      'directory.bootstrap-completed',
      'master.registered',
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
      emergencies: new Set(),
      policies: new Map([
        [sha256, DEFAULT_DOCUMENT],
        [digest(next), next],
      ]),
      inForce: digest(next),
    });
  });

  test('an event seen twice changes nothing', () => {
    const once = [completed, registered('m1', 3), published(DEFAULT_DOCUMENT)];
    const fold = (events: typeof once): IntakeFacts =>
      events.reduce<IntakeFacts>(evolveIntakeFacts, initialIntakeFacts);
    expect(fold(once.flatMap((event) => [event, event]))).toEqual(fold(once));
  });
});
