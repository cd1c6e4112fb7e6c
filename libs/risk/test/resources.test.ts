import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileResources } from '../src/policy/resources.js';
import { meets } from '../src/index.js';
import { assessed, policyWith, refused } from './support.js';

const RESOURCES = [
  { match: 'db:customers/**', environments: ['production'], data: ['pii'], critical: true },
  { match: 'db:*/eu', data: ['internal', 'pii'] },
  { match: 'service:*' },
];
const policy = policyWith({ resources: RESOURCES });

const scope = (...resources: string[]): object => ({ scope: { resources, actions: ['read'] } });

describe('claims are checked against resources', () => {
  test('data is the union, critical the or, and the reasons name both', () => {
    const { factors, floors, level, regimes, reasons } = assessed(
      { ...scope('db:customers/eu'), environment: 'production', dataSensitivity: ['test'] },
      policy,
    );
    expect(factors).toEqual({
      environment: 10,
      reversibility: 0,
      data: 10,
      impactScope: 1,
      customerImpact: 0,
    });
    expect({ floors, level, regimes }).toEqual({
      floors: ['F1', 'F2', 'F3', 'F4'],
      level: 3,
      regimes: ['GDPR', 'SOC2'],
    });
    expect(reasons.slice(0, 2)).toEqual([
      'resource db:customers/eu meets db:customers/**, which adds data pii and critical',
      'resource db:customers/eu meets db:*/eu, which adds data internal',
    ]);
    expect(reasons).toContain('data pii, the highest of test, internal and pii: 10');
  });

  test('what is claimed already, or was added by another entry, is not added', () => {
    const claimed = { critical: true, dataSensitivity: ['pii', 'internal'], environment: 'production' };
    const { reasons } = assessed({ ...scope('db:customers/eu'), ...claimed }, policy);
    expect(reasons[0]).toBe('environment production: 10');
    const twice = assessed(
      { ...scope('db:customers/us', 'db:customers/eu'), environment: 'production' },
      policy,
    );
    expect(twice.reasons.slice(0, 3)).toEqual([
      'resource db:customers/us meets db:customers/**, which adds data pii and critical',
      'resource db:customers/eu meets db:*/eu, which adds data internal',
      'environment production: 10',
    ]);
  });

  test('a glob counts for everything it could reach', () => {
    const { floors } = assessed({ ...scope('db:*/eu'), environment: 'production' }, policy);
    expect(floors).toEqual(['F1', 'F2', 'F3', 'F4']);
  });

  test('a resource of another environment is a hard block, with everything else that is wrong', () => {
    expect(refused({ ...scope('service:api', 'db:customers/us'), capability: undefined }, policy)).toEqual({
      code: 'HARD_BLOCK',
      message: 'The task names resources of another environment.',
      rule: 'HB3',
      details: [
        {
          pointer: '/scope/resources/1',
          message: 'db:customers/us meets db:customers/**, which is in production only, not in dev',
        },
        {
          pointer: '/capability',
          message: 'is missing: without a workerId, it says which workers can do this',
        },
      ],
    });
  });

  test.each(['staging', 'production'])('a resource without an entry is refused in %s', (environment) => {
    expect(refused({ ...scope('queue:mail', 'service:api', 'db:a'), environment }, policy)).toEqual({
      code: 'VALIDATION_FAILED',
      message: 'The task cannot be assessed as it is.',
      details: ['queue:mail', 'db:a'].map((glob, index) => ({
        pointer: `/scope/resources/${index * 2}`,
        message: `${glob} matches no entry of the policy's resources, which ${environment} requires`,
      })),
    });
  });

  test.each(['local', 'dev', 'test'])('it is accepted in %s', (environment) => {
    expect(assessed({ ...scope('queue:mail'), environment }, policy).level).toBe(0);
  });

  test('names of any length fit into the reasons', () => {
    const long = `db:${Array.from({ length: 30 }, () => 'x'.repeat(128)).join('/')}`;
    const { reasons } = assessed(
      scope(long),
      policyWith({ resources: [{ match: 'db:**', data: ['test'] }] }),
    );
    expect(reasons[0]).toMatch(/^resource db:x+\.\.\. meets db:\*\*, which adds data test$/);
    expect(Math.max(...reasons.map((reason) => reason.length))).toBeLessThan(300);
  });
});

test('the index finds what a look at every entry finds', () => {
  const segment = fc.constantFrom('a', 'b', '*');
  const glob = fc
    .tuple(fc.constantFrom('db', 'service'), fc.array(segment, { maxLength: 2 }), fc.boolean())
    .map(
      ([kind, path, open]) => `${kind}:${[...path, ...(open || path.length === 0 ? ['**'] : [])].join('/')}`,
    );
  fc.assert(
    fc.property(fc.array(fc.oneof(glob, fc.constant('**'))), glob, (matches, wanted) => {
      const rules = matches.map((match) => ({ match }));
      const found = compileResources(rules)(wanted);
      expect(new Set(found)).toEqual(new Set(rules.filter(({ match }) => meets(match, wanted))));
      expect(found.length).toBe(new Set(found).size);
    }),
  );
});
