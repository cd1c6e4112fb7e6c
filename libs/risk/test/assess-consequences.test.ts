import { describe, expect, test } from '@jest/globals';
import { Assessment, issuesOf } from '@guildhall/contracts';
import { assessed, DEFAULT_DOCUMENT, digest, policyWith } from './support.js';

const production = { environment: 'production' };
const MANAGER = [{ stage: 'management', roles: { manager: 1 } }];
const COMMANDER = [{ stage: 'incident', roles: { 'incident-commander': 1 } }];
const LEADERSHIP = [{ stage: 'leadership', roles: { 'engineering-director': 1, 'security-lead': 1 } }];

const LEVEL_0 = { dataSensitivity: ['public'] };
const LEVEL_1 = { ...production, readOnly: true, operation: 'read' };
const LEVEL_2 = { ...production, operation: 'deployment' };
const LEVEL_3 = { ...production, operation: 'database-migration' };
const LEVEL_4 = { ...production, operation: 'architecture-change' };

test('the whole of it, in the order of 2.4', () => {
  const assessment = assessed({
    taskId: 'seed',
    operation: 'deployment',
    environment: 'production',
    reversibility: 'automated',
    dataSensitivity: ['internal'],
    impactScope: 'service',
    customerImpact: 'all',
  });
  expect(issuesOf(Assessment, assessment)).toEqual([]);
  const expected = {
    taskId: 'seed',
    score: 33,
    risk: 'high',
    factors: { environment: 10, reversibility: 3, data: 7, impactScope: 3, customerImpact: 10 },
    band: 3,
    floors: ['F1', 'F4'],
    caps: [],
    level: 3,
    union: true,
    path: 'advanced',
    approvals: LEADERSHIP,
    regimes: ['SOC2'],
    softBlocks: [],
    constraints: [
      {
        id: 'max_error_rate',
        value: 0.01,
        witness: 'verify_error_rate_within_limit',
        onViolation: 'rollback-and-revoke',
      },
      {
        id: 'max_failed_actions',
        value: 5,
        witness: 'verify_failed_actions_within_limit',
        onViolation: 'revoke',
      },
    ],
    tokenAllocation: 25000,
    retention: 'P1Y',
    reviewWithin: 'P2D',
    windowFor: 'PT24H',
    reasons: [
      'environment production: 10',
      'reversibility automated: 3',
      'data internal: 7',
      'impact scope service: 3',
      'customer impact all: 10',
      'score 33: the sum of the points, in the band 21-35 of level 3 and high risk',
      'floor F1: changes to production need level 2',
      'floor F4: deployments, configuration changes and standard operations in production need level 2',
      'level 3: that of the band',
      'path advanced: that of level 3',
      'approvals 2: engineering-director and security-lead (leadership), as at level 3',
      'review within P2D: the deadline, as at level 3',
      'regime SOC2: the operation is in production',
      'tokens 25000: the allocation of level 3',
      'retention P1Y: that of level 3',
      'window PT24H: from the issue, as the task asks for none',
      'constraint max_error_rate 0.01: the default of level 3',
      'constraint max_failed_actions 5: the default of level 3',
    ],
    policy: { version: '2026.11.1', sha256: digest(DEFAULT_DOCUMENT) },
  };
  expect(JSON.stringify(assessment)).toBe(JSON.stringify(expected));
});

describe('what comes with a level (1.2, 2.4, 3.2)', () => {
  test.each([
    [0, LEVEL_0, false, 'fast', [], 10000, 'P30D', undefined],
    [1, LEVEL_1, false, 'basic', [], 15000, 'P30D', undefined],
    [2, LEVEL_2, true, 'standard', MANAGER, 20000, 'P90D', 'PT4H'],
    [3, LEVEL_3, true, 'advanced', LEADERSHIP, 25000, 'P1Y', 'P2D'],
    [
      4,
      LEVEL_4,
      true,
      'master',
      [
        { stage: 'review', roles: { architect: 1, 'security-lead': 1 } },
        { stage: 'leadership', roles: { cab: 1, ciso: 1, cto: 1, vp: 1 } },
      ],
      30000,
      'P7Y',
      'P14D',
    ],
  ])('level %d', (level, changes, ...expected) => {
    const {
      level: needed,
      union,
      path,
      approvals,
      tokenAllocation,
      retention,
      reviewWithin,
    } = assessed(changes);
    expect(needed).toBe(level);
    expect([union, path, approvals, tokenAllocation, retention, reviewWithin]).toEqual(expected);
  });

  test('nobody approves: there is no deadline', () => {
    expect(Object.hasOwn(assessed(LEVEL_0), 'reviewWithin')).toBe(false);
    expect(assessed(LEVEL_0).reasons).toContain('approvals 0: the policy approves, as at level 0');
  });
});

describe('regimes and retention (1.6, 2.4)', () => {
  test.each([
    ['pii', ['GDPR'], 'regime GDPR: the data is personal (pii)'],
    ['phi', ['HIPAA'], 'regime HIPAA: the data is about health (phi)'],
    ['financial', ['PCI-DSS'], 'regime PCI-DSS: the data is financial'],
  ])('%s', (data, regimes, reason) => {
    const assessment = assessed({ dataSensitivity: [data] });
    expect(assessment).toMatchObject({ regimes, retention: 'P7Y' });
    expect(assessment.reasons).toContain(reason);
    expect(assessment.reasons).toContain(`retention P7Y: union work under ${regimes[0] ?? ''}`);
  });

  test('all of them, sorted', () => {
    const { regimes, retention, reasons } = assessed({
      ...production,
      dataSensitivity: ['financial', 'phi', 'pii'],
    });
    expect({ regimes, retention }).toEqual({
      regimes: ['GDPR', 'HIPAA', 'PCI-DSS', 'SOC2'],
      retention: 'P7Y',
    });
    expect(reasons).toContain('retention P7Y: union work under GDPR, HIPAA and PCI-DSS');
  });

  test('payments anywhere, once', () => {
    expect(assessed({ operation: 'payment-processing' }).regimes).toEqual(['PCI-DSS']);
    const both = assessed({ operation: 'payment-processing', dataSensitivity: ['financial'] });
    expect(both.reasons.filter((reason) => reason.startsWith('regime'))).toEqual([
      'regime PCI-DSS: the data is financial',
    ]);
  });

  test('below level 2 a regime does not lengthen retention', () => {
    expect(assessed({ operation: 'payment-processing' })).toMatchObject({ level: 0, retention: 'P30D' });
  });

  test('SOC 2 in production, also for reading', () => {
    expect(assessed(LEVEL_1)).toMatchObject({ regimes: ['SOC2'], retention: 'P30D' });
    expect(assessed({ environment: 'staging' }).regimes).toEqual([]);
  });

  test('the longest that applies counts', () => {
    const levels = DEFAULT_DOCUMENT.levels.map((terms) => ({ ...terms, retention: 'P8Y' }));
    expect(assessed({ dataSensitivity: ['pii'] }, policyWith({ levels })).retention).toBe('P8Y');
  });
});

describe('emergencies (2.3)', () => {
  const incident = { ...production, operation: 'incident-response', incident: 'INC-42' };

  test('an incident in production, at level 3', () => {
    const assessment = assessed(incident);
    expect(assessment).toMatchObject({
      level: 3,
      path: 'emergency',
      approvals: COMMANDER,
      reviewWithin: 'PT15M',
    });
    expect(assessment.reasons).toContain('path emergency: an incident, at level 3');
  });

  test('at level 2, where a policy lets it', () => {
    const policy = policyWith({ floors: [] });
    expect(assessed(incident, policy)).toMatchObject({ level: 2, path: 'emergency', approvals: COMMANDER });
  });

  test('level 4 keeps its path and its six approvals', () => {
    const assessment = assessed({
      ...incident,
      reversibility: 'irreversible',
      impactScope: 'multi-region',
      customerImpact: 'segment',
    });
    expect(assessment).toMatchObject({ level: 4, path: 'master', reviewWithin: 'P14D' });
    expect(assessment.reasons).toContain(
      'path master: not that of an emergency, which goes up to level 3 and not to 4',
    );
  });

  test.each([
    ['without an incident', { incident: undefined }, 'advanced'],
    ['with an incident called none', { incident: 'none' }, 'advanced'],
    ['outside production', { environment: 'staging', dataSensitivity: ['internal'] }, 'standard'],
    ['with another operation', { operation: 'deployment' }, 'standard'],
  ])('not %s', (_name, changes, path) => {
    expect(assessed({ ...incident, ...changes }).path).toBe(path);
  });

  test('more tokens in an emergency are the commander to agree to', () => {
    const tokens = {
      estimatedTokens: 30000,
      overrides: [{ softBlock: 'extended-tokens', justification: 'The logs of a whole week.' }],
    };
    expect(assessed({ ...incident, ...tokens })).toMatchObject({
      approvals: COMMANDER,
      softBlocks: [{ id: 'SB1', resolved: true }],
    });
  });
});

describe('soft blocks (1.5)', () => {
  const tokens = { softBlock: 'extended-tokens', justification: 'The corpus is larger this week.' };
  const fast = {
    softBlock: 'expedited-approval',
    justification: 'Customers wait for this fix.',
    sponsor: 'dave',
  };
  const parallel = {
    softBlock: 'parallel-operations',
    justification: 'They do not touch each other.',
    plan: 'Mine first.',
  };

  test.each([
    [0, LEVEL_0, 10000],
    [1, LEVEL_1, 15000],
    [2, LEVEL_2, 20000],
    [3, LEVEL_3, 25000],
    [4, LEVEL_4, 30000],
  ])('SB1 trips above the allocation of level %d', (_level, changes, allocation) => {
    expect(assessed({ ...changes, estimatedTokens: allocation }).softBlocks).toEqual([]);
    expect(assessed({ ...changes, estimatedTokens: allocation + 1 }).softBlocks).toEqual([
      { id: 'SB1', resolved: false },
    ]);
  });

  test('an override resolves SB1', () => {
    const { softBlocks, reasons } = assessed({ ...LEVEL_2, estimatedTokens: 20001, overrides: [tokens] });
    expect(softBlocks).toEqual([{ id: 'SB1', resolved: true }]);
    expect(reasons).toContain(
      'soft block SB1: the estimate of 20001 tokens is above the allocation of 20000, resolved by an override with a justification',
    );
  });

  test('without one the task waits, and the reasons say so', () => {
    expect(assessed({ ...LEVEL_2, estimatedTokens: 20001, overrides: [fast] }).reasons).toContain(
      'soft block SB1: the estimate of 20001 tokens is above the allocation of 20000, the task waits for an override',
    );
  });

  test.each([
    [0, LEVEL_0, false],
    [0, LEVEL_0, true],
    [1, LEVEL_1, true],
  ])('SB1 at level %d takes the plan of level 2, and nothing else of it', (level, changes, resolved) => {
    const assessment = assessed({ ...changes, estimatedTokens: 16000, overrides: resolved ? [tokens] : [] });
    expect(assessment).toMatchObject({
      level,
      union: false,
      path: level === 0 ? 'fast' : 'basic',
      approvals: MANAGER,
      reviewWithin: 'PT4H',
      retention: 'P30D',
      softBlocks: [{ id: 'SB1', resolved }],
    });
    expect(assessment.reasons).toContain('approvals 1: manager (management), as at level 2 because of SB1');
  });

  test('an override that nothing needs trips nothing', () => {
    expect(assessed({ overrides: [tokens, parallel] }).softBlocks).toEqual([]);
  });

  test('SB2 is there by being asked for, after SB1 whatever the order', () => {
    const { softBlocks } = assessed({ ...LEVEL_2, estimatedTokens: 30000, overrides: [fast, tokens] });
    expect(softBlocks).toEqual([
      { id: 'SB1', resolved: true },
      { id: 'SB2', resolved: true },
    ]);
  });
});

describe('a window that nobody asked for (2.1)', () => {
  const { durations } = DEFAULT_DOCUMENT;

  test('is as long as the policy says', () => {
    const policy = policyWith({ durations: { ...durations, defaultWindow: 'PT5S' } });
    const { windowFor, reasons } = assessed({}, policy);
    expect(windowFor).toBe('PT5S');
    expect(reasons).toContain('window PT5S: from the issue, as the task asks for none');
  });

  test('is not there where the task asks for one', () => {
    const window = { notBefore: '2030-01-01T00:00:00Z', notAfter: '2030-01-01T01:00:00Z' };
    const assessment = assessed({ window });
    expect(Object.keys(assessment)).not.toContain('windowFor');
    expect(assessment.reasons.filter((reason) => reason.startsWith('window'))).toEqual([]);
  });
});
