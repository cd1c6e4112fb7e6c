import { describe, expect, test } from '@jest/globals';
import type { Override, Role, Terms } from '@guildhall/contracts';
import type { EmergencyNow } from '../src/index.js';
import { assessment, at, digest, peopleBut, person, PLANS, sha, task, terms } from './factories.js';
import {
  ACTIVE,
  approvalRecorded,
  approvalVoided,
  approve,
  approved,
  BOB_AND_CAROL,
  given,
  happens,
  issued,
  refused,
  REQUESTED,
  requested,
  reviewStarted,
  UNDER_REVIEW,
} from './story.js';

const director = { role: 'engineering-director' } as const;
const security = { role: 'security-lead' } as const;
const now = at(10);
const coordination: Override[] = [
  {
    softBlock: 'parallel-operations',
    justification: 'Coordinated with the other release.',
    plan: 't2 first',
  },
];
const fromNow = { notBefore: now, notAfter: at(10 + 24 * 60) };

describe('an approval', () => {
  test('of a requested permit starts its review', () => {
    expect(given(...REQUESTED).when(approve('bob', director))).toStrictEqual(
      happens(reviewStarted('bob'), approvalRecorded('bob', 'engineering-director')),
    );
  });

  test('keeps comment and signature', () => {
    const said = { comment: 'Rehearsed.', signature: 'MEUCIQ' };
    const { type, data } = approvalRecorded('bob', 'engineering-director');
    expect(
      given(requested(), reviewStarted('carol')).when(approve('bob', { ...director, ...said })),
    ).toStrictEqual(happens({ type, data: { ...data, ...said } }));
  });

  test('that takes the last place approves and issues, for as long as asked from now', () => {
    expect(given(...UNDER_REVIEW).when(approve('carol', security))).toStrictEqual(
      happens(approvalRecorded('carol', 'security-lead'), approved(), issued([...BOB_AND_CAROL], fromNow)),
    );
  });

  test('that is the only one starts the review, approves and issues', () => {
    const of = terms(2);
    expect(
      given(requested(of)).when(approve('alice', { role: 'manager', permitDigest: digest(of) })),
    ).toStrictEqual(
      happens(
        reviewStarted('alice'),
        approvalRecorded('alice', 'manager', 'management', of),
        approved(of),
        issued([{ approver: 'alice', role: 'manager' }], fromNow, of),
      ),
    );
  });

  test('issues for the window that was asked for, also before it begins', () => {
    const window = { notBefore: at(60), notAfter: at(120) };
    const of = terms(2, { window });
    expect(
      given(requested(of), reviewStarted('alice')).when(
        approve('alice', { role: 'manager', permitDigest: digest(of) }),
      ),
    ).toStrictEqual(
      happens(
        approvalRecorded('alice', 'manager', 'management', of),
        approved(of),
        issued([{ approver: 'alice', role: 'manager' }], window, of),
      ),
    );
  });

  test('of a permit whose overlap its master has coordinated counts', () => {
    const justification = 'Coordinated with the other release.';
    const overrides: Override[] = [
      { softBlock: 'expedited-approval', justification },
      { softBlock: 'parallel-operations', justification, plan: 't2 first' },
    ];
    const of = terms(3, { overlaps: ['t2'], request: task({ overrides }) });
    expect(
      given(requested(of), reviewStarted('bob')).when(
        approve('bob', { ...director, permitDigest: digest(of) }),
      ),
    ).toStrictEqual(happens(approvalRecorded('bob', 'engineering-director', 'leadership', of)));
  });
});

// Each case breaks what it is about and everything that is checked later: the order of 3.2 decides.
describe('is refused, in this order,', () => {
  const unrelated: Override = { softBlock: 'expedited-approval', justification: 'It is needed at once.' };
  const overlapping = terms(3, { overlaps: ['t2'], request: task({ overrides: [unrelated] }) });
  const ofOverlapping = { ...security, permitDigest: digest(overlapping) };
  const bySomebody = (roles: (Role | [Role, number])[]) => ({
    people: peopleBut({ bob: person(...roles) }),
  });

  test.each([
    [
      'to who is not enrolled',
      ACTIVE,
      approve('mallory', { role: 'vp', permitDigest: sha('0') }, { owners: ['mallory'] }),
      refused('FORBIDDEN', 'mallory is not enrolled as a person, and only people decide on permits.'),
    ],
    [
      'for a permit that is not there',
      [],
      approve('bob', director),
      refused('NOT_FOUND', 'There is no permit t1.'),
    ],
    [
      'for a permit that is issued',
      ACTIVE,
      approve('olivia', { role: 'vp', permitDigest: sha('0') }),
      refused('INVALID_STATE', 'The permit is ACTIVE, which allows permit.start, permit.revoke.'),
    ],
    [
      'after the review deadline',
      UNDER_REVIEW,
      approve('olivia', security, { now: at(2 * 24 * 60) }),
      refused(
        'INVALID_STATE',
        `The permit is UNDER_REVIEW, but its review deadline passed at ${at(2 * 24 * 60)}, so that it allows no command.`,
      ),
    ],
    [
      'after the window that was asked for',
      [requested(terms(3, { window: { notBefore: at(0), notAfter: at(10) } }))],
      approve('olivia', security),
      refused(
        'INVALID_STATE',
        `The permit is REQUESTED, but the window it asks for ended at ${at(10)}, so that it allows no command.`,
      ),
    ],
    [
      'to an owner at the request',
      REQUESTED,
      approve('olivia', { role: 'vp', permitDigest: sha('0'), onBehalfOf: 'bob' }),
      refused(
        'SEPARATION_OF_DUTIES',
        'olivia owns the worker or the master, or is who the work is for, and so is excluded from deciding on it.',
      ),
    ],
    [
      'to an owner of now',
      REQUESTED,
      approve('bob', director, { owners: ['bob'] }),
      refused(
        'SEPARATION_OF_DUTIES',
        'bob owns the worker or the master, or is who the work is for, and so is excluded from deciding on it.',
      ),
    ],
    [
      'on behalf of somebody',
      REQUESTED,
      approve('dave', { ...director, permitDigest: sha('0'), onBehalfOf: 'bob' }),
      refused(
        'FORBIDDEN',
        'bob has not delegated the role engineering-director to dave, or not for this long.',
      ),
    ],
    [
      'to who does not hold the role',
      REQUESTED,
      approve('dave', { ...director, permitDigest: sha('0') }),
      refused(
        'ROLE_NOT_HELD',
        'dave has not held the role engineering-director without a break since the permit was requested.',
      ),
    ],
    [
      'to who holds the role only since the request',
      REQUESTED,
      approve('bob', { ...director, permitDigest: sha('0') }, bySomebody([['engineering-director', 100]])),
      refused(
        'ROLE_NOT_HELD',
        'bob has not held the role engineering-director without a break since the permit was requested.',
      ),
    ],
    [
      'for other terms',
      [requested(overlapping)],
      approve('carol', { ...security, permitDigest: sha('0') }),
      refused('STALE_VIEW', `The terms of this permit have the digest ${digest(overlapping)}.`),
    ],
    [
      'while an overlap is not resolved',
      [
        requested(overlapping),
        reviewStarted('carol'),
        approvalRecorded('carol', 'security-lead', 'leadership', overlapping),
      ],
      approve('carol', ofOverlapping),
      refused(
        'SOFT_BLOCK',
        'The work meets that of t2; its master has to say how, in a plan that names each.',
        { rule: 'SB4' },
      ),
    ],
    [
      'to who has counted, in whatever role',
      UNDER_REVIEW,
      approve('bob', { role: 'vp' }, bySomebody(['engineering-director', 'vp'])),
      refused('ALREADY_APPROVED', 'bob has approved this permit, and counts once.'),
    ],
    [
      'in a role that the plan does not ask for',
      REQUESTED,
      approve('dave', { role: 'vp' }),
      refused('FORBIDDEN', "This permit's plan does not ask for the role vp."),
    ],
    [
      'in a role whose places are taken',
      UNDER_REVIEW,
      approve('zoe', director),
      refused('ROLE_FILLED', 'All places of the role engineering-director are taken.'),
    ],
  ])('%s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});

describe('stages', () => {
  const of = terms(4);
  const permitDigest = digest(of);
  const reviewed = [
    requested(of),
    reviewStarted('carol'),
    approvalRecorded('carol', 'security-lead', 'review', of),
    approvalRecorded('heidi', 'architect', 'review', of),
  ];
  const minutesSha256 = sha('b');

  test('run in order', () => {
    expect(given(requested(of)).when(approve('dave', { role: 'vp', permitDigest }))).toStrictEqual(
      refused('STAGE_NOT_OPEN', 'The stage review has to be complete before vp is asked.'),
    );
    expect(given(...reviewed).when(approve('dave', { role: 'vp', permitDigest }))).toStrictEqual(
      happens(approvalRecorded('dave', 'vp', 'leadership', of)),
    );
  });

  test('that are complete take nobody else', () => {
    const people = peopleBut({ peter: person('architect') });
    expect(
      given(...reviewed).when(approve('peter', { role: 'architect', permitDigest }, { people })),
    ).toStrictEqual(refused('ROLE_FILLED', 'All places of the role architect are taken.'));
  });

  test('later ones are named where the role is also asked for there', () => {
    const plan = [...PLANS[3], { stage: 'second-look', roles: { 'security-lead': 1 } }];
    const twice = terms(3, { plan });
    const people = peopleBut({ cyril: person('security-lead') });
    expect(
      given(
        requested(twice),
        reviewStarted('carol'),
        approvalRecorded('carol', 'security-lead', 'leadership', twice),
      ).when(approve('cyril', { ...security, permitDigest: digest(twice) }, { people })),
    ).toStrictEqual(
      refused('STAGE_NOT_OPEN', 'The stage leadership has to be complete before security-lead is asked.'),
    );
  });

  test('ask the board for its minutes', () => {
    expect(given(...reviewed).when(approve('grace', { role: 'cab', permitDigest }))).toStrictEqual(
      refused('VALIDATION_FAILED', 'The board approves by its minutes.', {
        details: [{ pointer: '/minutesSha256', message: 'is missing' }],
      }),
    );
    const { type, data } = approvalRecorded('grace', 'cab', 'leadership', of);
    expect(
      given(...reviewed).when(approve('grace', { role: 'cab', permitDigest, minutesSha256 })),
    ).toStrictEqual(happens({ type, data: { ...data, minutesSha256 } }));
  });

  test('are complete with six people', () => {
    const leadership = [
      approvalRecorded('dave', 'vp', 'leadership', of),
      approvalRecorded('erin', 'cto', 'leadership', of),
      approvalRecorded('frank', 'ciso', 'leadership', of),
    ];
    const { type, data } = approvalRecorded('grace', 'cab', 'leadership', of);
    expect(
      given(...reviewed, ...leadership).when(approve('grace', { role: 'cab', permitDigest, minutesSha256 })),
    ).toStrictEqual(
      happens(
        { type, data: { ...data, minutesSha256 } },
        approved(of),
        issued(
          [
            { approver: 'carol', role: 'security-lead' },
            { approver: 'heidi', role: 'architect' },
            { approver: 'dave', role: 'vp' },
            { approver: 'erin', role: 'cto' },
            { approver: 'frank', role: 'ciso' },
            { approver: 'grace', role: 'cab' },
          ],
          fromNow,
          of,
        ),
      ),
    );
  });

  test('with several places of a role take as many distinct people', () => {
    const two: Terms = terms(2, { plan: [{ stage: 'management', roles: { manager: 2 } }] });
    const half = [
      requested(two),
      reviewStarted('alice'),
      approvalRecorded('alice', 'manager', 'management', two),
    ];
    const manager = { role: 'manager', permitDigest: digest(two) } as const;
    expect(given(...half).when(approve('alice', manager))).toStrictEqual(
      refused('ALREADY_APPROVED', 'alice has approved this permit, and counts once.'),
    );
    expect(given(...half).when(approve('zoe', manager))).toStrictEqual(
      happens(
        approvalRecorded('zoe', 'manager', 'management', two),
        approved(two),
        issued(
          [
            { approver: 'alice', role: 'manager' },
            { approver: 'zoe', role: 'manager' },
          ],
          fromNow,
          two,
        ),
      ),
    );
  });
});

describe('earlier approvals are checked again', () => {
  test.each([
    ['lost the role', { people: peopleBut({ bob: person('manager') }) }, 'role-lost'],
    [
      'lost it for a while',
      { people: peopleBut({ bob: person(['engineering-director', 102]) }) },
      'role-lost',
    ],
    ['left', { people: peopleBut({ bob: undefined }) }, 'role-lost'],
    ['became an owner', { owners: ['bob'] }, 'excluded'],
  ] as const)('and that of somebody who %s is voided', (_, others, kind) => {
    expect(given(...UNDER_REVIEW).when(approve('carol', security, others))).toStrictEqual(
      happens(
        approvalVoided('bob', 'engineering-director', kind),
        approvalRecorded('carol', 'security-lead'),
      ),
    );
  });

  test('and the place of a voided one is free for another', () => {
    const others = { people: peopleBut({ bob: person('manager') }) };
    expect(given(...UNDER_REVIEW).when(approve('zoe', director, others))).toStrictEqual(
      happens(
        approvalVoided('bob', 'engineering-director', 'role-lost'),
        approvalRecorded('zoe', 'engineering-director'),
      ),
    );
    expect(
      given(
        ...UNDER_REVIEW,
        approvalVoided('bob', 'engineering-director', 'role-lost'),
        approvalRecorded('carol', 'security-lead'),
      ).when(approve('zoe', director, others)),
    ).toStrictEqual(
      happens(
        approvalRecorded('zoe', 'engineering-director'),
        approved(),
        issued(
          [
            { approver: 'carol', role: 'security-lead' },
            { approver: 'zoe', role: 'engineering-director' },
          ],
          fromNow,
        ),
      ),
    );
  });

  test('so that a stage can be open again', () => {
    const of = terms(4);
    const permitDigest = digest(of);
    const history = [
      requested(of),
      reviewStarted('carol'),
      approvalRecorded('carol', 'security-lead', 'review', of),
      approvalRecorded('heidi', 'architect', 'review', of),
    ];
    const people = peopleBut({ heidi: person(), peter: person('architect') });
    expect(given(...history).when(approve('dave', { role: 'vp', permitDigest }, { people }))).toStrictEqual(
      refused('STAGE_NOT_OPEN', 'The stage review has to be complete before vp is asked.'),
    );
    expect(
      given(...history).when(approve('peter', { role: 'architect', permitDigest }, { people })),
    ).toStrictEqual(
      happens(
        approvalVoided('heidi', 'architect', 'role-lost', 'review'),
        approvalRecorded('peter', 'architect', 'review', of),
      ),
    );
  });
});

describe('in an emergency', () => {
  const plan = [{ stage: 'command', roles: { 'incident-commander': 1 } }];
  const burning = terms(3, { plan, assessment: assessment(3, { path: 'emergency', approvals: plan }) });
  const permitDigest = digest(burning);
  const commanding = { role: 'incident-commander', permitDigest } as const;
  const until = (minutes: number): EmergencyNow => ({
    status: 'APPROVED',
    workerId: 'deployer-3',
    expiresAt: at(minutes),
    debt: false,
  });

  test('a commander approves, and the permit ends with the emergency', () => {
    expect(
      given(requested(burning)).when(approve('ivan', commanding, { emergency: until(60) })),
    ).toStrictEqual(
      happens(
        reviewStarted('ivan'),
        approvalRecorded('ivan', 'incident-commander', 'command', burning),
        approved(burning),
        issued(
          [{ approver: 'ivan', role: 'incident-commander' }],
          { notBefore: at(10), notAfter: at(60) },
          burning,
        ),
      ),
    );
  });

  test('a window that ends earlier stays as it was asked for', () => {
    const brief = { ...burning, window: { notBefore: at(0), notAfter: at(30) } };
    const decision = given(requested(brief)).when(
      approve('ivan', { ...commanding, permitDigest: digest(brief) }, { emergency: until(60) }),
    );
    expect(decision).toMatchObject({ events: [{}, {}, {}, { data: { window: brief.window } }] });
  });

  test.each([60, 61])('a window that begins only once it is over rejects it: minute %i', (from) => {
    const late = { ...burning, window: { notBefore: at(from), notAfter: at(90) } };
    const decision = given(requested(late)).when(
      approve('ivan', { ...commanding, permitDigest: digest(late) }, { emergency: until(60) }),
    );
    const text = 'The window that it asks for begins when the emergency is over.';
    expect(decision).toMatchObject({
      events: [
        reviewStarted('ivan'),
        approvalRecorded('ivan', 'incident-commander', 'command', late),
        { type: 'permit.rejected', data: { reason: { kind: 'emergency-over', text } } },
      ],
    });
  });

  test.each([
    ['is over', {}],
    ['ends in this moment', { emergency: until(10) }],
    ['was ended', { emergency: { ...until(60), status: 'ENDED' as const } }],
  ])('nobody approves once it %s', (_, changes) => {
    expect(given(requested(burning)).when(approve('ivan', commanding, changes))).toStrictEqual(
      refused(
        'INVALID_STATE',
        'The permit is REQUESTED, but its emergency is over, so that it allows no command.',
      ),
    );
  });
});

test('on another path an emergency that the task names takes nothing away', () => {
  const named = terms(2, { request: task({ emergencyId: 'e1' }) });
  const command = approve(
    'alice',
    { role: 'manager', permitDigest: digest(named) },
    { emergency: { status: 'ENDED', workerId: 'deployer-3', expiresAt: at(5), debt: true } },
  );
  expect(given(requested(named)).when(command)).toStrictEqual(
    happens(
      reviewStarted('alice'),
      approvalRecorded('alice', 'manager', 'management', named),
      approved(named),
      issued(
        [{ approver: 'alice', role: 'manager' }],
        { notBefore: at(10), notAfter: at(10 + 24 * 60) },
        named,
      ),
    ),
  );
  const late = terms(2, {
    request: task({ emergencyId: 'e1' }),
    window: { notBefore: at(30), notAfter: at(90) },
  });
  const running = { status: 'APPROVED', workerId: 'deployer-3', expiresAt: at(20), debt: false } as const;
  expect(
    given(requested(late)).when(
      approve('alice', { role: 'manager', permitDigest: digest(late) }, { emergency: running }),
    ),
  ).toMatchObject({ events: [{}, {}, {}, { type: 'permit.issued', data: { window: late.window } }] });
});

describe('work that the permit would be in the way of by now', () => {
  test('rejects it, when it would be issued', () => {
    expect(given(...UNDER_REVIEW).when(approve('carol', security, { meets: ['t2', 't3'] }))).toMatchObject({
      events: [
        approvalRecorded('carol', 'security-lead'),
        {
          type: 'permit.rejected',
          data: {
            reason: { kind: 'overlap', text: 'The work meets that of t2, t3, asked for earlier.' },
            summary: { outcome: 'rejected', approvedBy: ['bob', 'carol'] },
          },
        },
      ],
    });
  });

  test('changes nothing before, or where it was foreseen', () => {
    expect(given(...REQUESTED).when(approve('bob', director, { meets: ['t2'] }))).toStrictEqual(
      happens(reviewStarted('bob'), approvalRecorded('bob', 'engineering-director')),
    );
    const foreseen = terms(3, { overlaps: ['t2'], request: task({ overrides: coordination }) });
    const history = [
      requested(foreseen),
      reviewStarted('bob'),
      approvalRecorded('bob', 'engineering-director', 'leadership', foreseen),
    ];
    expect(
      given(...history).when(
        approve('carol', { ...security, permitDigest: digest(foreseen) }, { meets: ['t2'] }),
      ),
    ).toMatchObject({ events: [{}, { type: 'permit.approved' }, { type: 'permit.issued' }] });
  });
});
