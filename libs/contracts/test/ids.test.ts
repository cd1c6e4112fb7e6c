import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  BOOTSTRAP_ENTITY,
  ID_PATTERN,
  PARTICIPANT_KINDS,
  POLICY_ACTOR,
  SERVICES,
  SYSTEM,
  TIMER_ACTOR,
  claimOf,
  isParticipantId,
} from '../src/index.js';
import { anId, noId } from './arbitraries.js';

const RESERVED = [
  'policy',
  'timer',
  'gateway',
  'system',
  'intake',
  'risk-assessment',
  'worker-registry',
  'permit-workflow',
  'audit-projection',
];

describe('an id of a participant', () => {
  test.each(['bob', 'Mary-Ann', 'deployer_3', '7', '-', 'x'.repeat(64), 'policy-2', 'systems'])(
    '%s',
    (id) => {
      expect(isParticipantId(id)).toBe(true);
    },
  );

  test.each(['', 'x'.repeat(65), 'a.b', '*', '>', 'a b', 'bob\n', '\nbob', 'zoë', 'a/b', '$SYS', 'a:b'])(
    '%j is none',
    (id) => {
      expect(isParticipantId(id)).toBe(false);
    },
  );

  test.each(RESERVED)('%s is reserved, whatever its case', (id) => {
    expect(
      [id, id.toUpperCase(), `${id.slice(0, 1).toUpperCase()}${id.slice(1)}`].filter(isParticipantId),
    ).toEqual([]);
  });

  test('is 1 to 64 of its characters, and nothing else is', () => {
    fc.assert(fc.property(anId, (id) => ID_PATTERN.test(id)));
    fc.assert(fc.property(noId, (id) => !ID_PATTERN.test(id)));
  });
});

test('ids that differ in case alone have the same claim, and others do not', () => {
  fc.assert(
    fc.property(anId, anId, (a, b) => {
      expect(claimOf(a.toUpperCase())).toBe(claimOf(a.toLowerCase()));
      expect(claimOf(a) === claimOf(b)).toBe(a.toUpperCase() === b.toUpperCase());
      expect(claimOf(a)).toMatch(ID_PATTERN);
    }),
  );
});

test('names that the contract fixes', () => {
  expect(SERVICES).toEqual(['risk-assessment', 'worker-registry', 'permit-workflow', 'audit-projection']);
  expect(PARTICIPANT_KINDS).toEqual([
    'person',
    'operator',
    'auditor',
    'master',
    'worker',
    'gateway',
    'system',
  ]);
  expect([SYSTEM, POLICY_ACTOR, TIMER_ACTOR, BOOTSTRAP_ENTITY]).toEqual([
    'system',
    'policy',
    'timer',
    'system',
  ]);
});
