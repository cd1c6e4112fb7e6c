import { describe, expect, test } from '@jest/globals';
import type { EventData, EventOf, Level, Terms, WorkerDefinition } from '@guildhall/contracts';
import fc from 'fast-check';
import { emptyStanding, evolveStanding, expiredAt, hasToGo, nextExpiry } from '../src/index.js';
import type { Standing, StandingEvent, Verdict } from '../src/index.js';
import { assessment, at, digest, sha, task, terms } from './factories.js';

type Happening = EventOf<StandingEvent['type']>;
type Told = readonly [entity: string, event: Happening];

const WORKER = 'deployer-3';
const MASTER = 'development-master';

const definition: WorkerDefinition = {
  workerId: WORKER,
  name: 'Deployer',
  owners: ['olivia'],
  kind: 'agent',
  capabilities: ['deploy'],
};

const event = <T extends StandingEvent['type']>(type: T, data: EventData<T>) => ({ type, data });
/** Of these only the type is looked at. */
const bare = (type: StandingEvent['type']) => ({ type, data: {} }) as Happening;

const worker = (happening: Happening): Told => [WORKER, happening];
const registered = worker(event('worker.registered', { definition, sha256: sha('d') }));
const redefined = (digit: string) => worker(event('worker.redefined', { definition, sha256: sha(digit) }));
const certified = (level: Level, expiresAt?: string) =>
  worker(
    event('worker.certified', {
      level,
      basis: 'board',
      probation: true,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    }),
  );
const suspended = worker(event('worker.certification-suspended', { kind: 'operator' }));
const revoked = worker(
  event('worker.certification-revoked', { kind: 'incident', by: 'victor', text: 'It deleted a table.' }),
);
const retired = worker(event('worker.retired', { by: 'olivia', reason: 'Replaced.' }));
const mastered = (level: Level): Told => [MASTER, event('master.changed', { owners: ['olivia'], level })];
const masterRetired: Told = [MASTER, event('master.retired', { by: 'olivia', reason: 'Replaced.' })];
const emergencyOver: Told = ['e1', event('emergency.ended', { workerId: WORKER, kind: 'expired' })];
const takenBack: Told = worker(event('worker.emergency-ended', { emergencyId: 'e1' }));

const asked = (of: Terms = terms(3)): Told => [
  't1',
  event('permit.requested', { terms: of, permitDigest: digest(of), reviewBy: at(60) }),
];
const amended = (of: Terms): Told => [
  't1',
  event('permit.amended', {
    terms: of,
    permitDigest: digest(of),
    reason: { kind: 'worker-redefined' },
    voided: [],
  }),
];
const given = (of: Terms = terms(3)): Told => [
  't1',
  event('permit.issued', {
    terms: of,
    permitDigest: digest(of),
    approvedBy: 'policy',
    window: { notBefore: at(0), notAfter: at(60) },
    tokenBudget: 1,
    trust: 'supervised',
  }),
];

const begun: Told = ['t1', event('permit.execution-started', { workerId: WORKER })];
const approvedBy = (approver: string, onBehalfOf?: string): Told => [
  't1',
  event('permit.approval-recorded', {
    approver,
    role: 'security-lead',
    stage: 'leadership',
    permitDigest: digest(terms(3)),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
  }),
];
const sponsoredBy = (by: string): Told => [
  't1',
  event('permit.sponsored', { by, role: 'vp', permitDigest: digest(terms(3)), reviewBy: at(60) }),
];
const otherRoles = (id: string): Told => [id, bare('directory.roles-changed')];
const removed = (id: string): Told => [id, bare('directory.removed')];

/** The log of these events, one a minute from `at(0)`, from position 1. */
const logOf = (events: readonly Told[]): StandingEvent[] =>
  events.map(([entity, happening], index) => ({
    ...happening,
    id: `id-${index + 1}`,
    context: 'permit',
    entity,
    version: 1,
    position: index + 1,
    time: at(index),
    actor: `actor-${index + 1}`,
    correlation: entity,
    causation: 'a cause',
  }));

const after = (...events: Told[]): Standing => logOf(events).reduce(evolveStanding, emptyStanding());

const verdicts = (...events: Told[]): Verdict[] => [...after(...events).verdicts.values()];

/** That t1 has to go, because of the event at `position`. */
const goes = (
  kind: Verdict['kind'],
  position: number,
  text: string,
  actor = `actor-${position}`,
  workerId = WORKER,
) => [{ taskId: 't1', kind, workerId, text, cause: { id: `id-${position}`, position, actor } }];

const KNOWN = [registered, certified(3), ['other', bare('master.registered')] as const, mastered(3)] as const;

describe('what a permit stands on is taken', () => {
  const losses: [string, Told, Verdict['kind'], string][] = [
    ['its worker is suspended', suspended, 'certification', `${WORKER} was suspended (operator).`],
    [
      'its worker loses its certification',
      revoked,
      'certification',
      `${WORKER} lost its certification (incident).`,
    ],
    ['its worker is retired', retired, 'certification', `${WORKER} was retired.`],
    [
      'its worker is certified for less',
      certified(2),
      'certification',
      `${WORKER} is certified for level 2, and this needs 3.`,
    ],
    ['its master is retired', masterRetired, 'master', `${MASTER} was retired.`],
    [
      'its master is lowered',
      mastered(2),
      'master',
      `${MASTER} is authorized up to level 2, and this needs 3.`,
    ],
  ];

  test.each(losses)(
    '%s: before it is asked for, while it is asked for, once it is given',
    (_, loss, kind, text) => {
      expect(verdicts(...KNOWN, loss, asked())).toEqual(goes(kind, 5, text));
      expect(verdicts(...KNOWN, asked(), loss)).toEqual(goes(kind, 6, text));
      expect(verdicts(...KNOWN, loss, given())).toEqual(goes(kind, 5, text));
      expect(verdicts(...KNOWN, given(), loss)).toEqual(goes(kind, 6, text));
    },
  );

  test('its worker is another one: the terms are made anew while people decide on it, else it goes', () => {
    const text = `The definition of ${WORKER} is not the one that the permit was asked for.`;
    const other = redefined('1');
    expect(verdicts(...KNOWN, other, asked())).toEqual(goes('worker-redefined', 5, text));
    expect(verdicts(...KNOWN, asked(), other)).toEqual(goes('worker-redefined', 6, text));
    expect(verdicts(...KNOWN, given(), other)).toEqual(goes('worker-redefined', 6, text));
    expect(verdicts(...KNOWN, asked(), other, given())).toEqual(goes('worker-redefined', 6, text));
  });

  test('its worker is another one, once it has begun: that is a matter of its certification alone', () => {
    const other = redefined('1');
    expect(verdicts(...KNOWN, given(), begun, other)).toEqual([]);
    expect(verdicts(...KNOWN, given(), other, begun)).toEqual([]);
    expect(verdicts(...KNOWN, given(), begun, other, suspended)).toEqual(
      goes('certification', 8, `${WORKER} was suspended (operator).`),
    );
    expect(verdicts(...KNOWN, given(), other, suspended, begun)).toEqual(
      goes('certification', 7, `${WORKER} was suspended (operator).`),
    );
  });

  test('its emergency is over, whichever event says so first', () => {
    const burning = terms(3, {
      request: task({ emergencyId: 'e1' }),
      assessment: assessment(3, { path: 'emergency' }),
    });
    const text = 'The emergency e1 is over.';
    expect(verdicts(...KNOWN, given(burning), emergencyOver, takenBack)).toEqual(
      goes('emergency-over', 6, text),
    );
    expect(verdicts(...KNOWN, takenBack, emergencyOver, asked(burning))).toEqual(
      goes('emergency-over', 5, text),
    );
    // The level was lent for it.
    expect(verdicts(registered, certified(1), mastered(3), given(burning))).toEqual([]);
    // A task that names one, and went another way.
    expect(
      verdicts(...KNOWN, given(terms(3, { request: task({ emergencyId: 'e1' }) })), emergencyOver),
    ).toEqual([]);
  });
});

describe('a reason to go', () => {
  test('is there only for those who stand on what was taken', () => {
    const others = terms(3, { workerId: 'deployer-4', requestedBy: 'other-master' });
    expect(verdicts(...KNOWN, given(others), suspended, masterRetired, emergencyOver)).toEqual([]);
  });

  test('is none where level and definition suffice', () => {
    expect(verdicts(...KNOWN, asked(), certified(4), mastered(4), redefined('d'), given())).toEqual([]);
  });

  test('stays, though its worker is what it was', () => {
    const text = `The definition of ${WORKER} is not the one that the permit was asked for.`;
    expect(verdicts(...KNOWN, given(), redefined('1'), redefined('d'))).toEqual(
      goes('worker-redefined', 6, text),
    );
  });

  test('stays, whatever is given back: it must not matter how soon it was carried out', () => {
    const text = `${WORKER} lost its certification (incident).`;
    expect(verdicts(...KNOWN, given(), revoked, certified(4))).toEqual(goes('certification', 6, text));
    expect(verdicts(...KNOWN, given(), mastered(2), mastered(4))).toEqual(
      goes('master', 6, `${MASTER} is authorized up to level 2, and this needs 3.`),
    );
  });

  test('is none for a permit that comes after it was given back', () => {
    expect(verdicts(...KNOWN, revoked, certified(4), mastered(2), mastered(4), given())).toEqual([]);
  });

  test('is the first of several', () => {
    const text = `${MASTER} was retired.`;
    expect(verdicts(...KNOWN, given(), masterRetired, revoked)).toEqual(goes('master', 6, text));
    expect(verdicts(...KNOWN, masterRetired, revoked, given())).toEqual(goes('master', 5, text));
  });

  test('comes before terms that could be made anew', () => {
    const text = `${WORKER} was suspended (operator).`;
    expect(verdicts(...KNOWN, redefined('1'), suspended, asked())).toEqual(goes('certification', 6, text));
    expect(verdicts(...KNOWN, asked(), redefined('1'), suspended)).toEqual(goes('certification', 7, text));
  });

  test('is gone once the terms are made anew, or the worker is what it was', () => {
    expect(verdicts(...KNOWN, asked(), redefined('1'), amended(terms(3, { definition: sha('1') })))).toEqual(
      [],
    );
    expect(verdicts(...KNOWN, asked(), redefined('1'), redefined('d'))).toEqual([]);
  });

  test('is gone with the permit', () => {
    for (const end of ['rejected', 'expired', 'closed'] as const) {
      const standing = after(...KNOWN, given(), suspended, ['t1', bare(`permit.${end}`)]);
      expect([standing.permits, standing.verdicts, standing.on]).toEqual([new Map(), new Map(), new Map()]);
    }
  });

  test('is gone with the permission, though what was done may have to be undone yet', () => {
    for (const end of ['revoked', 'completed'] as const) {
      const standing = after(...KNOWN, given(), suspended, ['t1', bare(`permit.${end}`)]);
      expect([standing.verdicts, standing.on]).toEqual([new Map(), new Map()]);
    }
  });

  test('is told with the trace of its cause', () => {
    const log = logOf([...KNOWN, given(), suspended]).map((each) => ({
      ...each,
      traceparent: `trace-${each.id}`,
    }));
    const standing = log.reduce(evolveStanding, emptyStanding());
    expect(standing.verdicts.get('t1')?.cause).toEqual({
      id: 'id-6',
      position: 6,
      actor: 'actor-6',
      traceparent: 'trace-id-6',
    });
  });
});

describe('who has decided on a permit', () => {
  const again = (id: string, position: number) =>
    goes('people-changed', position, `${id} is not who it was.`);

  test.each([
    ['an approver', approvedBy('carol'), otherRoles('carol'), 'carol'],
    ['an approver who is gone', approvedBy('carol'), removed('carol'), 'carol'],
    ['in whose stead somebody approved', approvedBy('carol', 'kim'), otherRoles('kim'), 'kim'],
    ['a sponsor', sponsoredBy('dave'), otherRoles('dave'), 'dave'],
  ])('may be somebody else by now, and it is looked at again: %s', (_, decided, change, id) => {
    expect(verdicts(...KNOWN, asked(), decided, change)).toEqual(again(id, 7));
    // Later than another one, it has not been looked at for this one.
    expect(verdicts(...KNOWN, asked(), decided, change, approvedBy('bob'), change)).toEqual(again(id, 9));
  });

  test('may be an owner of the master by now', () => {
    expect(verdicts(...KNOWN, asked(), approvedBy('carol'), mastered(3))).toEqual(again(MASTER, 7));
    expect(verdicts(...KNOWN, asked(), mastered(3))).toEqual([]);
  });

  test('is of no account before they decide, nor once it is given, asked for anew, or gone', () => {
    expect(verdicts(...KNOWN, asked(), otherRoles('carol'), approvedBy('carol'))).toEqual([]);
    expect(verdicts(...KNOWN, asked(), approvedBy('carol'), otherRoles('bob'))).toEqual([]);
    const decided = [...KNOWN, asked(), approvedBy('carol')];
    expect(verdicts(...decided, given(), otherRoles('carol'))).toEqual([]);
    expect(verdicts(...decided, otherRoles('carol'), given())).toEqual([]);
    expect(verdicts(...decided, otherRoles('carol'), amended(terms(3)))).toEqual([]);
    const gone = after(...decided, otherRoles('carol'), ['t1', bare('permit.rejected')]);
    expect([gone.permits, gone.verdicts, gone.on]).toEqual([new Map(), new Map(), new Map()]);
  });

  test('comes after everything that the permit has to go for, or that makes its terms anew', () => {
    const decided = [...KNOWN, asked(), approvedBy('carol'), otherRoles('carol')];
    expect(verdicts(...decided, suspended)).toMatchObject([{ kind: 'certification' }]);
    expect(verdicts(...decided, redefined('1'))).toMatchObject([{ kind: 'worker-redefined' }]);
    expect(hasToGo(after(...decided), 't1')).toBe(false);
    expect(hasToGo(after(...decided, redefined('1')), 't1')).toBe(false);
    expect(hasToGo(after(...decided, suspended), 't1')).toBe(true);
    expect(hasToGo(after(...KNOWN, asked()), 't1')).toBe(false);
  });
});

describe('the grant to undo what was done', () => {
  const granted = (workerId = WORKER): Told => [
    't1',
    event('execution.rollback-granted', { workerId, actions: ['rollback'], until: at(60) }),
  ];
  const withdrawn: Told = [
    't1',
    event('execution.rollback-withdrawn', { workerId: WORKER, kind: 'certification' }),
  ];
  const ended: Told = ['t1', bare('permit.revoked')];
  const text = `${WORKER} was suspended (operator).`;

  test('goes with what its worker stood on, whichever came first', () => {
    expect(verdicts(...KNOWN, given(), ended, granted(), suspended)).toEqual(goes('certification', 8, text));
    expect(verdicts(...KNOWN, given(), suspended, ended, granted())).toEqual(goes('certification', 6, text));
    expect(verdicts(...KNOWN, given(), ended, granted(), redefined('1'))).toEqual([]);
  });

  test('is undone whoever asked for the work', () => {
    expect(verdicts(...KNOWN, given(), ended, granted(), masterRetired, mastered(1))).toEqual([]);
    expect(verdicts(...KNOWN, given(), masterRetired, ended, granted())).toEqual([]);
  });

  test('goes with the clock', () => {
    const standing = after(registered, certified(3, at(30)), mastered(3), given(), ended, granted());
    expect(nextExpiry(standing, at(10))).toBe(at(30));
    expect(expiredAt(standing, at(30))).toMatchObject([{ taskId: 't1', kind: 'certification' }]);
  });

  test('of another worker stands on that one alone', () => {
    const other = (happening: Happening): Told => ['w2', happening];
    const named = [
      other(event('worker.registered', { definition, sha256: sha('7') })),
      other(event('worker.certified', { level: 3, basis: 'board', probation: true })),
      given(),
      suspended,
      ended,
      granted('w2'),
    ];
    expect(verdicts(...KNOWN, ...named)).toEqual([]);
    const lost = other(event('worker.certification-suspended', { kind: 'operator' }));
    expect(verdicts(...KNOWN, ...named, lost)).toEqual(
      goes('certification', 11, 'w2 was suspended (operator).', 'actor-11', 'w2'),
    );
    // The emergency lent its level to its own worker, and to nobody else.
    const burning = terms(3, {
      request: task({ emergencyId: 'e1' }),
      assessment: assessment(3, { path: 'emergency' }),
    });
    const own = [...KNOWN, given(burning), ended, granted()];
    expect(verdicts(...own, emergencyOver)).toEqual(goes('emergency-over', 8, 'The emergency e1 is over.'));
    expect(verdicts(...own, granted('w2'), emergencyOver)).toEqual([]);
    expect(verdicts(...own, granted('w2'), granted(), suspended)).toEqual(goes('certification', 10, text));
  });

  test('is none any more once it is taken back, or the permit closed', () => {
    const taken = [...KNOWN, given(), ended, granted(), suspended, withdrawn];
    const standing = after(...taken);
    expect([standing.verdicts, standing.on]).toEqual([new Map(), new Map()]);
    expect(verdicts(...taken, revoked)).toEqual([]);
    expect(after(...taken, ['t1', bare('permit.closed')]).permits).toEqual(new Map());
    expect(verdicts(...KNOWN, granted(), suspended)).toEqual([]);
  });
});

describe('a certification that ends by the clock', () => {
  const ends = at(30);
  const KNOWN_UNTIL = [registered, certified(3, ends), mastered(3)] as const;
  const text = `The certification of ${WORKER} ended at ${ends}.`;

  test('takes the permits with it from that moment on', () => {
    const standing = after(...KNOWN_UNTIL, given());
    expect(nextExpiry(standing, at(29))).toBe(ends);
    expect(expiredAt(standing, at(29))).toEqual([]);
    expect(expiredAt(standing, ends)).toEqual(goes('certification', 2, text, 'timer'));
    expect(nextExpiry(standing, ends)).toBeUndefined();
  });

  test('is nothing to wait for where it has no permits', () => {
    expect(nextExpiry(after(...KNOWN_UNTIL), at(0))).toBeUndefined();
    expect(nextExpiry(after(...KNOWN, given()), at(0))).toBeUndefined();
  });

  test('takes those too that come later, and is not healed by another', () => {
    const early = [registered, certified(3, at(3)), mastered(3)] as const;
    const over = `The certification of ${WORKER} ended at ${at(3)}.`;
    expect(verdicts(...early, given())).toEqual(goes('certification', 2, over, 'timer'));
    const known = logOf([registered, certified(3, at(3)), given()]);
    const renewed = logOf([registered, registered, registered, certified(3)])[3];
    const standing = [...known, ...(renewed ? [renewed] : [])].reduce(evolveStanding, emptyStanding());
    expect([...standing.verdicts.values()]).toEqual(goes('certification', 2, over, 'timer'));
  });

  test('of several, the next', () => {
    const standing = after(
      ...KNOWN_UNTIL,
      ['w2', event('worker.registered', { definition, sha256: sha('d') })],
      ['w2', event('worker.certified', { level: 3, basis: 'board', probation: true, expiresAt: at(20) })],
      given(),
      ['t2', given(terms(3, { workerId: 'w2' }))[1]],
    );
    expect([nextExpiry(standing, at(0)), nextExpiry(standing, at(20))]).toEqual([at(20), ends]);
  });
});

describe('the fold', () => {
  const others = fc.constantFrom(
    registered,
    certified(2),
    certified(3),
    certified(4),
    suspended,
    revoked,
    retired,
    redefined('1'),
    redefined('d'),
    mastered(2),
    mastered(4),
    masterRetired,
    emergencyOver,
    takenBack,
    otherRoles('carol'),
    removed('dave'),
  );
  const permitsOf = (...definitions: string[]) =>
    fc
      .tuple(
        fc.constantFrom('t1', 't2', 't3'),
        fc.constantFrom<Level>(0, 2, 3),
        fc.constantFrom(...definitions),
        fc.constantFrom(asked, given, amended),
      )
      .map(([id, level, of, happens]): Told => [id, happens(terms(level, { definition: of }))[1]]);
  const permits = permitsOf(sha('d'), sha('1'));
  const ends = fc
    .tuple(fc.constantFrom('t1', 't2', 't3'), fc.constantFrom('permit.rejected', 'permit.closed'))
    .map(([id, type]): Told => [id, bare(type as 'permit.closed')]);
  const deeds = fc
    .tuple(
      fc.constantFrom('t1', 't2', 't3'),
      fc.constantFrom(approvedBy('carol'), approvedBy('bob', 'carol'), sponsoredBy('dave'), begun),
    )
    .map(([id, [, happening]]): Told => [id, happening]);
  const log = fc.array(fc.oneof(others, permits, deeds, ends), { maxLength: 60 });

  test('fed every event twice says the same, and keeps nothing of what has ended', () => {
    fc.assert(
      fc.property(log, (told) => {
        const events = logOf([...KNOWN, ...told]);
        const once = events.reduce(evolveStanding, emptyStanding());
        const twice = events.flatMap((each) => [each, each]).reduce(evolveStanding, emptyStanding());
        expect(twice).toEqual(once);
        for (const taskId of once.verdicts.keys()) expect(once.permits.has(taskId)).toBe(true);
        expect(new Set([...once.on.values()].flatMap((ids) => [...ids]))).toEqual(
          new Set(once.permits.keys()),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('says of what is taken the same, whether it comes before a permit or right after it', () => {
    fc.assert(
      fc.property(others, permitsOf(sha('d')), (taken, permit) => {
        const kinds = (...told: Told[]) =>
          verdicts(...KNOWN, ...told).map(({ taskId, kind, text }) => [taskId, kind, text]);
        expect(kinds(permit, taken)).toEqual(kinds(taken, permit));
      }),
      { numRuns: 500 },
    );
  });
});
