import { describe, expect, test } from '@jest/globals';
import type { Issue, PolicyDocument } from '@guildhall/contracts';
import { parsePolicy } from '../src/index.js';
import { DEFAULT_DOCUMENT, digest, issuesWith } from './support.js';

const { factors, bands, plans, paths, levels, durations } = DEFAULT_DOCUMENT;
const floor = (when: object): object => ({ floors: [{ id: 'X', level: 2, when, why: 'because' }] });

/** The levels with these constraints at level 1 and none elsewhere. */
const withConstraints = (...constraints: object[]): object[] =>
  levels.map((terms) => ({ ...terms, constraints: terms.level === 1 ? constraints : [] }));

/** What is wrong with the default policy once `changes` are made, also where its shape would not let them pass. */
const unshapedIssues = (changes: object): Issue[] => {
  const document = JSON.parse(JSON.stringify({ ...DEFAULT_DOCUMENT, ...changes })) as PolicyDocument;
  const parsed = parsePolicy(document, digest(document));
  return 'issues' in parsed ? parsed.issues : [];
};

/** Names each of which refers `times` to the next: the first means times^39 of what the last says. */
const chain = (times: number, last: object): object => ({
  define: {
    ...DEFAULT_DOCUMENT.define,
    ...Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [
        `x${n}`,
        n === 39 ? last : { ref: Array.from({ length: times }, () => `x${n + 1}`) },
      ]),
    ),
  },
  floors: [...DEFAULT_DOCUMENT.floors, { id: 'X', level: 2, when: { ref: 'x0' }, why: 'because' }],
});

describe('names that refer to names until they mean too much', () => {
  const tooLarge = 'has more than 256 members, counting those of the conditions that it refers to';

  test.each([
    [2, { critical: true }, 31],
    [64, { critical: true }, 38],
  ])('%d times each', (times, last, largest) => {
    const issues = issuesWith(chain(times, last));
    expect(issues.filter(({ message }) => message !== tooLarge)).toEqual([]);
    expect(issues.map(({ pointer }) => pointer)).toEqual(
      // From the inside to the outside.
      [...Array.from({ length: largest }, (_, n) => `/define/x${largest - n - 1}`), '/floors/11/when'],
    );
  });

  test('and nothing at the end', () => {
    const [first, ...more] = issuesWith(chain(64, { ref: 'nobody' }));
    expect(first).toEqual({
      pointer: '/define/x39/ref',
      message: 'is not the name of a condition under define',
    });
    expect(new Set(more.map(({ message }) => message))).toEqual(new Set([tooLarge]));
  });
});

describe('what is wrong with a policy', () => {
  const withoutTest = Object.fromEntries(
    Object.entries(factors['data'] ?? {}).filter(([value]) => value !== 'test'),
  );
  const plan = (level: number, stages: object[] = [{ stage: 'a', roles: { manager: 1 } }]): object => ({
    level,
    stages,
  });
  const emergency = { upTo: 3, when: { incident: { not: 'none' } } };

  test.each([
    [
      'an unknown field',
      floor({ enviroment: 'dev' }),
      '/floors/0/when/enviroment',
      /^is not a field; fields are operation,/,
    ],
    [
      'the claim instead of the data',
      floor({ dataSensitivity: 'pii' }),
      '/floors/0/when/dataSensitivity',
      /is data$/,
    ],
    [
      'an unknown value',
      floor({ environment: ['dev', 'prod'] }),
      '/floors/0/when/environment/1',
      /^is not a value of environment: local, dev/,
    ],
    [
      'an unknown value that is excluded',
      floor({ data: { not: ['pi'] } }),
      '/floors/0/when/data/not/0',
      /^is not a value of data/,
    ],
    [
      'a flag for a text',
      floor({ incident: true }),
      '/floors/0/when/incident',
      'is not a value of incident: a text',
    ],
    [
      'a text for a flag',
      floor({ critical: 'yes' }),
      '/floors/0/when/critical',
      'is not a value of critical: true, false',
    ],
    [
      'an unknown name',
      floor({ ref: { not: 'nobody' } }),
      '/floors/0/when/ref/not',
      'is not the name of a condition under define',
    ],
    [
      'a value of a label that has points for others',
      {
        factors: { ...factors, 'labels.tier': { none: 4, gold: 4, bronze: 0 } },
        floors: [
          ...DEFAULT_DOCUMENT.floors,
          { id: 'X', level: 2, when: { 'labels.tier': ['none', 'golden'] }, why: 'because' },
        ],
      },
      '/floors/11/when/labels.tier/1',
      'is not a value of labels.tier: those that have points are none, gold, bronze',
    ],
    [
      'a name every object has',
      floor({ ref: 'constructor' }),
      '/floors/0/when/ref',
      'is not the name of a condition under define',
    ],
    ['a label without a name', floor({ 'labels.': 'a' }), '/floors/0/when/labels.', /^is not a field/],
    [
      'an explanation of two lines',
      { caps: [{ id: 'X', level: 0, when: { critical: true }, why: 'a\nb' }] },
      '/caps/0/why',
      'must be one line',
    ],
    ['a missing factor', { factors: { ...factors, data: undefined } }, '/factors/data', 'is missing'],
    [
      'a value without points',
      { factors: { ...factors, data: withoutTest } },
      '/factors/data/test',
      'is missing',
    ],
    [
      'points for no value',
      { factors: { ...factors, data: { ...factors['data'], secret: 9 } } },
      '/factors/data/secret',
      /^is not a value of data: none, public/,
    ],
    [
      'a factor over something else',
      { factors: { ...factors, operation: { read: 1 } } },
      '/factors/operation',
      /^cannot have points; factors are environment, /,
    ],
    [
      'a label without none',
      { factors: { ...factors, 'labels.a': { x: 1 } } },
      '/factors/labels.a/none',
      /^is missing/,
    ],
    ['bands that end early', { bands: bands.slice(0, 3) }, '/bands', 'must end at 50, the highest score'],
    [
      'bands that do not ascend',
      { bands: [{ upTo: 20, level: 0, risk: 'low' }, ...bands.slice(1)] },
      '/bands/1/upTo',
      'must be above 20, where the band before ends',
    ],
    [
      'a band that needs less',
      {
        bands: [
          { upTo: 1, level: 3, risk: 'low' },
          { upTo: 50, level: 2, risk: 'low' },
        ],
      },
      '/bands/1/level',
      /^must be at least 3/,
    ],
    [
      'a band of less risk',
      {
        bands: [
          { upTo: 1, level: 0, risk: 'high' },
          { upTo: 50, level: 2, risk: 'low' },
        ],
      },
      '/bands/1/risk',
      /^must be at least high/,
    ],
    ['no plan', { plans: plans.filter(({ level }) => level !== 3) }, '/plans', 'has no plan for level 3'],
    ['two plans', { plans: [...plans, plan(2)] }, '/plans/4/level', 'has a plan already'],
    [
      'two plans for emergencies',
      {
        plans: [
          ...plans,
          {
            path: 'emergency',
            reviewWithin: 'PT1M',
            stages: [{ stage: 'a', roles: { 'incident-commander': 1 } }],
          },
        ],
      },
      '/plans/4/path',
      'has a plan already',
    ],
    [
      'a plan for nothing',
      { plans: [...plans, { stages: [{ stage: 'a', roles: { manager: 1 } }] }] },
      '/plans/4',
      /^must name either/,
    ],
    ['no plan for emergencies', { plans: plans.slice(0, 3) }, '/plans', 'has no plan for the path emergency'],
    [
      'an emergency without a deadline',
      { plans: plans.map((rule) => (rule.path ? { path: rule.path, stages: rule.stages } : rule)) },
      '/plans/3/reviewWithin',
      'is missing',
    ],
    [
      'a deadline in the wrong place',
      { plans: [{ ...plans[0], reviewWithin: 'PT1H' }, ...plans.slice(1)] },
      '/plans/0/reviewWithin',
      'belongs to the level, under levels',
    ],
    [
      'a stage that asks nobody',
      {
        plans: [
          plan(2, [
            { stage: 'a', roles: { manager: 1 } },
            { stage: 'b', roles: {} },
          ]),
          ...plans.slice(1),
        ],
      },
      '/plans/0/stages/1/roles',
      'asks nobody',
    ],
    [
      'two stages of one name',
      {
        plans: [
          plan(2, [
            { stage: 'a', roles: { manager: 1 } },
            { stage: 'a', roles: { cto: 1 } },
          ]),
          ...plans.slice(1),
        ],
      },
      '/plans/0/stages/1/stage',
      'is given twice',
    ],
    [
      'no path',
      { paths: [...paths.slice(0, 5), { path: 'emergency', ...emergency }] },
      '/paths',
      'has no path for level 4',
    ],
    ['two paths', { paths: [...paths, { path: 'fast', level: 0 }] }, '/paths/6/level', 'has a path already'],
    ['a path for no level', { paths: [...paths, { path: 'fast' }] }, '/paths/6/level', 'is missing'],
    [
      'a limit on a usual path',
      { paths: [...paths.slice(0, 5), { path: 'master', level: 4, upTo: 4 }] },
      '/paths/5/upTo',
      'is for the path emergency alone',
    ],
    [
      'a condition on a usual path',
      { paths: [...paths.slice(0, 5), { path: 'master', level: 4, when: { critical: true } }] },
      '/paths/5/when',
      'is for the path emergency alone',
    ],
    [
      'an emergency for all',
      { paths: [...paths.slice(1), { path: 'emergency', upTo: 3 }] },
      '/paths/5/when',
      'is missing',
    ],
    [
      'an emergency without end',
      { paths: [...paths.slice(1), { path: 'emergency', when: emergency.when }] },
      '/paths/5/upTo',
      'is missing',
    ],
    [
      'an emergency above level 3',
      { paths: [...paths.slice(1), { path: 'emergency', ...emergency, upTo: 4 }] },
      '/paths/5/upTo',
      'must be at most 3, the level an emergency lends',
    ],
    [
      'a level without a deadline',
      { levels: levels.map((terms) => (terms.level === 2 ? { ...terms, reviewWithin: undefined } : terms)) },
      '/levels/2/reviewWithin',
      'is missing: level 2 has a plan',
    ],
    [
      'an unknown constraint',
      {
        levels: withConstraints({ id: 'max_luck', value: 1 }),
      },
      '/levels/1/constraints/0/id',
      'is not a known constraint',
    ],
    [
      'a constraint of another kind',
      {
        levels: withConstraints({ id: 'max_actions', value: true }),
      },
      '/levels/1/constraints/0/value',
      /^must be a number/,
    ],
    [
      'a constraint given twice',
      {
        levels: withConstraints({ id: 'max_actions', value: 1 }, { id: 'max_actions', value: 2 }),
      },
      '/levels/1/constraints/1/id',
      'is given twice',
    ],
    [
      'a witness of something else',
      {
        levels: withConstraints({ id: 'max_actions', value: 1, witness: 'verify_read_only' }),
      },
      '/levels/1/constraints/0/witness',
      /^does not verify max_actions/,
    ],
    [
      'an unknown witness',
      {
        levels: withConstraints({ id: 'max_actions', value: 1, witness: 'trust_me' }),
      },
      '/levels/1/constraints/0/witness',
      'is not a known witness',
    ],
    [
      'an emergency of more than 1 h',
      { durations: { ...durations, emergency: 'PT61M' } },
      '/durations/emergency',
      'must not be longer than 1 hour',
    ],
    [
      'a token of more than 120 s',
      { durations: { ...durations, token: 'PT2M0.5S' } },
      '/durations/token',
      'must not be longer than 120 seconds',
    ],
    [
      'a window of more than 7 days',
      { durations: { ...durations, defaultWindow: 'P7DT1S' } },
      '/durations/defaultWindow',
      'must not be longer than 7 days',
    ],
    [
      'a delegation of more than 14 days',
      { durations: { ...durations, delegation: 'P14DT1S' } },
      '/durations/delegation',
      'must not be longer than 14 days',
    ],
    [
      'a silence so short that every worker would be lost',
      { durations: { ...durations, heartbeat: 'PT0.999S' } },
      '/durations/heartbeat',
      'must not be shorter than 1 second',
    ],
    [
      'a duration that no clock comes to the end of',
      { durations: { ...durations, rollback: 'P101Y' } },
      '/durations/rollback',
      'must not be longer than 100 years',
    ],
    [
      'a duration of nothing',
      { durations: { ...durations, lateRecords: 'PT0S' } },
      '/durations/lateRecords',
      'must be longer than nothing',
    ],
  ])('%s', (_name, changes, pointer, message) => {
    const issues = unshapedIssues(changes);
    expect(issues.map((issue) => issue.pointer)).toEqual([pointer]);
    expect(issues[0]?.message).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });

  test.each([
    ['emergency', 'PT1H'],
    ['token', 'PT120S'],
    ['defaultWindow', 'P7D'],
  ])('the hard maximum of %s itself is accepted', (name, duration) => {
    expect(issuesWith({ durations: { ...durations, [name]: duration } })).toEqual([]);
  });

  test.each([undefined, { commandsPerMinute: 12, burst: 1, refusalsPerMinute: 1 }])(
    'the limits %j are accepted',
    (limits) => {
      expect(unshapedIssues({ limits })).toEqual([]);
    },
  );

  test('a plan for both a level and a path', () => {
    const both = { level: 0, path: 'emergency', reviewWithin: 'PT1M', stages: plans[0]?.stages };
    expect(issuesWith({ plans: [...plans.slice(0, 3), both] })).toEqual([
      { pointer: '/plans/3', message: 'must name either a level or the path emergency' },
      { pointer: '/plans/3/reviewWithin', message: 'belongs to the level, under levels' },
      { pointer: '/levels/0/reviewWithin', message: 'is missing: level 0 has a plan' },
    ]);
  });

  test('an emergency at a level, which has its path', () => {
    expect(issuesWith({ paths: [...paths, { path: 'emergency', level: 4, ...emergency }] })).toEqual([
      { pointer: '/paths/6/level', message: 'must not be given: an emergency says upTo and when' },
      { pointer: '/paths/6/level', message: 'has a path already' },
    ]);
  });

  test('names that lead back to themselves, once each', () => {
    const define = {
      ...DEFAULT_DOCUMENT.define,
      a: { ref: 'b' },
      b: { critical: true, ref: { not: ['c'] } },
      c: { ref: 'a' },
      d: { ref: 'd' },
    };
    expect(issuesWith({ define })).toEqual([
      { pointer: '/define/c/ref', message: 'refers to itself: a -> b -> c -> a' },
      { pointer: '/define/d/ref', message: 'refers to itself: d -> d' },
    ]);
  });

  test('a mistake in a condition that others refer to is reported once', () => {
    const define = { ...DEFAULT_DOCUMENT.define, 'regulated-data': { data: 'secret' } };
    expect(issuesWith({ define })).toEqual([
      {
        pointer: '/define/regulated-data/data',
        message: 'is not a value of data: none, public, test, internal, pii, phi, financial',
      },
    ]);
  });

  test('a name that nothing refers to is checked all the same', () => {
    expect(issuesWith({ define: { ...DEFAULT_DOCUMENT.define, 'a/b': { critical: 'no' } } })).toEqual([
      { pointer: '/define/a~1b/critical', message: 'is not a value of critical: true, false' },
    ]);
  });

  test('levels given twice and missing', () => {
    const doubled = levels.map((terms) => (terms.level === 4 ? { ...terms, level: 3 } : terms));
    expect(issuesWith({ levels: doubled })).toEqual([
      { pointer: '/levels/4/level', message: 'is given twice' },
      { pointer: '/levels', message: 'has no level 4' },
    ]);
  });

  test('everything at once', () => {
    const issues = issuesWith({
      ...floor({ enviroment: 'dev', data: 'pi' }),
      bands: bands.slice(0, 3),
      plans: plans.slice(1),
      durations: { ...durations, token: 'PT1H' },
      factors: { ...factors, environment: { local: 0 } },
    });
    expect(issues.map(({ pointer }) => pointer).sort()).toEqual([
      '/bands',
      '/durations/token',
      '/factors/environment/dev',
      '/factors/environment/production',
      '/factors/environment/staging',
      '/factors/environment/test',
      '/floors/0/when/data',
      '/floors/0/when/enviroment',
      '/plans',
    ]);
  });
});
