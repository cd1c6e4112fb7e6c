import { describe, expect, test } from '@jest/globals';
import {
  CUSTOMER_IMPACTS,
  DATA_SENSITIVITIES,
  ENVIRONMENTS,
  IMPACT_SCOPES,
  REVERSIBILITIES,
  isIsolatedStaging,
} from '@guildhall/contracts';
import fc from 'fast-check';
import { testOf } from '../src/policy/formula.js';
import { ISOLATED_STAGING } from '../src/policy/hard-blocks.js';
import { gapsOf } from '../src/proof/gaps.js';
import { DEFAULT_DOCUMENT, DEFAULT_POLICY, compile, documentWith, issuesWith, task } from './support.js';

const { caps, factors, floors, plans } = DEFAULT_DOCUMENT;

const without = (id: string): object => ({ floors: floors.filter((floor) => floor.id !== id) });
const asked = (index: number, stages: object[]): object => ({
  plans: plans.map((plan, n) => (n === index ? { ...plan, stages } : plan)),
});

describe('a policy that code would have to correct is refused, with a kind of task for which it would', () => {
  test.each([
    [
      'personal data like any other',
      without('F3'),
      [
        [
          '/floors',
          'leaves tasks below level 3 (F3: personal, health and financial data need level 3 (HB2), whatever a policy says), for example with data pii, environment local, operation read, customerImpact none, reversibility full',
        ],
      ],
    ],
    [
      'a cap that opens production, with no floor above it',
      {
        ...without('F1'),
        caps: [...caps, { id: 'C3', level: 1, when: { 'labels.team': 'core' }, why: 'we know them' }],
      },
      [
        [
          '/floors',
          'leaves tasks below level 2 by cap C3 (F1: changes to production need level 2 (HB1), whatever a policy says), for example with environment production, readOnly false, labels.team core, critical false, data none, operation read',
        ],
      ],
    ],
    [
      'a floor with an exception',
      {
        floors: floors.map((floor) =>
          floor.id === 'F2' && floor.level === 2
            ? { ...floor, when: { ...floor.when, customerImpact: { not: 'none' } } }
            : floor,
        ),
      },
      [
        [
          '/floors',
          'leaves tasks below level 2 (F2: critical systems need level 2, whatever a policy says), for example with critical true, environment local, customerImpact none, data none, operation read, reversibility full, impactScope component',
        ],
      ],
    ],
    [
      // `none` is what is absent, and an id like any other.
      'an exception for who names neither worker nor capability',
      {
        floors: floors
          .map((floor) =>
            floor.id === 'F3' ? { ...floor, when: { ...floor.when, 'labels.team': 'core' } } : floor,
          )
          .concat(
            floors
              .filter(({ id }) => id === 'F3')
              .flatMap((floor) => [
                { ...floor, when: { ...floor.when, workerId: { not: 'none' } } },
                { ...floor, when: { ...floor.when, capability: { not: 'none' } } },
              ]),
          ),
      },
      [
        [
          '/floors',
          'leaves tasks below level 3 (F3: personal, health and financial data need level 3 (HB2), whatever a policy says), for example with data pii, environment local, labels.team none, workerId none, capability none, operation read, customerImpact none, reversibility full',
        ],
      ],
    ],
    [
      'a plan with too few people, and an emergency without a commander',
      {
        plans: plans.map((plan) =>
          plan.level === 2 ? plan : { ...plan, stages: [{ stage: 'a', roles: { 'security-lead': 1 } }] },
        ),
      },
      [
        ['/plans/1/stages', 'must ask engineering-director as well: HB4 wants that at level 3'],
        ['/plans/2/stages', 'must ask architect, vp, cto, ciso and cab as well: HB4 wants that at level 4'],
        ['/plans/3/stages', 'must ask incident-commander as well: HB4 wants that in an emergency'],
      ],
    ],
  ])('%s', (_name, changes, expected) => {
    expect(issuesWith(changes).map(({ pointer, message }) => [pointer, message])).toEqual(expected);
  });

  test('nothing is shown of rules that are wrong in themselves', () => {
    const changes = { floors: [{ id: 'X', level: 2, when: { environment: 'prod' }, why: 'we say so' }] };
    expect(issuesWith(changes).map(({ pointer }) => pointer)).toEqual(['/floors/0/when/environment']);
  });
});

describe('a policy that needs no help is accepted', () => {
  test.each([
    ['the default', {}],
    // Production has 10 points, and the least scope one more: level 2 by the score alone.
    ['what the score holds needs no floor', without('F1')],
    [
      'what a cap leaves at level 1 needs no floor',
      { floors: floors.filter(({ id }) => id !== 'F6' && id !== 'F7') },
    ],
    [
      'every score at level 0, because all floors are there',
      { bands: [{ upTo: 50, level: 0, risk: 'low' }] },
    ],
    ['every task at level 4', { bands: [{ upTo: 50, level: 4, risk: 'critical' }], floors: [], caps: [] }],
    [
      'a cap below a floor',
      { caps: [...caps, { id: 'C3', level: 0, when: { critical: true }, why: 'we say so' }] },
    ],
    ['more people', asked(0, [{ stage: 'a', roles: { manager: 2, vp: 1 } }])],
    [
      // Two halves that together cover all critical systems.
      'a floor in two parts',
      {
        floors: [
          ...floors.filter(({ id }) => id !== 'F2'),
          { id: 'F2', level: 3, when: { critical: true, 'labels.team': 'core' }, why: 'core' },
          { id: 'F2', level: 3, when: { critical: true, 'labels.team': { not: 'core' } }, why: 'others' },
        ],
      },
    ],
  ])('%s', (_name, changes) => {
    expect(issuesWith(changes)).toEqual([]);
  });
});

describe('the search', () => {
  test('asks some thousand questions for the default policy', () => {
    expect(gapsOf(DEFAULT_POLICY, 20_000)).toEqual([]);
  });

  test('says that it gave up where there are too many, and the policy is refused', () => {
    const tangled = Array.from({ length: 90 }, (_, k) => ({
      id: 'Z',
      level: 3,
      when: Object.fromEntries(
        Array.from({ length: 10 }, (__, q) => [`labels.x${(k * 7 + q * 3) % 60}`, { not: `v${k % 5}` }]),
      ),
      why: 'we say so',
    }));
    const changes = { floors: [...floors.filter(({ id }) => id !== 'F2' && id !== 'F3'), ...tangled] };
    expect(issuesWith(changes)).toEqual([
      {
        pointer: '/floors',
        message: expect.stringMatching(
          /^cannot be shown .* too many cases; write fewer or simpler conditions$/u,
        ),
      },
    ]);
  });

  test.each([
    [{ none: 2, gold: 9 }, ['none']],
    [{ none: 9, gold: 9 }, undefined],
  ])('counts the points of labels, and of data the highest: %j', (tier, expected) => {
    // Nothing but label and data have points, and more than 10 are level 2, as production needs.
    const flat = Object.fromEntries(
      Object.entries(factors).map(([name, values]) => [
        name,
        Object.fromEntries(Object.keys(values).map((value) => [value, name === 'data' ? 2 : 0])),
      ]),
    );
    const policy = compile(
      documentWith({
        factors: { ...flat, 'labels.tier': tier },
        bands: [
          { upTo: 10, level: 1, risk: 'low' },
          { upTo: 50, level: 2, risk: 'high' },
        ],
        floors: floors.filter(({ id }) => id === 'F2' || id === 'F3'),
        caps: [],
      }),
    );
    const [gap, ...more] = gapsOf(policy);
    expect(more).toEqual([]);
    expect(gap?.combination?.get('labels.tier')?.values).toEqual(expected);
  });
});

test('isolated staging is what contracts say it is', () => {
  const holds = testOf(ISOLATED_STAGING);
  fc.assert(
    fc.property(
      fc.record({
        environment: fc.constantFrom(...ENVIRONMENTS),
        data: fc.subarray([...DATA_SENSITIVITIES]),
        customerImpact: fc.constantFrom(...CUSTOMER_IMPACTS),
        impactScope: fc.constantFrom(...IMPACT_SCOPES),
        reversibility: fc.constantFrom(...REVERSIBILITIES),
      }),
      (exposure) => {
        const { data, ...claims } = exposure;
        const facts = {
          task: task({ ...claims, dataSensitivity: data }),
          data,
          critical: false,
          readOnly: false,
        };
        expect(holds(facts)).toBe(isIsolatedStaging(exposure));
      },
    ),
    { numRuns: 2_000 },
  );
});
