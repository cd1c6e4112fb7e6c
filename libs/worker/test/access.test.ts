import { describe, expect, test } from '@jest/globals';
import { ENVIRONMENTS, LEVELS } from '@guildhall/contracts';
import type { Assessment, Environment, Level, Task } from '@guildhall/contracts';
import { barrierTo, hasAccess, situationOf } from '../src/index.js';
import type { Situation } from '../src/index.js';
import { assessment, task } from './builders.js';

// The table of 1.3, a column for each level from 0 to 4: x has access, - has not.
const NON_PRODUCTION = 'xxxxx';
const STAGING = { isolated: 'xxxxx', other: '-xxxx' };
const PRODUCTION = {
  'read-only': '-xxxx',
  'a change': '--xxx',
  'critical, read-only': '---xx',
  'critical, a change': '---xx',
};

const column = ({ environment, critical, readOnly, isolated }: Situation): string => {
  if (environment === 'staging') return isolated ? STAGING.isolated : STAGING.other;
  if (environment !== 'production') return NON_PRODUCTION;
  return PRODUCTION[`${critical ? 'critical, ' : ''}${readOnly ? 'read-only' : 'a change'}`];
};

const both = [false, true];
const SITUATIONS: Situation[] = ENVIRONMENTS.flatMap((environment) =>
  both.flatMap((critical) =>
    both.flatMap((readOnly) =>
      both.flatMap((isolated) =>
        both.map((sensitive) => ({ environment, critical, readOnly, isolated, sensitive })),
      ),
    ),
  ),
);
const CASES = LEVELS.flatMap((level) =>
  SITUATIONS.map((situation): [Level, Situation] => [level, situation]),
);

const situation = (environment: Environment, more: Partial<Situation> = {}): Situation => ({
  environment,
  critical: false,
  readOnly: false,
  isolated: false,
  sensitive: false,
  ...more,
});

describe('the access matrix', () => {
  test.each(CASES)('level %s in %j', (level, each) => {
    expect(hasAccess(level, each)).toBe(column(each)[level] === 'x');
  });

  test.each(CASES)('lets nobody past who has no access: level %s in %j', (level, each) => {
    const open = barrierTo(level, each) === undefined;
    expect(open).toBe(hasAccess(level, each) && !(each.sensitive && level < 3));
  });
});

describe('hard blocks', () => {
  test.each([
    ['HB1', 0, situation('production')],
    ['HB1', 1, situation('production')],
    ['HB1', 0, situation('production', { readOnly: true })],
    ['HB1', 1, situation('production', { critical: true, sensitive: true })],
    [undefined, 1, situation('production', { readOnly: true })],
    [undefined, 2, situation('production')],
    ['matrix', 1, situation('production', { readOnly: true, critical: true })],
    ['matrix', 2, situation('production', { critical: true })],
    [undefined, 3, situation('production', { critical: true })],
    ['HB2', 0, situation('dev', { sensitive: true })],
    ['HB2', 1, situation('production', { readOnly: true, sensitive: true })],
    ['HB2', 2, situation('production', { critical: true, sensitive: true })],
    [undefined, 3, situation('production', { critical: true, sensitive: true })],
    ['matrix', 0, situation('staging')],
    ['HB2', 0, situation('staging', { sensitive: true })],
    [undefined, 0, situation('staging', { isolated: true })],
  ] as const)('%s for level %s in %j', (rule, level, each) => {
    expect(barrierTo(level, each)).toBe(rule);
  });
});

describe('the situation of a task', () => {
  const harmless: Partial<Task> = {
    environment: 'staging',
    dataSensitivity: ['test', 'public'],
    customerImpact: 'none',
    impactScope: 'component',
    reversibility: 'full',
  };

  test('is what the task claims', () => {
    expect(situationOf(task({ critical: true, readOnly: true }), assessment(3))).toEqual(
      situation('production', { critical: true, readOnly: true }),
    );
    expect(situationOf(task(harmless), assessment(0))).toEqual(situation('staging', { isolated: true }));
  });

  test.each<Partial<Task>>([
    { environment: 'production' },
    { dataSensitivity: ['test', 'internal'] },
    { customerImpact: 'internal' },
    { impactScope: 'multi-service' },
    { reversibility: 'complex' },
  ])('is not isolated staging with %j', (worse) => {
    expect(situationOf(task({ ...harmless, ...worse }), assessment(0)).isolated).toBe(false);
  });

  test.each<[boolean, Partial<Task>, Partial<Assessment>]>([
    [true, { dataSensitivity: ['public', 'pii'] }, {}],
    [true, { dataSensitivity: ['phi'] }, {}],
    [true, { dataSensitivity: ['financial'] }, {}],
    [true, {}, { floors: ['F3'] }],
    [true, {}, { regimes: ['GDPR'] }],
    [true, {}, { regimes: ['HIPAA', 'SOC2'] }],
    [true, {}, { regimes: ['PCI-DSS'] }],
    [true, { operation: 'payment-processing', environment: 'dev' }, { regimes: ['GDPR', 'PCI-DSS'] }],
    [
      true,
      { operation: 'payment-processing', environment: 'dev', dataSensitivity: ['financial'] },
      { regimes: ['PCI-DSS'] },
    ],
    [false, { operation: 'payment-processing', environment: 'dev' }, { regimes: ['PCI-DSS'] }],
    [false, { operation: 'payment-processing' }, { regimes: ['PCI-DSS', 'SOC2'] }],
    [false, { dataSensitivity: ['internal', 'test', 'public'] }, { regimes: ['SOC2'] }],
  ])('is sensitive (%s) with %j, %j', (sensitive, claims, assessed) => {
    expect(situationOf(task(claims), assessment(3, assessed)).sensitive).toBe(sensitive);
  });

  test('is graver than claimed where the policy knows more about the resources', () => {
    expect(situationOf(task(harmless), assessment(3, { floors: ['F2', 'F3', 'F6'] }))).toEqual(
      situation('staging', { critical: true, sensitive: true }),
    );
  });
});
