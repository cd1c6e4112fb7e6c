import { describe, expect, test } from '@jest/globals';
import { assessment, at, PLANS, terms } from './factories.js';
import {
  ACTIVE,
  given,
  happens,
  issued,
  nothing,
  open,
  refused,
  rejected,
  REQUESTED,
  requested,
} from './story.js';

describe('opening a permit', () => {
  test('that nobody has to approve issues it by policy, in one event', () => {
    expect(given().when(open(terms(0)))).toStrictEqual(
      happens(issued('policy', { notBefore: at(0), notAfter: at(24 * 60) }, terms(0))),
    );
  });

  test('that people have to approve asks for it', () => {
    expect(given().when(open(terms(3)))).toStrictEqual(happens(requested(terms(3), at(2 * 24 * 60))));
  });

  test('gives the shortest review where the assessment names none', () => {
    const { reviewWithin: _, ...timeless } = assessment(3);
    const of = terms(3, { assessment: timeless });
    expect(given().when(open(of))).toStrictEqual(happens(requested(of, at(4 * 60))));
  });

  test('keeps the window that was asked for', () => {
    const window = { notBefore: at(30), notAfter: at(90) };
    const of = terms(1, { window });
    expect(given().when(open(of))).toStrictEqual(happens(issued('policy', window, of)));
  });

  test.each([0, 3] as const)('at level %s rejects it where the window is over already', (level) => {
    const of = terms(level, {
      window: { notBefore: at(-60), notAfter: at(0) },
      assessment: assessment(level, { reviewWithin: 'PT1H' }),
    });
    expect(given().when(open(of))).toStrictEqual(
      happens(
        requested(of, at(60)),
        rejected({
          reason: { kind: 'window-passed' },
          summary: {
            taskId: 't1',
            workerId: 'deployer-3',
            requestedBy: 'development-master',
            level,
            outcome: 'rejected',
            approvedBy: [],
            actions: 0,
            violations: 0,
            requestedAt: at(0),
            endedAt: at(0),
          },
        }),
      ),
    );
  });

  test('of a withdrawn task does nothing', () => {
    expect(given().when(open(terms(0), { withdrawn: true }))).toStrictEqual(nothing);
  });

  test.each([
    ['requested', REQUESTED],
    ['active', ACTIVE],
  ])('that is %s already does nothing', (_, history) => {
    expect(given(...history).when(open(terms(3)))).toStrictEqual(nothing);
  });
});

describe('HB4 under a plan', () => {
  const emergency = { assessment: assessment(3, { path: 'emergency' }) } as const;

  test.each([
    ['nobody at level 2', 2, []],
    ['nobody at level 3', 3, []],
    ['one person at level 3', 3, PLANS[2]],
    ['a level-3 plan at level 4', 4, PLANS[3]],
    ['a stage named twice', 2, [...PLANS[2], ...PLANS[2]]],
  ] as const)('refuses %s', (_, level, plan) => {
    expect(given().when(open(terms(level, { plan: [...plan] })))).toStrictEqual(
      refused('HARD_BLOCK', `The plan asks fewer people than a permit of level ${level} needs.`, {
        rule: 'HB4',
      }),
    );
  });

  test('takes a commander alone in an emergency, and not nobody', () => {
    const plan = [{ stage: 'incident', roles: { 'incident-commander': 1 } }];
    const commanded = terms(3, { plan, ...emergency });
    expect(given().when(open(commanded))).toStrictEqual(happens(requested(commanded, at(2 * 24 * 60))));
    expect(given().when(open(terms(3, { plan: [], ...emergency })))).toStrictEqual(
      refused('HARD_BLOCK', 'The plan asks fewer people than a permit of level 3 needs.', { rule: 'HB4' }),
    );
  });

  test('lets a policy ask more people', () => {
    const plan = [{ stage: 'management', roles: { manager: 2 } }, ...PLANS[3]];
    const of = terms(3, { plan });
    expect(given().when(open(of))).toStrictEqual(happens(requested(of, at(2 * 24 * 60))));
  });
});
