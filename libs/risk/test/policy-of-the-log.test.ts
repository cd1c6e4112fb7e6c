import { describe, expect, test } from '@jest/globals';
import type { PolicyDocument } from '@guildhall/contracts';
import fc from 'fast-check';
import { compilePolicy, parsePolicy } from '../src/index.js';
import { assessed, DEFAULT_DOCUMENT, digest, documentWith, issuesWith } from './support.js';

const { durations, factors, floors, levels, paths } = DEFAULT_DOCUMENT;

const loaded = (changes: object) => {
  const document = documentWith(changes);
  return compilePolicy(document, digest(document));
};

// Documents that no file may hold, for different reasons: rules of this version, as later ones may be for today's files.
const REFUSED: [string, object][] = [
  ['bands that end too soon', { bands: [{ upTo: 5, level: 0, risk: 'low' }] }],
  ['a condition on a field that is gone', { floors: [...floors, floor('F9', { colour: 'red' })] }],
  ['a name that is gone', { floors: [...floors, floor('F9', { ref: 'gone' })] }],
  ['no plan at all', { plans: [] }],
  ['levels without a path', { paths: paths.slice(0, 5) }],
  ['a window above the maximum', { durations: { ...durations, defaultWindow: 'P30D' } }],
  ['a value without points', { factors: { ...factors, environment: { dev: 1 } } }],
  ['no factors', { factors: {} }],
  ['a retention below the least', { levels: levels.map((terms) => ({ ...terms, retention: 'P1D' })) }],
  [
    'a constraint that is gone',
    { levels: levels.map((terms) => ({ ...terms, constraints: [{ id: 'max_colours', value: 3 }] })) },
  ],
];

function floor(id: string, when: object) {
  return { id, level: 4, when, why: 'of a rule that is gone' };
}

describe('a policy of the log', () => {
  test.each(REFUSED)('loads with %s, which a file may not have', (_, changes) => {
    const document = documentWith(changes);
    expect(parsePolicy(document, digest(document))).toHaveProperty('issues');
    const window = { notBefore: '2030-01-01T00:00:00Z', notAfter: '2030-01-01T01:00:00Z' };
    const asked = { environment: 'production', dataSensitivity: ['pii'], window };
    expect(assessed(asked, loaded(changes)).level).toBeGreaterThanOrEqual(3);
  });

  test('is the same as the file where that is valid', () => {
    const document: PolicyDocument = DEFAULT_DOCUMENT;
    const parsed = parsePolicy(document, digest(document));
    const policy = 'policy' in parsed ? parsed.policy : undefined;
    fc.assert(
      fc.property(fc.constantFrom('dev', 'staging', 'production'), fc.boolean(), (environment, critical) => {
        const asked = { environment, critical };
        expect(assessed(asked, loaded({}))).toEqual(assessed(asked, policy));
      }),
    );
  });

  test('counts a value that has no points as the worst', () => {
    const policy = loaded({ factors: { ...factors, environment: { dev: 1 } } });
    expect(assessed({ environment: 'local' }, policy).factors).toMatchObject({ environment: 10 });
  });

  test('takes a score above its bands for critical', () => {
    const policy = loaded({ bands: [{ upTo: 1, level: 0, risk: 'low' }] });
    expect(assessed({ impactScope: 'system-wide' }, policy)).toMatchObject({ band: 4, risk: 'critical' });
  });

  test('keeps a floor whose condition is larger than a file may have one', () => {
    const many = Array.from({ length: 5 }, (_, n) => `many-${n}`);
    const define = Object.fromEntries(
      many.map((name) => [
        name,
        Object.fromEntries(Array.from({ length: 32 }, (_, n) => [`labels.${name}-${n}`, 'none'])),
      ]),
    );
    const changes = { define: { ...DEFAULT_DOCUMENT.define, ...define, all: { ref: [...many, ...many] } } };
    const policy = loaded({ ...changes, floors: [...floors, floor('F9', { ref: 'all' })] });
    expect(issuesWith(changes)).toEqual([
      {
        pointer: '/define/all',
        message: 'has more than 256 members, counting those of the conditions that it refers to',
      },
    ]);
    expect(assessed({}, policy)).toMatchObject({ floors: ['F9'], level: 4 });
  });

  test('cannot go above the maxima of code', () => {
    const emergency = paths.map((path) => (path.path === 'emergency' ? { ...path, upTo: 4 } : path));
    const policy = loaded({ durations: { ...durations, defaultWindow: 'P30D' }, paths: emergency });
    expect(assessed({}, policy).windowFor).toBe('P7D');
    const incident = {
      environment: 'production',
      operation: 'incident-response',
      incident: 'INC-1',
      reversibility: 'irreversible',
      dataSensitivity: ['pii'],
      customerImpact: 'segment',
    };
    expect(assessed(incident, policy)).toMatchObject({ level: 4, path: 'master' });
  });

  test.each([
    ['level 0', {}, 'P30D'],
    ['level 1', { environment: 'staging', readOnly: true }, 'P30D'],
    ['level 2', { environment: 'production' }, 'P90D'],
    ['level 3', { environment: 'production', critical: true }, 'P1Y'],
    ['level 4', { environment: 'production', operation: 'architecture-change' }, 'P7Y'],
    ['regulated union work', { dataSensitivity: ['pii'] }, 'P7Y'],
  ])('keeps records of %s for as long as code says', (_, asked, retention) => {
    const hasty = {
      levels: levels.map((terms) => ({ ...terms, retention: 'PT1S' })),
      durations: { ...durations, regulatedRetention: 'PT1S' },
    };
    expect(assessed(asked, loaded(hasty)).retention).toBe(retention);
    const allOfLevel0 = hasty.levels.map((terms) => ({ ...terms, level: 0 }));
    expect(assessed(asked, loaded({ ...hasty, levels: allOfLevel0 })).retention).toBe(retention);
  });

  test('keeps limits that nobody knows any more', () => {
    const constraints = [{ id: 'max_colours', value: 3 }];
    const policy = loaded({ levels: levels.map((terms) => ({ ...terms, constraints })) });
    expect(assessed({}, policy).constraints).toEqual(constraints);
  });
});
