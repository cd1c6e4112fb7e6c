import { describe, expect, test } from '@jest/globals';
import { changeIn, compareTask } from '../src/index.js';
import type { Change, Policy } from '../src/index.js';
import { DEFAULT_DOCUMENT, DEFAULT_POLICY, policyWith, task } from './support.js';

const changeOf = (given: object, after: Policy, before = DEFAULT_POLICY): Change | undefined =>
  changeIn(compareTask(task(given), { before, after }));

const floors = (...added: object[]) => ({ floors: [...DEFAULT_DOCUMENT.floors, ...added] });
const level = (which: number, changes: object) => ({
  levels: DEFAULT_DOCUMENT.levels.map((terms) => (terms.level === which ? { ...terms, ...changes } : terms)),
});
const plan = (which: number, stages: object[]) => ({
  plans: DEFAULT_DOCUMENT.plans.map((each) => (each.level === which ? { ...each, stages } : each)),
});

const STRICTER = policyWith(
  floors({ id: 'X1', level: 3, when: { operation: 'testing' }, why: 'testing needs level 3' }),
);
const WITHOUT_RESOURCES = policyWith({ resources: [{ match: 'db:**' }] });
const MANAGER = { stage: 'management', roles: { manager: 1 } };
const TWO_MANAGERS = policyWith(plan(2, [{ stage: 'management', roles: { manager: 2 } }]));
const MANAGER_AND_VP = policyWith(plan(2, [MANAGER, { stage: 'leadership', roles: { vp: 1 } }]));

const TESTING = { operation: 'testing' };
const IN_PRODUCTION = { environment: 'production', operation: 'feature' };

describe('a task under two policies', () => {
  test('that say the same is unchanged', () => {
    const same = policyWith({ version: 'another' });
    expect(changeOf(IN_PRODUCTION, same)).toBeUndefined();
  });

  test('of which one only puts its reasons otherwise is unchanged', () => {
    const otherWords = policyWith({
      floors: DEFAULT_DOCUMENT.floors.map((floor) => ({ ...floor, why: 'it was decided so' })),
    });
    expect(changeOf(IN_PRODUCTION, otherWords)).toBeUndefined();
  });

  test('needs a higher level, with the sentences that decide it', () => {
    expect(changeOf(TESTING, STRICTER)).toEqual({
      taskId: 't1',
      kind: 'higher',
      environment: 'dev',
      regimes: [],
      before: { level: 0, path: 'fast', score: 2, people: 0, approvals: [] },
      after: {
        level: 3,
        path: 'advanced',
        score: 2,
        people: 2,
        approvals: [{ stage: 'leadership', roles: { 'engineering-director': 1, 'security-lead': 1 } }],
      },
      terms: [
        { term: 'path', before: 'fast', after: 'advanced' },
        {
          term: 'constraints',
          before: DEFAULT_DOCUMENT.levels[0]?.constraints,
          after: DEFAULT_DOCUMENT.levels[3]?.constraints,
        },
        { term: 'tokenAllocation', before: 10_000, after: 25_000 },
        { term: 'retention', before: 'P30D', after: 'P1Y' },
        { term: 'reviewWithin', before: undefined, after: 'P2D' },
      ],
      because: {
        before: ['level 0: that of the band'],
        after: [
          'level 3: that of the band, 0, is raised to 3 by floor X1',
          'floor X1: testing needs level 3',
        ],
      },
    });
  });

  test('needs a lower level', () => {
    const change = changeOf(TESTING, DEFAULT_POLICY, STRICTER);
    expect(change?.kind).toBe('lower');
    expect(change?.because).toEqual({
      before: ['level 3: that of the band, 0, is raised to 3 by floor X1', 'floor X1: testing needs level 3'],
      after: ['level 0: that of the band'],
    });
  });

  test('is refused by the other one, with what was wrong with it', () => {
    expect(changeOf(IN_PRODUCTION, WITHOUT_RESOURCES)).toMatchObject({
      kind: 'refused',
      regimes: ['SOC2'],
      before: { level: 2 },
      after: { refused: 'VALIDATION_FAILED' },
      terms: [],
      because: {
        before: [],
        after: [
          "/scope/resources/0 service:parser matches no entry of the policy's resources, which production requires",
        ],
      },
    });
  });

  test('is not refused any more, which is no lower level', () => {
    const change = changeOf(IN_PRODUCTION, DEFAULT_POLICY, WITHOUT_RESOURCES);
    expect([change?.kind, change?.before, change?.because.after]).toEqual([
      'accepted',
      expect.objectContaining({ refused: 'VALIDATION_FAILED' }),
      [],
    ]);
  });

  test('that both refuse is unchanged, whatever their grounds', () => {
    const foreign = policyWith({ resources: [{ match: 'service:parser', environments: ['dev'] }] });
    expect(changeOf(IN_PRODUCTION, foreign, WITHOUT_RESOURCES)).toBeUndefined();
  });

  test.each([
    ['more-approvals', DEFAULT_POLICY, TWO_MANAGERS],
    ['fewer-approvals', TWO_MANAGERS, DEFAULT_POLICY],
    ['other-approvals', TWO_MANAGERS, MANAGER_AND_VP],
  ])('at the same level has %s', (kind, before, after) => {
    const change = changeOf(IN_PRODUCTION, after, before);
    expect([change?.kind, change?.because.after.length]).toEqual([kind, 1]);
    expect(change?.because.after[0]).toMatch(/^approvals /);
  });

  test.each([
    ['released', 200_000, 10_000_000],
    ['held', 10_000_000, 200_000],
  ])('at the same level is %s by another allocation of tokens', (kind, before, after) => {
    const change = changeOf(
      { ...IN_PRODUCTION, estimatedTokens: 300_000 },
      policyWith(level(2, { tokens: after })),
      policyWith(level(2, { tokens: before })),
    );
    expect([change?.kind, change?.before, change?.after]).toEqual([
      kind,
      expect.objectContaining({ level: 2 }),
      expect.objectContaining({ level: 2 }),
    ]);
    const held = /^soft block SB1: .* waits for an override$/;
    const [waiting, free] = kind === 'held' ? ['after', 'before'] : ['before', 'after'];
    const because = new Map(Object.entries(change?.because ?? {}));
    expect(because.get(waiting)).toContainEqual(expect.stringMatching(held));
    expect(because.get(free)).not.toContainEqual(expect.stringMatching(held));
  });

  test.each([
    ['tokenAllocation', 'stricter', {}, level(0, { tokens: 9_999 }), 10_000, 9_999],
    ['retention', 'stricter', {}, level(0, { retention: 'P31D' }), 'P30D', 'P31D'],
    ['reviewWithin', 'terms', IN_PRODUCTION, level(2, { reviewWithin: 'PT5H' }), 'PT4H', 'PT5H'],
    [
      'windowFor',
      'stricter',
      {},
      { durations: { ...DEFAULT_DOCUMENT.durations, defaultWindow: 'PT1H' } },
      'PT24H',
      'PT1H',
    ],
    [
      'score',
      'terms',
      {},
      {
        factors: {
          ...DEFAULT_DOCUMENT.factors,
          customerImpact: { none: 1, internal: 3, segment: 7, all: 10 },
        },
      },
      2,
      3,
    ],
  ])('that differs in its %s alone is %s', (term, kind, given, changes, before, after) => {
    const change = changeOf(given, policyWith(changes));
    expect([change?.kind, change?.terms]).toEqual([kind, [{ term, before, after }]]);
    const opposite = kind === 'stricter' ? 'looser' : kind;
    expect(changeOf(given, DEFAULT_POLICY, policyWith(changes))?.kind).toBe(opposite);
  });

  test('counts in every regime that it is under by either policy', () => {
    const known = policyWith({ resources: [{ match: 'service:parser', data: ['pii'] }, { match: '**' }] });
    const change = changeOf(IN_PRODUCTION, known);
    expect([change?.kind, change?.regimes]).toEqual(['higher', ['GDPR', 'SOC2']]);
  });
});
