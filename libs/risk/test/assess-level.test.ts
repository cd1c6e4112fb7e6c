import { describe, expect, test } from '@jest/globals';
import { assessed, DEFAULT_DOCUMENT, policyWith } from './support.js';

const decided = (changes: object): unknown[] => {
  const { band, floors, caps, level, path } = assessed(changes);
  return [band, floors.join(), caps.join(), level, path];
};

const production = { environment: 'production' };
const staging = { environment: 'staging', operation: 'testing' };

const LEVEL_PATHS = DEFAULT_DOCUMENT.paths.filter(({ path }) => path !== 'emergency');

describe('floors (2.3)', () => {
  test.each([
    [
      'F1 does not hold for reading',
      { ...production, readOnly: true, operation: 'read' },
      2,
      'F7',
      'C1',
      1,
      'basic',
    ],
    ['F1 holds for everything else', { ...production, operation: 'testing' }, 2, 'F1', '', 2, 'standard'],
    ['F2 outside production', { critical: true }, 0, 'F2', '', 2, 'standard'],
    [
      'F2 in production',
      { ...production, critical: true, operation: 'testing' },
      2,
      'F1,F2',
      '',
      3,
      'advanced',
    ],
    [
      'F2 for reading',
      { ...production, critical: true, readOnly: true, operation: 'read' },
      2,
      'F2,F7',
      '',
      3,
      'advanced',
    ],
    ['F3 for pii', { dataSensitivity: ['pii'] }, 2, 'F3', '', 3, 'advanced'],
    [
      'F3 for phi, locally, only read',
      { dataSensitivity: ['phi'], environment: 'local', readOnly: true },
      2,
      'F3',
      '',
      3,
      'advanced',
    ],
    ['F3 for financial', { dataSensitivity: ['public', 'financial'] }, 2, 'F3', '', 3, 'advanced'],
    ['F3 not for internal', { dataSensitivity: ['internal'] }, 2, '', '', 2, 'standard'],
    [
      'F5 for a deployment to several regions',
      { ...production, operation: 'deployment', impactScope: 'multi-region' },
      2,
      'F1,F4,F5',
      '',
      4,
      'master',
    ],
    [
      'F5 in production alone',
      { operation: 'deployment', impactScope: 'multi-region' },
      2,
      '',
      '',
      2,
      'standard',
    ],
    ['F6 not where staging is isolated', staging, 2, '', 'C2', 0, 'fast'],
    [
      'F6 and a cap: reading in staging',
      { ...staging, readOnly: true, dataSensitivity: ['internal'] },
      2,
      'F6',
      'C1',
      1,
      'basic',
    ],
    [
      'F7 and a cap that it does not need',
      { ...production, readOnly: true, operation: 'monitoring', customerImpact: 'internal' },
      2,
      'F7',
      '',
      2,
      'standard',
    ],
  ])('%s', (_name, changes, ...expected) => {
    expect(decided(changes)).toEqual(expected);
  });

  test.each([
    ['deployment', 2],
    ['configuration-change', 2],
    ['standard-operation', 2],
    ['database-migration', 3],
    ['security-operation', 3],
    ['incident-response', 3],
    ['payment-processing', 3],
    ['architecture-change', 4],
    ['multi-region-deployment', 4],
    ['compliance-operation', 4],
  ])('F4: %s in production needs level %d, and in staging not', (operation, level) => {
    expect(assessed({ ...production, operation })).toMatchObject({ floors: ['F1', 'F4'], level });
    expect(assessed({ environment: 'staging', operation, dataSensitivity: ['internal'] })).toMatchObject({
      floors: ['F6'],
      level: 2,
    });
  });

  test.each([
    'read',
    'monitoring',
    'code-exploration',
    'documentation',
    'testing',
    'experiment',
    'feature',
    'refactoring',
    'infrastructure-change',
  ])('F4: %s in production has no level of its own', (operation) => {
    expect(assessed({ ...production, operation })).toMatchObject({ floors: ['F1'], level: 2 });
  });

  test('F4: critical infrastructure', () => {
    expect(assessed({ ...production, operation: 'infrastructure-change', critical: true })).toMatchObject({
      floors: ['F1', 'F2', 'F4'],
      level: 3,
    });
  });

  test('F4 also holds for reading, whatever the cap', () => {
    expect(assessed({ ...production, operation: 'security-operation', readOnly: true })).toMatchObject({
      floors: ['F4', 'F7'],
      caps: ['C1'],
      level: 3,
    });
  });
});

describe('caps (2.3)', () => {
  test.each([
    ['local', 0],
    ['dev', 0],
    ['test', 0],
    ['staging', 1],
    ['production', 1],
  ])('C1: reading in %s needs level %d at most', (environment, level) => {
    const changes = {
      environment,
      operation: 'read',
      readOnly: true,
      dataSensitivity: ['internal'],
      reversibility: 'complex',
    };
    expect(assessed(changes)).toMatchObject({ caps: ['C1'], level });
  });

  test.each([
    ['something is changed', { readOnly: false }],
    ['the data is protected', { dataSensitivity: ['phi'] }],
    ['it is critical', { critical: true }],
    ['customers notice', { customerImpact: 'internal' }],
  ])('C1 does not hold where %s', (_name, changes) => {
    expect(assessed({ readOnly: true, operation: 'read', ...changes }).caps).toEqual([]);
  });

  test.each([
    ['public data', { dataSensitivity: ['public'] }],
    ['test data', { dataSensitivity: ['test', 'public'] }],
    ['a service', { impactScope: 'service' }],
    ['an automated way back', { reversibility: 'automated' }],
  ])('C2: staging with %s is isolated', (_name, changes) => {
    expect(assessed({ ...staging, ...changes })).toMatchObject({
      floors: [],
      caps: ['C2'],
      level: 0,
      band: 2,
    });
  });

  test.each([
    ['internal data', { dataSensitivity: ['test', 'internal'] }],
    ['customers who notice', { customerImpact: 'internal' }],
    ['several services', { impactScope: 'multi-service' }],
    ['a complex way back', { reversibility: 'complex' }],
    ['no way back', { reversibility: 'irreversible' }],
  ])('C2: staging with %s is not isolated', (_name, changes) => {
    expect(assessed({ ...staging, ...changes })).toMatchObject({ floors: ['F6'], caps: [], level: 2 });
  });

  test('a floor beats a cap', () => {
    const { level, reasons } = assessed({ ...staging, critical: true });
    expect(level).toBe(2);
    expect(reasons).toContain(
      'level 2: that of the band, 2, is lowered to 0 by cap C2 and raised to 2 by floor F2',
    );
  });
});

describe('what no policy lowers (2.5)', () => {
  const open = policyWith({
    floors: [],
    bands: [{ upTo: 50, level: 0, risk: 'low' }],
    caps: [],
  });

  test.each([
    ['F1', 2, 'changes to production need level 2 (HB1)', production],
    ['F2', 2, 'critical systems need level 2', { critical: true }],
    ['F3', 3, 'personal, health and financial data need level 3 (HB2)', { dataSensitivity: ['phi'] }],
    [
      'F6',
      1,
      'staging needs level 1 unless it is isolated',
      { environment: 'staging', impactScope: 'system-wide' },
    ],
    ['F7', 1, 'reading in production needs level 1', { ...production, readOnly: true, operation: 'read' }],
  ])('%s', (id, level, why, changes) => {
    const assessment = assessed(changes, open);
    expect(assessment).toMatchObject({ band: 0, floors: [id], level });
    expect(assessment.reasons).toContain(`floor ${id}: ${why}, whatever the policy says`);
    expect(assessment.reasons).toContain(
      `level ${level}: that of the band, 0, is raised to ${level} by floor ${id}`,
    );
  });

  test('F2 in production, with F1 below it', () => {
    expect(assessed({ ...production, critical: true }, open)).toMatchObject({
      floors: ['F1', 'F2'],
      level: 3,
    });
  });

  test('isolated staging stays open', () => {
    expect(assessed({ environment: 'staging' }, open)).toMatchObject({ floors: [], level: 0 });
  });

  test('a floor of the policy that is as high is enough', () => {
    const own = policyWith({
      floors: [{ id: 'X', level: 2, when: { environment: 'production' }, why: 'we say so' }],
    });
    expect(assessed({ ...production, operation: 'testing' }, own).floors).toEqual(['X']);
  });

  test.each([
    [
      2,
      {},
      [
        { stage: 'a', roles: { cto: 1 } },
        { stage: 'required', roles: { manager: 1 } },
      ],
      'manager',
    ],
    [
      3,
      { critical: true },
      [
        { stage: 'a', roles: { cto: 1 } },
        { stage: 'required', roles: { 'engineering-director': 1, 'security-lead': 1 } },
      ],
      'engineering-director and security-lead',
    ],
    [
      4,
      { operation: 'compliance-operation' },
      [
        { stage: 'a', roles: { cto: 1 } },
        { stage: 'required', roles: { architect: 1, cab: 1, ciso: 1, 'security-lead': 1, vp: 1 } },
      ],
      'security-lead, architect, vp, ciso and cab',
    ],
  ])('HB4: the plan of level %d', (level, changes, approvals, added) => {
    const stages = [{ stage: 'a', roles: { cto: 1 } }];
    const thin = policyWith({
      plans: [
        ...[2, 3, 4].map((at) => ({ level: at, stages })),
        { path: 'emergency', reviewWithin: 'PT15M', stages },
      ],
    });
    const assessment = assessed({ ...production, ...changes }, thin);
    expect(assessment).toMatchObject({ level, approvals });
    expect(assessment.reasons).toContain(`approvals by ${added}: HB4 adds what the plan lacks`);
  });

  test('HB4: the added stage has a name of its own', () => {
    const stages = [
      { stage: 'required', roles: { cto: 1 } },
      { stage: 'required-2', roles: { vp: 1 } },
    ];
    const plans = [2, 3, 4].map((level) => ({ level, stages }));
    expect(assessed(production, policyWith({ plans, paths: LEVEL_PATHS })).approvals).toEqual([
      ...stages,
      { stage: 'required-3', roles: { manager: 1 } },
    ]);
  });

  test('HB4: a commander in an emergency', () => {
    const plans = DEFAULT_DOCUMENT.plans.map((rule) =>
      rule.path ? { ...rule, stages: [{ stage: 'a', roles: { manager: 2 } }] } : rule,
    );
    const changes = { ...production, operation: 'incident-response', incident: 'INC-1' };
    expect(assessed(changes, policyWith({ plans })).approvals).toEqual([
      { stage: 'a', roles: { manager: 2 } },
      { stage: 'required', roles: { 'incident-commander': 1 } },
    ]);
  });
});
