import { describe, expect, test } from '@jest/globals';
import type { Decision } from '@guildhall/contracts';
import { emergencyDeadlines, emergencyDecider, emergencyState } from '../src/index.js';
import type { EmergencyCommand, EmergencyEvent, EmergencyWorker } from '../src/index.js';
import {
  ASKED,
  DURATIONS,
  REPORT,
  WORKER,
  approved,
  approving,
  emergencyAfter,
  endedBy,
  ending,
  expired,
  given,
  lapsed,
  passing,
  recordedAt,
  requested,
  requesting,
  reviewedBy,
  reviewing,
} from './emergency-story.js';
import { at, person } from './factories.js';
import { happens, nothing, refused } from './story.js';

type Case = [string, EmergencyEvent[], EmergencyCommand, Decision<never>];

const REQUESTED = [requested];
const LAPSED = [requested, lapsed];
const APPROVED = [requested, approved];
const ENDED = [requested, approved, expired];
const REVIEWED = [requested, approved, expired, reviewedBy('carol')];

const unknown = refused('NOT_FOUND', 'There is no emergency em-1.');
const debt = refused(
  'REVIEW_DEBT',
  'The emergency em-0, of the same incident or with the same people or worker, has not been reviewed.',
);
const DAYS = 24 * 60;

/** What is checked when it is asked for, and again when it is approved. */
const NOT_ELIGIBLE: [string, EmergencyWorker, Decision<never>][] = [
  ['that nobody knows', { status: 'unknown' }, refused('NOT_FOUND', 'There is no worker deployer-2.')],
  ...(['expired', 'suspended', 'revoked', 'retired'] as const).map(
    (status): [string, EmergencyWorker, Decision<never>] => [
      `that is ${status}`,
      { ...WORKER, status },
      refused('WORKER_NOT_ELIGIBLE', `deployer-2 is ${status}.`),
    ],
  ),
  [
    'that was suspended or revoked a moment less than 90 days ago',
    { ...WORKER, lostAt: at(1 - 90 * DAYS) },
    refused(
      'WORKER_NOT_ELIGIBLE',
      `deployer-2 was suspended or revoked, and is certified for no emergency before ${at(1)}.`,
    ),
  ],
  [
    'whose definition names nothing that runs',
    { status: 'active', owners: ['olivia'] },
    refused(
      'WORKER_NOT_ELIGIBLE',
      'The definition of deployer-2 does not name the artifact that runs, as level 3 needs it.',
    ),
  ],
];

describe('asking for an emergency', () => {
  test('is on record with who owns worker and master, and 15 minutes to approve it', () => {
    expect(given().when(requesting())).toStrictEqual(happens(requested));
  });

  test('is for operators too', () => {
    const requester = { person: person('operator'), master: undefined };
    expect(given().when(requesting({ caller: 'oscar', requester }))).toStrictEqual(
      happens({
        type: 'emergency.requested',
        data: { ...ASKED, requestedBy: 'oscar', owners: ['olivia'] },
      }),
    );
  });

  test('names an owner of both once', () => {
    const requester = { person: undefined, master: { owners: ['olivia'] } };
    expect(given().when(requesting({ requester }))).toStrictEqual(
      happens({ type: 'emergency.requested', data: { ...ASKED, owners: ['olivia'] } }),
    );
  });

  test('is possible for a worker that was suspended 90 days ago', () => {
    const worker = { ...WORKER, lostAt: at(-90 * DAYS) };
    expect(given().when(requesting({ worker }))).toStrictEqual(happens(requested));
  });

  test('is refused for a worker that was suspended for as long as the policy says', () => {
    const durations = { ...DURATIONS, emergencyBar: 'PT10M' };
    const lost = (lostAt: string) => requesting({ worker: { ...WORKER, lostAt }, durations });
    expect(given().when(lost(at(-9)))).toStrictEqual(
      refused(
        'WORKER_NOT_ELIGIBLE',
        `deployer-2 was suspended or revoked, and is certified for no emergency before ${at(1)}.`,
      ),
    );
    expect(given().when(lost(at(-10)))).toStrictEqual(happens(requested));
  });

  test.each([
    ['while it waits', REQUESTED],
    ['once it runs', APPROVED],
    ['once it is over', LAPSED],
  ])('again in the same words changes nothing, %s', (_, history) => {
    expect(given(...history).when(requesting({ debt: 'em-0', worker: { status: 'unknown' } }))).toStrictEqual(
      nothing,
    );
  });

  const input = { emergencyId: 'em-1', incident: 'INC-7', workerId: 'deployer-2', reason: ASKED.reason };
  const notAllowed = refused(
    'FORBIDDEN',
    'Only masters that may ask for tasks, and operators, ask for emergencies.',
  );
  const taken = refused('ALREADY_EXISTS', 'There is an emergency em-1 already.');

  test.each<Case>([
    [
      'to people of other roles, before anything else',
      LAPSED,
      requesting({ requester: { person: person('incident-commander', 'vp'), master: undefined } }),
      notAllowed,
    ],
    [
      'to whom nobody knows',
      [],
      requesting({ requester: { person: undefined, master: undefined } }),
      notAllowed,
    ],
    ['under an id that is taken', REQUESTED, requesting({ input: { ...input, incident: 'INC-8' } }), taken],
    [
      'under an id that is taken by the same incident',
      LAPSED,
      requesting({ input: { ...input, workerId: 'deployer-3' } }),
      taken,
    ],
    ['in other words', REQUESTED, requesting({ input: { ...input, reason: 'It burns again.' } }), taken],
    ['for somebody else', REQUESTED, requesting({ caller: 'security-master' }), taken],
    ['while a review is owed', [], requesting({ debt: 'em-0' }), debt],
    ...NOT_ELIGIBLE.map(([what, worker, decision]): Case => [
      `for a worker ${what}`,
      [],
      requesting({ worker, debt: 'em-0' }),
      decision,
    ]),
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});

describe('approving an emergency', () => {
  test('certifies the worker for an hour, and gives 72 hours for the review', () => {
    expect(given(...REQUESTED).when(approving())).toStrictEqual(happens(approved));
  });

  test.each([
    ['PT30M', 35],
    ['PT60M', 65],
    ['PT24H', 65],
    ['P999999Y', 65],
  ])('certifies it for %s by the policy, and for an hour at most', (emergency, minute) => {
    const durations = { ...DURATIONS, emergency };
    expect(given(...REQUESTED).when(approving({ durations }))).toStrictEqual(
      happens({ ...approved, data: { ...approved.data, expiresAt: at(minute) } } as EmergencyEvent),
    );
  });

  test('is possible to the last millisecond', () => {
    const now = new Date(Date.parse(at(15)) - 1).toISOString();
    const until = (minutes: number): string => new Date(Date.parse(now) + minutes * 60_000).toISOString();
    expect(given(...REQUESTED).when(approving({ now }))).toStrictEqual(
      happens({
        type: 'emergency.approved',
        data: { by: 'ivan', workerId: 'deployer-2', expiresAt: until(60), reviewBy: until(72 * 60) },
      }),
    );
  });

  test('again, by the same commander, changes nothing', () => {
    expect(given(...APPROVED).when(approving({ debt: 'em-0' }))).toStrictEqual(nothing);
  });

  const commanders = 'Only holders of the role incident-commander approve emergencies.';
  const state = (status: string, why = 'it waits for no approval') =>
    refused('INVALID_STATE', `The emergency is ${status}; ${why}.`);

  test.each<Case>([
    [
      'to others, before anything else',
      [],
      approving({ commander: person('ciso', 'operator') }),
      refused('FORBIDDEN', commanders),
    ],
    [
      'to whom nobody knows',
      REQUESTED,
      approving({ commander: undefined }),
      refused('FORBIDDEN', commanders),
    ],
    ['where nobody has asked for it', [], approving(), unknown],
    ['once it has lapsed', LAPSED, approving(), state('LAPSED')],
    [
      'once its time is over, though the log does not say so yet',
      REQUESTED,
      approving({ now: at(15) }),
      state('REQUESTED', `it could be approved until before ${at(15)}`),
    ],
    ['once another commander has', APPROVED, approving({ caller: 'ida' }), state('APPROVED')],
    ['once it is over', ENDED, approving(), state('ENDED')],
    ['once it is reviewed', REVIEWED, approving(), state('REVIEWED')],
    [
      'to who asked for it',
      REQUESTED,
      approving({ caller: 'cicd-master', worker: { ...WORKER, status: 'revoked' } }),
      refused('SEPARATION_OF_DUTIES', 'cicd-master asked for it; another commander decides.'),
    ],
    [
      'to an owner of the worker',
      REQUESTED,
      approving({ caller: 'olivia', worker: { ...WORKER, status: 'revoked' } }),
      refused(
        'SEPARATION_OF_DUTIES',
        'olivia owns deployer-2, or did until lately; another commander decides.',
      ),
    ],
    [
      'while a review is owed, also where it was not when it was asked for',
      REQUESTED,
      approving({ debt: 'em-0' }),
      debt,
    ],
    ...NOT_ELIGIBLE.map(([what, worker, decision]): Case => [
      `for a worker ${what}`,
      REQUESTED,
      approving({ worker, debt: 'em-0', now: at(0) }),
      decision,
    ]),
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });

  test('is possible for a commander who owns the master that asked: owners of the worker are kept out (1.8)', () => {
    expect(given(...REQUESTED).when(approving({ caller: 'zoe' }))).toMatchObject(
      happens({ ...approved, data: { ...approved.data, by: 'zoe' } } as EmergencyEvent),
    );
  });
});

describe('ending an emergency', () => {
  test('is on record, by any commander', () => {
    expect(given(...APPROVED).when(ending({ caller: 'ida' }))).toStrictEqual(happens(endedBy('ida')));
  });

  test('whose time is over only says so', () => {
    expect(given(...APPROVED).when(ending({ now: at(65) }))).toStrictEqual(happens(expired));
  });

  test('that is over changes nothing', () => {
    expect(given(...ENDED).when(ending())).toStrictEqual(nothing);
  });

  const nothingToEnd = (status: string) =>
    refused('INVALID_STATE', `The emergency is ${status}; there is nothing to end.`);

  test.each<Case>([
    [
      'to others, before anything else',
      [],
      ending({ commander: person('operator', 'security-lead') }),
      refused('FORBIDDEN', 'Only holders of the role incident-commander end emergencies.'),
    ],
    ['where nobody has asked for it', [], ending(), unknown],
    ['before it is approved', REQUESTED, ending(), nothingToEnd('REQUESTED')],
    ['once it has lapsed', LAPSED, ending(), nothingToEnd('LAPSED')],
    ['once it is reviewed', REVIEWED, ending(), nothingToEnd('REVIEWED')],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});

describe('reviewing an emergency', () => {
  test.each([
    ['whose time was over', ENDED],
    ['that a commander ended', [requested, approved, endedBy('ivan')]],
  ])('%s is on record', (_, history) => {
    expect(given(...history).when(reviewing())).toStrictEqual(happens(reviewedBy('carol')));
  });

  test('whose time is over, though the log does not say so yet, ends it in the same append', () => {
    expect(given(...APPROVED).when(reviewing({ now: at(65) }))).toStrictEqual(
      happens(expired, reviewedBy('carol')),
    );
  });

  test('again in the same words changes nothing', () => {
    expect(given(...REVIEWED).when(reviewing())).toStrictEqual(nothing);
  });

  const state = (status: string, why = 'it owes no review') =>
    refused('INVALID_STATE', `The emergency is ${status}; ${why}.`);
  const involved = (caller: string) =>
    refused(
      'SEPARATION_OF_DUTIES',
      `${caller} asked for it or approved it; another security lead reviews it.`,
    );

  test.each<Case>([
    [
      'to others, before anything else',
      [],
      reviewing({ reviewer: person('incident-commander') }),
      refused('FORBIDDEN', 'Only holders of the role security-lead review emergencies.'),
    ],
    ['where nobody has asked for it', [], reviewing(), unknown],
    ['before it is approved', REQUESTED, reviewing(), state('REQUESTED')],
    ['once it has lapsed', LAPSED, reviewing(), state('LAPSED')],
    ['while it runs', APPROVED, reviewing({ now: at(64) }), state('APPROVED', `it runs until ${at(65)}`)],
    ['to who approved it', APPROVED, reviewing({ caller: 'ivan' }), involved('ivan')],
    ['to who asked for it', ENDED, reviewing({ caller: 'cicd-master' }), involved('cicd-master')],
    ['by another one', REVIEWED, reviewing({ caller: 'sam' }), state('REVIEWED')],
    [
      'in other words',
      REVIEWED,
      reviewing({ input: { emergencyId: 'em-1', ...REPORT, report: 'Something else had happened.' } }),
      state('REVIEWED'),
    ],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});

describe('time passes', () => {
  test.each<[string, EmergencyEvent[], number, EmergencyEvent[]]>([
    ['nothing, before it is asked for', [], 999, []],
    ['nothing, while it can be approved', REQUESTED, 14.99, []],
    ['it lapses', REQUESTED, 15, [lapsed]],
    ['it lapses, however late', REQUESTED, 9999, [lapsed]],
    ['nothing, while it runs', APPROVED, 64.99, []],
    ['it is over', APPROVED, 65, [expired]],
    ['it is over, however late', APPROVED, 9999, [expired]],
    ['nothing more, once it has lapsed', LAPSED, 9999, []],
    ['nothing more, once it is over', ENDED, 9999, []],
    ['nothing more, once it is reviewed', REVIEWED, 9999, []],
  ])('and %s', (_, history, minutes, events) => {
    expect(given(...history).when(passing(minutes))).toStrictEqual(happens(...events));
  });
});

describe('an emergency', () => {
  const asked = {
    incident: ASKED.incident,
    workerId: ASKED.workerId,
    reason: ASKED.reason,
    requestedBy: ASKED.requestedBy,
    owners: ASKED.owners,
    approveBy: ASKED.approveBy,
    requestedAt: at(0),
  };
  const agreed = { ...asked, approvedBy: 'ivan', approvedAt: at(5), expiresAt: at(65), reviewBy: at(4325) };
  const over = { ...agreed, ended: { kind: 'expired', at: at(65) } };

  test.each([
    ['that nobody has asked for', [], { status: 'NONE' }],
    ['that is asked for', REQUESTED, { status: 'REQUESTED', ...asked }],
    ['that has lapsed', LAPSED, { status: 'LAPSED', ...asked }],
    ['that runs', APPROVED, { status: 'APPROVED', ...agreed }],
    ['that is over', ENDED, { status: 'ENDED', ...over }],
    [
      'that was ended',
      [requested, approved, endedBy('ida')],
      { status: 'ENDED', ...agreed, ended: { kind: 'ended', by: 'ida', at: at(65) } },
    ],
    [
      'that is reviewed',
      REVIEWED,
      { status: 'REVIEWED', ...over, review: { by: 'carol', at: at(120), ...REPORT } },
    ],
  ])('%s is known as what it is', (_, history, expected) => {
    const emergency = emergencyAfter(...history);
    expect(emergency).toStrictEqual(expected);
    expect(emergencyState(emergency)).toBe(expected.status === 'NONE' ? undefined : expected.status);
  });

  test('is not changed by what does not follow from its state', () => {
    const events = [requested, approved, lapsed, expired, reviewedBy('carol')];
    for (const history of [[], REQUESTED, LAPSED, APPROVED, ENDED, REVIEWED]) {
      const before = emergencyAfter(...history);
      const state = emergencyState(before);
      for (const [event] of events.map((each) => recordedAt([999, each]))) {
        if (!event) continue;
        const after = emergencyDecider.evolve(before, event);
        if (emergencyState(after) === state) expect(after).toBe(before);
      }
    }
    expect(emergencyAfter(requested, lapsed, approved)).toStrictEqual(emergencyAfter(requested, lapsed));
    expect(emergencyAfter(approved)).toStrictEqual({ status: 'NONE' });
  });

  test.each([
    ['none', [], []],
    ['of its approval', REQUESTED, [{ kind: 'approval', due: at(15) }]],
    ['none, once it has lapsed', LAPSED, []],
    [
      'of its end and of its review',
      APPROVED,
      [
        { kind: 'end', due: at(65) },
        { kind: 'review', due: at(4325) },
      ],
    ],
    ['of its review', ENDED, [{ kind: 'review', due: at(4325) }]],
    ['none, once it is reviewed', REVIEWED, []],
  ])('has deadlines: %s', (_, history, deadlines) => {
    expect(emergencyDeadlines(emergencyAfter(...history))).toStrictEqual(deadlines);
  });
});
