import { describe, expect, test } from '@jest/globals';
import { allowedAt, openStages, rolesOf, whoCouldApprove } from '../src/index.js';
import { at, PEOPLE, peopleBut, person, PLANS, terms } from './factories.js';
import {
  ACTIVE,
  approvalRecorded,
  EXECUTING,
  permitAfter,
  REQUESTED,
  requested,
  reviewStarted,
  UNDER_REVIEW,
  WINDOW,
} from './story.js';

const others = { people: PEOPLE, owners: [] };
const NOW = at(20);
const REVIEW_BY = at(2 * 24 * 60);

const WORKING = [
  'permit.complete',
  'permit.revoke',
  'execution.propose',
  'execution.confirm',
  'execution.record',
  'execution.heartbeat',
];

describe('allowedAt', () => {
  test.each([
    ['of a review', UNDER_REVIEW, REVIEW_BY, ['permit.approve', 'permit.reject'], []],
    ['of a window', ACTIVE, WINDOW.notAfter, ['permit.start', 'permit.revoke'], ['permit.revoke']],
    ['of work', EXECUTING, WINDOW.notAfter, WORKING, ['permit.revoke']],
  ])('knows the end %s, also where no timer has been heard', (_, history, end, before, after) => {
    const permit = permitAfter(...history);
    const lastMoment = new Date(Date.parse(end) - 1).toISOString();
    expect([allowedAt(permit, lastMoment), allowedAt(permit, end)]).toStrictEqual([before, after]);
  });

  test('is nothing where there is no permit', () => {
    expect(allowedAt(permitAfter(), at(0))).toStrictEqual([]);
  });
});

describe('openStages', () => {
  test('of a new permit is the first stage', () => {
    expect(openStages(permitAfter(...REQUESTED))).toStrictEqual(PLANS[3]);
    expect(openStages(permitAfter(requested(terms(4))))).toStrictEqual(PLANS[4].slice(0, 1));
  });

  test('leaves out places that are taken', () => {
    expect(openStages(permitAfter(...UNDER_REVIEW))).toStrictEqual([
      { stage: 'leadership', roles: { 'security-lead': 1 } },
    ]);
  });

  test('goes on to the next stage', () => {
    const of = terms(4);
    const history = [
      requested(of),
      reviewStarted('carol'),
      approvalRecorded('carol', 'security-lead', 'review', of),
      approvalRecorded('heidi', 'architect', 'review', of),
    ];
    expect(openStages(permitAfter(...history))).toStrictEqual(PLANS[4].slice(1));
  });

  test('is empty once nobody can approve', () => {
    expect(openStages(permitAfter(...ACTIVE))).toStrictEqual([]);
    expect(openStages(permitAfter())).toStrictEqual([]);
  });
});

describe('whoCouldApprove', () => {
  test('names holders of the role who are not excluded', () => {
    expect(whoCouldApprove(permitAfter(...REQUESTED), others, NOW)).toStrictEqual([
      {
        stage: 'leadership',
        role: 'engineering-director',
        missing: 1,
        open: true,
        people: ['bob', 'zoe'],
        substitutes: [],
      },
      {
        stage: 'leadership',
        role: 'security-lead',
        missing: 1,
        open: true,
        people: ['carol'],
        substitutes: [],
      },
    ]);
  });

  test('leaves out who owns worker or master by now, and who holds the role since the request', () => {
    const people = peopleBut({
      newt: person(['security-lead', 100]),
      nina: person(['security-lead', 99]),
      bea: person('security-lead'),
    });
    expect(whoCouldApprove(permitAfter(...REQUESTED), { people, owners: ['bob'] }, NOW)).toStrictEqual([
      {
        stage: 'leadership',
        role: 'engineering-director',
        missing: 1,
        open: true,
        people: ['zoe'],
        substitutes: [],
      },
      {
        stage: 'leadership',
        role: 'security-lead',
        missing: 1,
        open: true,
        people: ['bea', 'carol', 'nina'],
        substitutes: [],
      },
    ]);
  });

  test('leaves out who has counted, in whatever role, and places that are taken', () => {
    const people = peopleBut({ bob: person('engineering-director', 'security-lead') });
    expect(whoCouldApprove(permitAfter(...UNDER_REVIEW), { people, owners: [] }, NOW)).toStrictEqual([
      {
        stage: 'leadership',
        role: 'security-lead',
        missing: 1,
        open: true,
        people: ['carol'],
        substitutes: [],
      },
    ]);
  });

  test('names those of later stages, and says that they have to wait', () => {
    const people = peopleBut({ dave: undefined });
    expect(whoCouldApprove(permitAfter(requested(terms(4))), { people, owners: [] }, NOW)).toStrictEqual([
      { stage: 'review', role: 'security-lead', missing: 1, open: true, people: ['carol'], substitutes: [] },
      { stage: 'review', role: 'architect', missing: 1, open: true, people: ['heidi'], substitutes: [] },
      { stage: 'leadership', role: 'vp', missing: 1, open: false, people: [], substitutes: [] },
      { stage: 'leadership', role: 'cto', missing: 1, open: false, people: ['erin'], substitutes: [] },
      { stage: 'leadership', role: 'ciso', missing: 1, open: false, people: ['frank'], substitutes: [] },
      { stage: 'leadership', role: 'cab', missing: 1, open: false, people: ['grace'], substitutes: [] },
    ]);
  });

  test('counts a place as free whose approval would be voided', () => {
    const people = peopleBut({ bob: person('manager') });
    expect(whoCouldApprove(permitAfter(...UNDER_REVIEW), { people, owners: [] }, NOW)).toStrictEqual([
      {
        stage: 'leadership',
        role: 'engineering-director',
        missing: 1,
        open: true,
        people: ['zoe'],
        substitutes: [],
      },
      {
        stage: 'leadership',
        role: 'security-lead',
        missing: 1,
        open: true,
        people: ['carol'],
        substitutes: [],
      },
    ]);
  });

  test('names nobody once the review or the window is over, also where no timer has been heard', () => {
    const brief = [requested(terms(3, { window: { notBefore: at(0), notAfter: at(90) } }))];
    for (const [history, end] of [
      [UNDER_REVIEW, REVIEW_BY],
      [brief, at(90)],
    ] as const) {
      const lastMoment = new Date(Date.parse(end) - 1).toISOString();
      expect(whoCouldApprove(permitAfter(...history), others, lastMoment)).not.toStrictEqual([]);
      expect(whoCouldApprove(permitAfter(...history), others, end)).toStrictEqual([]);
    }
  });

  test('names nobody once nobody can approve', () => {
    expect(whoCouldApprove(permitAfter(...ACTIVE), others, NOW)).toStrictEqual([]);
    expect(whoCouldApprove(permitAfter(), others, NOW)).toStrictEqual([]);
  });
});

test('rolesOf names each role of a plan once', () => {
  expect(rolesOf([...PLANS[4], ...PLANS[3], ...PLANS[0]])).toStrictEqual([
    'engineering-director',
    'security-lead',
    'architect',
    'vp',
    'cto',
    'ciso',
    'cab',
  ]);
});
