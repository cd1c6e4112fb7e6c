import { describe, expect, test } from '@jest/globals';
import { assess } from '@guildhall/risk';
import type { Policy } from '@guildhall/risk';
import { compare, factsOf, openIfThere } from '../src/measures/engines.js';
import type { Engine } from '../src/measures/engines.js';
import { takeTurns } from '../src/measures/turns.js';
import { variations } from '../src/measures/variations.js';
import { vectorTasks } from '../src/measures/vectors.js';
import { defaultText, documentOf, policyOf, withResources } from '../src/policy.js';

const policy = policyOf(documentOf(defaultText()));
const tasks = vectorTasks(policy);
const [task] = tasks.filter(({ taskId }) => taskId === 'maximum');
if (!task) throw new Error('the vector maximum is gone');

const engineOf = (levelOf: Engine['levelOf']): Engine => ({
  levelOf,
  load: () => undefined,
  loading: '',
  describe: () => '',
});

describe('another engine', () => {
  test('with the same rules is compared on every task that can be assessed', () => {
    const level4 = engineOf(() => 4);
    const refused = { ...task, operation: 'deployment' as const, readOnly: true };
    expect(compare('other', level4, [task, refused, task], policy)).toBe(2);
  });

  test('with other rules is told with what it decided otherwise', () => {
    const level3 = engineOf(() => 3);
    expect(() => compare('other', level3, [task], policy)).toThrow(
      `other says level 3, Guildhall 4, of ${JSON.stringify(factsOf(task))}`,
    );
  });
});

describe('an engine', () => {
  const failing = (name: string) => () => Promise.reject(Object.assign(new Error('Why.'), { name }));

  test('that is there is run', async () => {
    const engine = engineOf(() => 4);
    expect(await openIfThere('other', () => Promise.resolve(engine))).toEqual({ name: 'other', engine });
  });

  test('whose program this machine does not have is not run', async () => {
    expect(await openIfThere('other', failing('MissingProgram'))).toEqual({ name: 'other', missing: 'Why.' });
  });

  test('with a mistake in its rules, or in how it is used, fails', async () => {
    await expect(openIfThere('other', failing('Error'))).rejects.toThrow('Why.');
  });
});

describe('variations of a task', () => {
  const claims = variations(task, 2000).map(factsOf);

  test('are the same in every run, and all different', () => {
    expect(variations(task, 2000).map(factsOf)).toEqual(claims);
    expect(new Set(claims.map((facts) => JSON.stringify(facts))).size).toBe(2000);
  });

  test('have every value of every claim', () => {
    const count = (field: keyof (typeof claims)[number]): number =>
      new Set(claims.map((facts) => String(facts[field]))).size;
    expect({
      operation: count('operation'),
      environment: count('environment'),
      reversibility: count('reversibility'),
      data: count('data'),
      impactScope: count('impactScope'),
      customerImpact: count('customerImpact'),
      critical: count('critical'),
      readOnly: count('readOnly'),
    }).toEqual({
      operation: 19,
      environment: 5,
      reversibility: 4,
      data: 7,
      impactScope: 5,
      customerImpact: 4,
      critical: 2,
      readOnly: 2,
    });
  });
});

describe('a policy with 1,000 resources', () => {
  test('has 1,000, and comes to the same assessments but for its digest', () => {
    const large = policyOf(withResources(documentOf(defaultText())));
    const outcomes = (of: Policy) =>
      tasks.map((each) => {
        const assessed = assess(each, of);
        return 'assessment' in assessed ? { ...assessed.assessment, policy: {} } : assessed;
      });
    expect(large.document.resources).toHaveLength(1000);
    expect(outcomes(large)).toEqual(outcomes(policy));
  });
});

describe('taking turns', () => {
  test('is one after the other in rounds, the first of which does not count', () => {
    const done: string[] = [];
    const work = (name: string) => ({ name, once: (index: number) => done.push(`${name}${index}`) });
    const took = takeTurns([work('a'), work('b')], { rounds: 1, calls: 2 });
    expect(done).toEqual(['a0', 'a1', 'b0', 'b1', 'a0', 'a1', 'b0', 'b1']);
    expect(took.map(({ work: { name } }) => name)).toEqual(['a', 'b']);
  });
});
