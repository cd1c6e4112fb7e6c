import { describe, expect, test } from '@jest/globals';
import {
  DATA_SENSITIVITIES,
  FEWEST_APPROVALS,
  FEWEST_IN_EMERGENCY,
  LEVELS,
  isIsolatedStaging,
  isMutating,
  isProtected,
  isReading,
} from '../src/index.js';
import type { Exposure } from '../src/index.js';

test('personal, health and financial data are protected, and no others', () => {
  expect(DATA_SENSITIVITIES.filter(isProtected)).toEqual(['pii', 'phi', 'financial']);
});

describe('isolated staging', () => {
  const harmless: Exposure = {
    environment: 'staging',
    data: ['public', 'test'],
    customerImpact: 'none',
    impactScope: 'service',
    reversibility: 'automated',
  };

  test.each<Partial<Exposure>>([{}, { data: [] }, { impactScope: 'component', reversibility: 'full' }])(
    'is staging with %j',
    (changes) => {
      expect(isIsolatedStaging({ ...harmless, ...changes })).toBe(true);
    },
  );

  test.each<Partial<Exposure>>([
    { environment: 'production' },
    { environment: 'dev' },
    { data: ['test', 'internal'] },
    { data: ['pii'] },
    { customerImpact: 'internal' },
    { impactScope: 'multi-service' },
    { reversibility: 'complex' },
  ])('is none with %j', (changes) => {
    expect(isIsolatedStaging({ ...harmless, ...changes })).toBe(false);
  });
});

test('people agree from level 2 on: one, two and six, and one commander in an emergency (HB4)', () => {
  const places = (roles: object): number =>
    Object.values(roles).reduce((sum: number, count) => sum + Number(count), 0);
  expect(LEVELS.map((level) => places(FEWEST_APPROVALS[level]))).toEqual([0, 0, 1, 2, 6]);
  expect(FEWEST_APPROVALS[3]).toEqual({ 'engineering-director': 1, 'security-lead': 1 });
  expect(FEWEST_IN_EMERGENCY).toEqual({ 'incident-commander': 1 });
});

test.each([
  ['read', true],
  ['observe', true],
  ['deploy', false],
  ['Read', false],
  ['', false],
])('the action %j reads: %s', (action, reads) => {
  expect(isReading(action)).toBe(reads);
});

test.each([
  ['deploy', 'service:api', true],
  ['read', 'service:api', false],
  ['http', 'GET https://api.example.com/', false],
  ['http', 'HEAD https://api.example.com/', false],
  ['http', 'POST https://api.example.com/', true],
  ['http', 'get https://api.example.com/', true],
  ['http', 'https://api.example.com/?GET ', true],
  ['fetch', 'GET https://api.example.com/', true],
])('the action %j on %j changes something: %s', (action, target, changes) => {
  expect(isMutating(action, target)).toBe(changes);
});
