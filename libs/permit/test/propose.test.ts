import { describe, expect, test } from '@jest/globals';
import type { Constraint, ProposeAction } from '@guildhall/contracts';
import { at, sha } from './factories.js';
import type { WorkerNow } from '../src/index.js';
import { ACTIVE, given, happens, nothing, refused, revoked, WINDOW } from './story.js';
import {
  actionsRecorded,
  closedWith,
  DEPLOY,
  done,
  FIT,
  granted,
  grantedBy,
  monitored,
  propose,
  proposed,
  revokedFor,
  ROLLBACK,
  termsWith,
  undoable,
  violated,
  withdrawn,
  working,
} from './work-story.js';

const RESTART = { ...DEPLOY, action: 'restart' };

const stopped = revoked({ by: 'ivan', severity: 'critical', reason: { kind: 'person' } });

describe('announcing an action', () => {
  test('puts it into the log, to be confirmed where its worker is supervised', () => {
    expect(given(...working(termsWith())).when(propose())).toStrictEqual(
      happens(proposed(1, { needsConfirmation: true })),
    );
  });

  test.each([
    ['whose worker is only watched', monitored()],
    ['outside of staging and production', termsWith({ environment: 'dev' })],
  ])('needs nobody else for one %s', (_, of) => {
    expect(given(...working(of)).when(propose())).toStrictEqual(happens(proposed(1)));
  });

  test('needs nobody else where it changes nothing', () => {
    const of = termsWith({}, { scope: { resources: ['service:api'], actions: ['observe'] } });
    expect(given(...working(of)).when(propose({ action: 'observe' }))).toStrictEqual(
      happens(proposed(1, { action: 'observe' })),
    );
  });

  test('is always watched in an emergency', () => {
    const calm = monitored();
    const of = { ...calm, assessment: { ...calm.assessment, path: 'emergency' as const } };
    expect(given(...working(of)).when(propose())).toStrictEqual(
      happens(proposed(1, { needsConfirmation: true })),
    );
  });

  test('goes on with the next number once the one before is on record', () => {
    const history = working(monitored(), proposed(1), actionsRecorded([done(1)]));
    expect(given(...history).when(propose({ seq: 2 }))).toStrictEqual(happens(proposed(2)));
  });

  test.each([
    ['while it is announced', [proposed(1)]],
    ['once it is on record', [proposed(1), actionsRecorded([done(1)])]],
  ])('a second time, %s, writes nothing', (_, history) => {
    expect(given(...working(monitored(), ...history)).when(propose())).toStrictEqual(nothing);
  });

  test.each([
    ['with another input', { inputDigest: sha('2') }, 'deploy on service:api'],
    ['as another action', { action: 'restart' }, 'restart on service:api'],
    ['on another target', { target: 'service:web' }, 'deploy on service:web'],
  ])('a second time %s is a violation', (_, change: Partial<ProposeAction>, is) => {
    const text = `Action 1 was deploy on service:api; now it is ${is}, or has another input.`;
    expect(given(...working(monitored(), proposed(1))).when(propose(change))).toStrictEqual(
      happens(
        violated({ rule: 'changed', onViolation: 'revoke', text, seq: 1, refused: { ...DEPLOY, ...change } }),
        revokedFor(text),
        closedWith({ violations: 1 }),
      ),
    );
  });

  test.each([
    ['that is not the next', [], 2, 'The next action is number 1.'],
    ['before the one before is on record', [proposed(1)], 2, 'Action 1 is announced, and not on record yet.'],
  ])('is refused for a number %s', (_, history, seq, message) => {
    expect(given(...working(monitored(), ...history)).when(propose({ seq }))).toStrictEqual(
      refused('SEQUENCE_GAP', message),
    );
  });

  test.each([
    ['for a permit that is not there', [], propose(), refused('NOT_FOUND', 'There is no permit t1.')],
    [
      'to another worker',
      working(monitored()),
      propose({}, { caller: 'deployer-2' }),
      refused('FORBIDDEN', "The permit is deployer-3's, not deployer-2's."),
    ],
    [
      'before it was started',
      ACTIVE,
      propose(),
      refused('INVALID_STATE', 'The permit is ACTIVE, which allows permit.start, permit.revoke.'),
    ],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });

  test.each([
    ['taken back', [stopped]],
    ['closed', [stopped, closedWith()]],
  ])('under a permit that is %s writes nothing', (_, history) => {
    expect(given(...working(monitored(), ...history)).when(propose())).toStrictEqual(nothing);
  });
});

describe('an action that may not be', () => {
  const of = (onViolation?: Constraint['onViolation']): Constraint => ({
    id: 'max_actions',
    value: 0,
    ...(onViolation === undefined ? {} : { onViolation }),
  });
  const text = 'It would be one action more than is allowed.';
  const breach = (onViolation: 'reject' | 'revoke' | 'rollback-and-revoke') =>
    violated({ rule: 'max_actions', onViolation, text, seq: 1, refused: DEPLOY });

  test('is rejected, and nothing else, where the limit says so; the same again is no news', () => {
    const history = working(undoable(of('reject')));
    expect(given(...history).when(propose())).toStrictEqual(happens(breach('reject')));
    expect(given(...history, breach('reject')).when(propose())).toStrictEqual(nothing);
  });

  test.each([undefined, 'revoke'] as const)('takes the permit back by %s, and leaves what was done', (by) => {
    expect(given(...working(undoable(of(by)))).when(propose())).toStrictEqual(
      happens(breach('revoke'), revokedFor(text), closedWith({ violations: 1 })),
    );
  });

  test('has what was done undone where the limit says so', () => {
    expect(given(...working(undoable(of('rollback-and-revoke')))).when(propose())).toStrictEqual(
      happens(breach('rollback-and-revoke'), revokedFor(text), granted(at(25))),
    );
  });

  test('out of scope takes the permit back, and has what was done undone where that is possible', () => {
    const scope = 'restart is not in the scope of the permit.';
    expect(given(...working(monitored())).when(propose({ action: 'restart' }))).toStrictEqual(
      happens(
        violated({ rule: 'scope', onViolation: 'revoke', text: scope, seq: 1, refused: RESTART }),
        revokedFor(scope),
        closedWith({ violations: 1 }),
      ),
    );
    expect(given(...working(undoable())).when(propose({ action: 'restart' }))).toStrictEqual(
      happens(
        violated({
          rule: 'scope',
          onViolation: 'rollback-and-revoke',
          text: scope,
          seq: 1,
          refused: RESTART,
        }),
        revokedFor(scope),
        granted(at(25)),
      ),
    );
  });

  test.each([
    ['out of scope', undoable(), propose(ROLLBACK)],
    ['beyond a limit', undoable(of('rollback-and-revoke')), propose()],
    ['when the window has ended', undoable(), propose(ROLLBACK, { now: WINDOW.notAfter })],
  ])('%s, sent again after the work has ended over it, writes nothing more', (_, terms, command) => {
    const history = working(terms);
    const decision = given(...history).when(command);
    const events = 'events' in decision ? decision.events : [];
    expect(events.map(({ type }) => type)).toStrictEqual([
      'permit.violation-detected',
      'permit.revoked',
      'execution.rollback-granted',
    ]);
    expect(given(...history, ...events).when(command)).toStrictEqual(nothing);
    // With another input it is another action, which is for the rollback.
    const other = propose({ ...ROLLBACK, inputDigest: sha('7') });
    expect(given(...history, ...events).when(other)).toStrictEqual(
      happens(proposed(1, { ...ROLLBACK, inputDigest: sha('7') })),
    );
  });

  test('of several limits, all are on record, and the severest decides', () => {
    const readOnly: Constraint = { id: 'read_only', value: true, onViolation: 'rollback-and-revoke' };
    const reading = 'deploy on service:api may change something, and the permit is for reading.';
    expect(given(...working(undoable(of('reject'), readOnly))).when(propose())).toStrictEqual(
      happens(
        breach('reject'),
        violated({
          rule: 'read_only',
          onViolation: 'rollback-and-revoke',
          text: reading,
          seq: 1,
          refused: DEPLOY,
        }),
        revokedFor(reading),
        granted(at(25)),
      ),
    );
  });

  test('because the window has ended takes the permit back as such', () => {
    const over = `The permit was good until before ${WINDOW.notAfter}.`;
    expect(given(...working(monitored())).when(propose({}, { now: WINDOW.notAfter }))).toStrictEqual(
      happens(
        violated({ rule: 'time_window', onViolation: 'revoke', text: over, seq: 1, refused: DEPLOY }),
        revoked({ severity: 'warning', reason: { kind: 'window-over', text: over } }),
        closedWith({ violations: 1, endedAt: WINDOW.notAfter }),
      ),
    );
  });

  test.each([
    ['time_window', `${at(0)}/${at(5)}`, `It is outside of ${at(0)}/${at(5)}.`],
    ['max_duration_s', 60, 'The 60 s that it may take are over.'],
  ])('because of %s is on record with its number', (id, value, why) => {
    expect(given(...working(monitored({ id, value, onViolation: 'reject' }))).when(propose())).toStrictEqual(
      happens(violated({ rule: id, onViolation: 'reject', text: why, seq: 1, refused: DEPLOY })),
    );
  });
});

describe('what is announced already', () => {
  const minute: Constraint = { id: 'max_duration_s', value: 60, onViolation: 'reject' };

  test('writes nothing after the time for it, and what is new is on record as too late', () => {
    const history = working(monitored(minute), proposed(1));
    expect(given(...history).when(propose())).toStrictEqual(nothing);
    const text = 'The 60 s that it may take are over.';
    const other = { ...DEPLOY, inputDigest: sha('7') };
    expect(given(...history).when(propose(other))).toStrictEqual(
      happens(violated({ rule: 'max_duration_s', onViolation: 'reject', text, seq: 1, refused: other })),
    );
  });
});

describe('undoing under a grant', () => {
  const history = working(undoable(), stopped, granted(at(20)));

  test('is announced like everything else', () => {
    expect(given(...history).when(propose(ROLLBACK))).toStrictEqual(happens(proposed(1, ROLLBACK)));
  });

  test('reaches no further than what approvers have read, and what goes further is on record', () => {
    const text = 'deploy is not in the scope of the permit.';
    expect(given(...history).when(propose())).toStrictEqual(
      happens(
        violated({ rule: 'scope', onViolation: 'reject', text, seq: 1, refused: DEPLOY, rollback: true }),
      ),
    );
  });

  test('is not counted against the limits of the work', () => {
    const limited = working(undoable({ id: 'max_actions', value: 0 }), stopped, granted(at(20)));
    expect(given(...limited).when(propose(ROLLBACK))).toStrictEqual(happens(proposed(1, ROLLBACK)));
  });

  test('is over when the grant is', () => {
    expect(given(...history).when(propose(ROLLBACK, { now: at(20) }))).toStrictEqual(nothing);
  });

  test('is for who has the grant', () => {
    const assigned = working(undoable(), stopped, granted(at(20), 'deployer-9'));
    expect(given(...assigned).when(propose(ROLLBACK, { caller: 'deployer-9' }))).toStrictEqual(
      happens(proposed(1, { ...ROLLBACK, workerId: 'deployer-9' })),
    );
    expect(given(...assigned).when(propose(ROLLBACK))).toStrictEqual(nothing);
  });

  test.each<[string, WorkerNow | undefined, string]>([
    [
      'is suspended',
      { ...FIT, status: 'suspended' },
      'deployer-3 is suspended, and so eligible for nothing.',
    ],
    ['is certified for less', { ...FIT, level: 2 }, 'deployer-3 is certified for level 2; this needs 3.'],
    ['nobody has looked at', undefined, 'deployer-3 is no worker.'],
  ])('is refused to a worker that %s', (_, worker, message) => {
    const { worker: _fit, ...command } = propose(ROLLBACK);
    const asked = { ...command, ...(worker === undefined ? {} : { worker }) };
    expect(given(...history).when(asked)).toStrictEqual(refused('WORKER_NOT_ELIGIBLE', message));
    // The work itself is not looked at this way: it is taken back where its worker is lost.
    expect(
      given(...working(undoable())).when({ ...asked, input: { ...asked.input, ...DEPLOY } }),
    ).toStrictEqual(happens(proposed(1)));
  });

  test('is for one that says other things of itself, too', () => {
    const worker = { ...FIT, definition: sha('0') };
    expect(given(...history).when(propose(ROLLBACK, { worker }))).toStrictEqual(
      happens(proposed(1, ROLLBACK)),
    );
  });

  test('stands on a level that an emergency has lent its worker, and nobody else', () => {
    const calm = undoable();
    const of = { ...calm, assessment: { ...calm.assessment, path: 'emergency' as const } };
    const worker = { ...FIT, level: 1 } as const;
    expect(given(...working(of, stopped, granted(at(20)))).when(propose(ROLLBACK, { worker }))).toStrictEqual(
      happens(proposed(1, { ...ROLLBACK, needsConfirmation: true })),
    );
    const others = working(of, stopped, granted(at(20), 'deployer-9'));
    expect(given(...others).when(propose(ROLLBACK, { worker, caller: 'deployer-9' }))).toStrictEqual(
      refused('WORKER_NOT_ELIGIBLE', 'deployer-9 is certified for level 1; this needs 3.'),
    );
  });

  test.each([
    ['supervised', 'monitored', true],
    ['autonomous', 'supervised', false],
  ] as const)('as one that is %s is watched as that, not as the worker that is %s', (trust, own, waits) => {
    const of = { ...undoable(), trust: own };
    const assigned = working(of, stopped, grantedBy(at(20), 'deployer-9', trust));
    expect(given(...assigned).when(propose(ROLLBACK, { caller: 'deployer-9' }))).toStrictEqual(
      happens(proposed(1, { workerId: 'deployer-9', ...ROLLBACK, needsConfirmation: waits })),
    );
    // What its own worker is let do stands on what approvers have read.
    expect(given(...working(of, stopped, granted(at(20)))).when(propose(ROLLBACK))).toStrictEqual(
      happens(proposed(1, { ...ROLLBACK, needsConfirmation: own === 'supervised' })),
    );
  });

  test('past what was announced costs trust, and with it the grant', () => {
    const text =
      'Action 1 was rollback on service:api; now it is rollback on service:api, or has another input.';
    const other = { ...ROLLBACK, inputDigest: sha('7') };
    expect(given(...history, proposed(1, ROLLBACK)).when(propose(other))).toStrictEqual(
      happens(
        violated({ rule: 'changed', onViolation: 'reject', text, seq: 1, refused: other, rollback: true }),
        withdrawn('trust'),
      ),
    );
  });
});

describe('a worker that goes on in the place of another', () => {
  const pending = working(undoable(), proposed(1), stopped, granted(at(20), 'deployer-9'));
  const byNine = { caller: 'deployer-9' };

  test('announces the next number, whatever was announced before it', () => {
    expect(given(...pending).when(propose({ seq: 2, ...ROLLBACK }, byNine))).toStrictEqual(
      happens(proposed(2, { ...ROLLBACK, workerId: 'deployer-9' })),
    );
  });

  test.each([
    ['a number that the other announced', pending, 1, DEPLOY, 2],
    ['a number that the other announced, with its own', pending, 1, ROLLBACK, 2],
    [
      'a number on record',
      working(undoable(), proposed(1), actionsRecorded([done(1)]), stopped, granted(at(20), 'deployer-9')),
      1,
      ROLLBACK,
      2,
    ],
  ])('has broken nothing by %s', (_, history, seq, action, next) => {
    expect(given(...history).when(propose({ seq, ...action }, byNine))).toStrictEqual(
      refused('SEQUENCE_GAP', `The next action is number ${next}.`),
    );
  });
});
