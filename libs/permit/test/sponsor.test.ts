import { describe, expect, test } from '@jest/globals';
import { allowedCommands, awaitsSponsor, openStages, whoCouldSponsor } from '../src/index.js';
import { at, digest, PEOPLE, peopleBut, person, PLANS, sha, task, terms } from './factories.js';
import {
  ACTIVE,
  amended,
  approvalRecorded,
  approve,
  given,
  happens,
  lapse,
  nothing,
  permitAfter,
  recorded,
  refused,
  requested,
  reviewStarted,
  sponsor,
  sponsored,
  sponsorshipVoided,
} from './story.js';

const overrides = [
  { softBlock: 'expedited-approval' as const, justification: 'The contract with the bank ends tonight.' },
];
const fast = terms(4, { request: task({ overrides }) });
const permitDigest = digest(fast);
const asked = [requested(fast)];
const IN_AN_HOUR = at(70);
const byDave = sponsored('dave', 'vp', IN_AN_HOUR, fast);

describe('sponsoring', () => {
  test.each([
    ['vp', 'dave'],
    ['cto', 'erin'],
    ['ciso', 'frank'],
  ] as const)('is for a %s', (role, caller) => {
    expect(given(...asked).when(sponsor(caller, { permitDigest }))).toStrictEqual(
      happens(sponsored(caller, role, IN_AN_HOUR, fast)),
    );
  });

  test('leaves a deadline as it is that comes earlier', () => {
    expect(given(requested(fast, at(30))).when(sponsor('dave', { permitDigest }))).toStrictEqual(
      happens(sponsored('dave', 'vp', at(30), fast)),
    );
  });

  test('is possible while people approve', () => {
    const half = [
      ...asked,
      reviewStarted('carol'),
      approvalRecorded('carol', 'security-lead', 'review', fast),
    ];
    expect(given(...half).when(sponsor('dave', { permitDigest }))).toStrictEqual(happens(byDave));
  });

  test('by the same person again changes nothing', () => {
    expect(given(...asked, byDave).when(sponsor('dave', { permitDigest }, { now: at(20) }))).toStrictEqual(
      nothing,
    );
  });

  const notDave = { people: peopleBut({ dave: person(['vp', 100]) }) };

  test.each([
    [
      'by who is not enrolled',
      asked,
      sponsor('stranger', { permitDigest }),
      refused('FORBIDDEN', 'stranger is not enrolled as a person, and only people decide on permits.'),
    ],
    [
      'of what is not there',
      [],
      sponsor('dave', { permitDigest }),
      refused('NOT_FOUND', 'There is no permit t1.'),
    ],
    [
      'once it is issued',
      ACTIVE,
      sponsor('dave'),
      refused('INVALID_STATE', 'The permit is ACTIVE, which allows permit.start, permit.revoke.'),
    ],
    [
      'by who is excluded',
      asked,
      sponsor('dave', { permitDigest: sha('0') }, { owners: ['dave'], ...notDave }),
      refused(
        'SEPARATION_OF_DUTIES',
        'dave owns the worker or the master, or is who the work is for, and so is excluded from deciding on it.',
      ),
    ],
    [
      'by who holds another role',
      asked,
      sponsor('alice', { permitDigest: sha('0') }),
      refused('FORBIDDEN', 'Only vp, cto, ciso answer for haste, and alice is none of them.'),
    ],
    [
      'by who holds the role only since the request',
      asked,
      sponsor('dave', { permitDigest: sha('0') }, notDave),
      refused(
        'ROLE_NOT_HELD',
        'dave has not held the role vp without a break since the permit was requested.',
      ),
    ],
    [
      'of other terms',
      asked,
      sponsor('dave', { permitDigest: sha('0') }),
      refused('STALE_VIEW', `The terms of this permit have the digest ${permitDigest}.`),
    ],
    [
      'where nobody asked for haste',
      [requested()],
      sponsor('dave'),
      refused('INVALID_STATE', 'Its master has not asked for the fast track, so that nobody sponsors it.'),
    ],
    [
      'where another has',
      [...asked, byDave],
      sponsor('erin', { permitDigest }),
      refused('INVALID_STATE', 'dave has sponsored it already.'),
    ],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});

describe('once somebody answers for the haste', () => {
  const hurried = [...asked, byDave];

  test('all stages are open', () => {
    expect(openStages(permitAfter(...hurried))).toStrictEqual(PLANS[4]);
    expect(given(...hurried).when(approve('frank', { role: 'ciso', permitDigest }))).toStrictEqual(
      happens(reviewStarted('frank'), approvalRecorded('frank', 'ciso', 'leadership', fast)),
    );
  });

  test('no approval is dropped: who sponsors still has a place to take, and places are filled once', () => {
    const executives = [
      ...hurried,
      reviewStarted('dave'),
      approvalRecorded('dave', 'vp', 'leadership', fast),
    ];
    const people = peopleBut({ vera: person('vp') });
    expect(given(...hurried).when(approve('dave', { role: 'vp', permitDigest }))).toStrictEqual(
      happens(...executives.slice(2)),
    );
    expect(
      given(...executives).when(approve('vera', { role: 'vp', permitDigest }, { people })),
    ).toStrictEqual(refused('ROLE_FILLED', 'All places of the role vp are taken.'));
    expect(openStages(permitAfter(...executives))).toStrictEqual([
      PLANS[4][0],
      { stage: 'leadership', roles: { cto: 1, ciso: 1, cab: 1 } },
    ]);
  });

  test('there is less time', () => {
    expect(given(...hurried).when(lapse(IN_AN_HOUR))).toMatchObject({
      events: [{ type: 'permit.rejected', data: { reason: { kind: 'review-timeout' } } }],
    });
  });

  test('an amendment of the terms takes it back, and the time with it', () => {
    const again = { ...fast, tokenBudget: 30_000 };
    const change = amended({
      terms: again,
      permitDigest: digest(again),
      reason: { kind: 'override' },
      voided: [],
    });
    expect(permitAfter(...hurried, change)).toStrictEqual(permitAfter(requested(again)));
  });

  test('it gives all the time back that was asked for, also after a second sponsor', () => {
    const again = { ...fast, tokenBudget: 30_000 };
    const history = [
      ...hurried,
      sponsorshipVoided('dave', 'vp', 'role-lost'),
      sponsored('erin', 'cto', at(65), fast),
      amended({ terms: again, permitDigest: digest(again), reason: { kind: 'override' }, voided: [] }),
    ];
    expect(permitAfter(...history)).toStrictEqual(permitAfter(requested(again)));
  });

  test('nobody else is waited for', () => {
    expect(awaitsSponsor(permitAfter(...asked))).toBe(true);
    expect(allowedCommands(permitAfter(...asked))).toContain('permit.sponsor');
    expect(awaitsSponsor(permitAfter(...hurried))).toBe(false);
    expect(allowedCommands(permitAfter(...hurried))).not.toContain('permit.sponsor');
    expect(awaitsSponsor(permitAfter(requested()))).toBe(false);
    expect(awaitsSponsor(permitAfter())).toBe(false);
  });

  test('those who could are named until somebody does, or it is too late', () => {
    const permit = permitAfter(...asked);
    const others = { people: PEOPLE, owners: ['erin'] };
    expect(whoCouldSponsor(permit, others, at(20))).toStrictEqual(['dave', 'frank']);
    expect(whoCouldSponsor(permit, others, at(2 * 24 * 60))).toStrictEqual([]);
    expect(whoCouldSponsor(permitAfter(...hurried), others, at(20))).toStrictEqual([]);
    expect(whoCouldSponsor(permitAfter(requested()), others, at(20))).toStrictEqual([]);
    expect(whoCouldSponsor(permitAfter(), others, at(20))).toStrictEqual([]);
  });

  test('it is on record who does, and since when', () => {
    expect(permitAfter(...hurried)).toStrictEqual({
      ...permitAfter(...asked),
      reviewBy: IN_AN_HOUR,
      sponsor: { by: 'dave', role: 'vp', at: recorded(hurried)[1]?.time },
    });
  });
});
