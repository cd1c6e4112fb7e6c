import { describe, expect, test } from '@jest/globals';
import { Assessment, issuesOf, Task } from '@guildhall/contracts';
import type { PolicyDocument, ResourceRule } from '@guildhall/contracts';
import fc from 'fast-check';
import { assess, compilePolicy } from '../src/index.js';
import type { Policy } from '../src/index.js';
import { acceptable, wellFormed } from './arbitrary.js';
import { outcome, PUBLISHED } from './policies.js';

type Labels = NonNullable<Task['labels']>;

// The policy's own entries, as a scope would name them; `**` is no name.
const namesOf = (rules: readonly ResourceRule[]): string[] =>
  rules.map(({ match }) => (match === '**' ? 'service:api' : match));

const livesIn =
  (environments: readonly unknown[]) =>
  (rule: ResourceRule): boolean =>
    environments.every((environment) => rule.environments?.some((own) => own === environment) ?? true);

const labelsOf = ({ labels }: Policy): fc.Arbitrary<Labels> =>
  fc
    .tuple(
      ...labels.map(({ name, values }) =>
        fc.option(fc.constantFrom(...values).map((value) => [name, value])),
      ),
    )
    .map((chosen) => Object.fromEntries(chosen.filter((label) => label !== null)) as Labels);

/** Tasks about resources that the policy knows in all of `environments`, with labels that it knows. */
const tasksOf = (policy: Policy, environments: (task: Task) => readonly unknown[]): fc.Arbitrary<Task> =>
  fc.tuple(acceptable, labelsOf(policy)).chain(([task, labels]) => {
    const known = namesOf(policy.document.resources.filter(livesIn(environments(task))));
    return fc
      .uniqueArray(fc.constantFrom(...known), { minLength: 1, maxLength: 3 })
      .map((resources) => ({ ...task, labels, scope: { ...task.scope, resources } }));
  });

const tasksIn = (policy: Policy): fc.Arbitrary<Task> => tasksOf(policy, ({ environment }) => [environment]);

/** Tasks of the published shape about anything, most of which are refused. */
const anyTask = (policy: Policy): fc.Arbitrary<Task> => {
  const resources = fc.subarray([...namesOf(policy.document.resources), 'db:*', 'secret:a'], {
    minLength: 1,
  });
  const labels = fc.oneof(labelsOf(policy), fc.constant({ calendar: 'some day', tier: '?' }));
  return fc
    .tuple(wellFormed, resources, labels)
    .map(([task, named, given]) => ({ ...task, labels: given, scope: { ...task.scope, resources: named } }));
};

const assessed = (task: Task, policy: Policy): Assessment => {
  const result = outcome(task, policy);
  if ('refusal' in result) throw new Error(JSON.stringify(result.refusal));
  return result;
};

type Raise = readonly [low: object, high: object];

const raisesOf = (points: Readonly<Record<string, number>>, member: (value: string) => object): Raise[] =>
  Object.entries(points).flatMap(([low, few]) =>
    Object.entries(points)
      .filter(([, many]) => many > few)
      .map(([high]): Raise => [member(low), member(high)]),
  );

const memberOf =
  (factor: string) =>
  (value: string): object => {
    if (factor.startsWith('labels.')) return { labels: { [factor.slice('labels.'.length)]: value } };
    return factor === 'data' ? { dataSensitivity: value === 'none' ? [] : [value] } : { [factor]: value };
  };

/** Everything about a task that can be more, as what it was before and after. */
const raises = ({ factors }: PolicyDocument): Raise[] => [
  ...Object.entries(factors).flatMap(([factor, points]) => raisesOf(points, memberOf(factor))),
  [{ dataSensitivity: ['test'] }, { dataSensitivity: ['test', 'internal'] }],
  [{ dataSensitivity: ['internal'] }, { dataSensitivity: ['internal', 'pii'] }],
  [{ dataSensitivity: ['pii'] }, { dataSensitivity: ['pii', 'financial'] }],
  [{ critical: false }, { critical: true }],
  [
    { operation: 'standard-operation', readOnly: true },
    { operation: 'standard-operation', readOnly: false },
  ],
];

const withMembers = (task: Task, { labels, ...members }: { labels?: Labels }): Task => ({
  ...task,
  ...members,
  labels: { ...task.labels, ...labels },
});

/** A task twice, the second time with more of one thing. */
const raised = (policy: Policy): fc.Arbitrary<[Task, Task]> =>
  fc
    .constantFrom(...raises(policy.document))
    .chain(([low, high]) =>
      tasksOf(policy, ({ environment }) =>
        [low, high].flatMap((change) => ('environment' in change ? [change.environment] : [environment])),
      ).map((task): [Task, Task] => [withMembers(task, low), withMembers(task, high)]),
    );

const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned);
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .map(([key, member]): [string, unknown] => [key, turned(member)])
          .reverse(),
      )
    : value;
};

describe.each(PUBLISHED)('the policy %s', (_name, { policy, document }) => {
  test('says something of every task of the published shape, in the published shape', () => {
    fc.assert(
      fc.property(anyTask(policy), (task) => {
        expect(issuesOf(Task, task)).toEqual([]);
        const result = assess(task, policy);
        if ('assessment' in result) expect(issuesOf(Assessment, result.assessment)).toEqual([]);
        else expect(result.refusal.details).not.toEqual([]);
      }),
    );
  });

  test('gives the same bytes for the same task, whatever the order of its members and wherever it has been', () => {
    fc.assert(
      fc.property(fc.oneof(tasksIn(policy), anyTask(policy)), (task) => {
        const bytes = JSON.stringify(assess(task, policy));
        expect(JSON.stringify(assess(turned(task) as Task, policy))).toBe(bytes);
        expect(JSON.stringify(assess(JSON.parse(JSON.stringify(task)) as Task, policy))).toBe(bytes);
      }),
    );
  });

  test('never needs less for more, but for a cap that the reasons name', () => {
    fc.assert(
      fc.property(raised(policy), ([low, high]) => {
        const [before, after] = [assessed(low, policy), assessed(high, policy)];
        expect(after.score).toBeGreaterThanOrEqual(before.score);
        if (after.level >= before.level) return;
        const [cap] = after.caps.filter((id) => !before.caps.includes(id));
        expect(after.reasons.some((reason) => reason.startsWith(`cap ${cap ?? ''}: `))).toBe(true);
        expect(after.reasons.some((reason) => /^level \d: .* lowered to \d by cap/.test(reason))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('never needs less for what it knows about resources', () => {
    const ignorant = compilePolicy({ ...document, resources: [{ match: '**' }] }, policy.reference.sha256);
    fc.assert(
      fc.property(tasksIn(policy), (task) => {
        const [claimed, known] = [assessed(task, ignorant), assessed(task, policy)];
        expect(known.score).toBeGreaterThanOrEqual(claimed.score);
        expect(known.level).toBeGreaterThanOrEqual(claimed.level);
        expect(known.floors).toEqual(expect.arrayContaining(claimed.floors));
        expect(known.regimes).toEqual(expect.arrayContaining(claimed.regimes));
      }),
      { numRuns: 500 },
    );
  });

  test('never needs less for one resource more', () => {
    fc.assert(
      fc.property(tasksIn(policy), fc.constantFrom(...namesOf(document.resources)), (task, name) => {
        const { resources } = task.scope;
        const more = { ...task, scope: { ...task.scope, resources: [...new Set([...resources, name])] } };
        const result = assess(more, policy);
        if ('refusal' in result) expect(result.refusal.rule).toBe('HB3');
        else expect(result.assessment.level).toBeGreaterThanOrEqual(assessed(task, policy).level);
      }),
      { numRuns: 500 },
    );
  });

  test('lets a worker of level 1 only read, outside of dev, test and local', () => {
    fc.assert(
      fc.property(tasksIn(policy), (task) => {
        if (!['staging', 'production'].includes(task.environment)) return;
        if (assessed(task, policy).level === 1) expect(task.readOnly).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
