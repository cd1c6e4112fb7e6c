import { expect, test } from '@jest/globals';
import { documentDifferences } from '../src/index.js';
import { DEFAULT_DOCUMENT, documentWith } from './support.js';

const differences = (changes: object) => documentDifferences(DEFAULT_DOCUMENT, documentWith(changes));

test('two policies that are the same have no differences, whatever the order of their keys', () => {
  const { version, ...others } = DEFAULT_DOCUMENT;
  expect(differences({})).toEqual([]);
  expect(documentDifferences(DEFAULT_DOCUMENT, { ...others, version })).toEqual([]);
});

test('a value is named by its pointer', () => {
  const { production: _, ...environment } = DEFAULT_DOCUMENT.factors['environment'] ?? {};
  expect(
    differences({
      version: '2',
      factors: {
        ...DEFAULT_DOCUMENT.factors,
        environment: { ...environment, production: 9 },
        'labels.a/b': { none: 0 },
      },
    }),
  ).toEqual([
    { pointer: '/version', before: DEFAULT_DOCUMENT.version, after: '2' },
    { pointer: '/factors/environment/production', before: 10, after: 9 },
    { pointer: '/factors/labels.a~1b', after: { none: 0 } },
  ]);
});

test('a rule that is new, gone or another is told from those that only stand elsewhere', () => {
  const [first, second, ...others] = DEFAULT_DOCUMENT.floors;
  const added = { id: 'X1', level: 1, when: { operation: 'testing' }, why: 'testing needs level 1' };
  expect(differences({ floors: [added, { ...first, level: 3 }, ...others] })).toEqual([
    { pointer: '/floors/0', after: added },
    { pointer: '/floors/1/level', before: 2, after: 3 },
    { pointer: '/floors/1', before: second },
  ]);
});

test('resources are paired by what they match, and lists of values stand for themselves', () => {
  const before = documentWith({
    resources: [{ match: 'db:a', data: ['pii'] }, { match: 'db:b' }, { match: '**' }],
  });
  const after = documentWith({ resources: [{ match: '**' }, { match: 'db:a', data: ['pii', 'phi'] }] });
  expect(documentDifferences(before, after)).toEqual([
    { pointer: '/resources/1/data', before: ['pii'], after: ['pii', 'phi'] },
    { pointer: '/resources/1', before: { match: 'db:b' } },
  ]);
});

test('stages in another order are a difference', () => {
  const plans = DEFAULT_DOCUMENT.plans.map((plan) =>
    plan.level === 4 ? { ...plan, stages: plan.stages.toReversed() } : plan,
  );
  expect(differences({ plans }).map(({ pointer }) => pointer)).toEqual(['/plans/2/stages']);
});
