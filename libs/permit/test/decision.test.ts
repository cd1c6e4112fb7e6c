import { describe, expect, test } from '@jest/globals';
import type { Constraint } from '@guildhall/contracts';
import { actionDecision, dutyNow, mayContinue } from '../src/index.js';
import { at, sha } from './factories.js';
import { ACTIVE, permitAfter, revoked, WINDOW } from './story.js';
import {
  actionsRecorded,
  closedWith,
  confirmed,
  DEPLOY,
  done,
  FIT,
  granted,
  monitored,
  proposed,
  ROLLBACK,
  rolledBack,
  termsWith,
  undoable,
  violated,
  working,
} from './work-story.js';
import type { PermitEvent } from '../src/index.js';

const stopped = revoked({ by: 'ivan', severity: 'critical', reason: { kind: 'person' } });
const asked = { caller: 'deployer-3', seq: 1, ...DEPLOY };

const decided = (history: PermitEvent[], action: Partial<typeof asked> = {}, now = at(10)) =>
  actionDecision(permitAfter(...history), { ...asked, ...action }, now, { worker: FIT });

describe('whether an announced action may be done', () => {
  test('it may, as long as the permit is good', () => {
    expect(decided(working(monitored(), proposed(1)))).toStrictEqual({ decision: 'permitted' });
  });

  test.each([
    ['production', 'somebody who is not excluded'],
    ['staging', 'development-master'],
  ] as const)('it waits for a confirmation in %s, and then it may', (environment, who) => {
    const history = working(termsWith({ environment }), proposed(1, { needsConfirmation: true }));
    expect(decided(history)).toStrictEqual({
      decision: 'waiting',
      reason: `It waits for a confirmation by ${who}.`,
    });
    expect(decided([...history, confirmed(1, 'judy')])).toStrictEqual({ decision: 'permitted' });
  });

  test('the answer stays the same once it is on record', () => {
    expect(decided(working(monitored(), proposed(1), actionsRecorded([done(1)])))).toStrictEqual({
      decision: 'permitted',
      reason: 'It is on record.',
    });
  });

  test.each<[string, PermitEvent[]]>([
    ['announced', [proposed(1, { needsConfirmation: true })]],
    ['never announced', []],
  ])('what the worker says was not let happen, %s, may not be done after all', (_, before) => {
    const rejected = actionsRecorded([done(1, { status: 'rejected' })]);
    expect(decided(working(termsWith(), ...before, rejected))).toStrictEqual({
      decision: 'refused',
      reason: 'It is on record as rejected.',
    });
  });

  const scope = violated({ rule: 'scope', onViolation: 'reject', text: 'That is out of scope.', seq: 1 });

  test.each<[string, PermitEvent[], Partial<typeof asked>, string, string]>([
    ['nobody announced it', working(monitored()), {}, at(10), 'It is not announced.'],
    [
      'another was announced',
      working(monitored(), proposed(1)),
      { inputDigest: sha('2') },
      at(10),
      'It is not announced.',
    ],
    ['it was a violation', working(monitored(), scope), {}, at(10), 'That is out of scope.'],
    ['the permit was not started', ACTIVE, {}, at(10), 'The permit is ACTIVE.'],
    ['there is none', [], {}, at(10), 'The permit is NONE.'],
    [
      'the permit was taken back before it was announced',
      working(undoable(), stopped, proposed(1)),
      {},
      at(10),
      'The permit is REVOKED.',
    ],
    [
      'the permit was taken back since',
      working(monitored(), proposed(1), stopped, closedWith()),
      {},
      at(10),
      'The permit is CLOSED.',
    ],
    [
      'a violation was the end',
      working(monitored(), proposed(1), scope, stopped, closedWith()),
      {},
      at(10),
      'The permit is CLOSED: That is out of scope.',
    ],
    [
      'it was announced for the work, and now that is undone',
      working(undoable(), proposed(1), stopped, granted(at(20))),
      {},
      at(10),
      'It was announced for something that has ended since.',
    ],
    [
      'the window has ended, whatever a timer has said',
      working(monitored(), proposed(1)),
      {},
      WINDOW.notAfter,
      `The permit was good until before ${WINDOW.notAfter}.`,
    ],
    [
      'a window of a constraint has ended, whatever a timer has said',
      working(monitored({ id: 'time_window', value: `${at(0)}/${at(5)}` }), proposed(1)),
      {},
      at(5),
      `The permit was good until before ${at(5)}.`,
    ],
    [
      'it has taken too long, whatever a timer has said',
      working(monitored({ id: 'max_duration_s', value: 60, onViolation: 'reject' }), proposed(1)),
      {},
      at(2),
      `The permit was good until before ${at(2)}.`,
    ],
    [
      'somebody else undoes it',
      working(undoable(), stopped, granted(at(20), 'deployer-9'), proposed(1, ROLLBACK)),
      ROLLBACK,
      at(10),
      'The permit is REVOKED.',
    ],
  ])('it may not where %s', (_, history, action, now, reason) => {
    expect(decided(history, action, now)).toStrictEqual({ decision: 'refused', reason });
  });

  test('whoever undoes it may only as long as it is fit for it', () => {
    const history = working(undoable(), stopped, granted(at(20)), proposed(1, ROLLBACK));
    const permit = permitAfter(...history);
    const undo = { caller: 'deployer-3', seq: 1, ...ROLLBACK };
    const worker = { ...FIT, status: 'revoked' } as const;
    expect(actionDecision(permit, undo, at(10), { worker: FIT })).toStrictEqual({ decision: 'permitted' });
    expect(actionDecision(permit, undo, at(10), { worker })).toStrictEqual({
      decision: 'refused',
      reason: 'deployer-3 is revoked, and so eligible for nothing.',
    });
    expect(actionDecision(permit, undo, at(10))).toMatchObject({ decision: 'refused' });
    expect(dutyNow(permit, 'deployer-3', at(10), { worker })).toBeUndefined();
  });

  test('what another worker was let do is nothing that who goes on may do', () => {
    const history = working(undoable(), proposed(1, ROLLBACK), stopped, granted(at(20), 'deployer-9'));
    const asked = { caller: 'deployer-9', seq: 1, ...ROLLBACK };
    expect(actionDecision(permitAfter(...history), asked, at(10), { worker: FIT })).toStrictEqual({
      decision: 'refused',
      reason: 'It is not announced.',
    });
  });

  test('what was done for the work may not be done again to undo it; what undoes it gets the same answer', () => {
    const before = working(undoable(), proposed(1), actionsRecorded([done(1)]), stopped, granted(at(20)));
    expect(decided(before)).toStrictEqual({
      decision: 'refused',
      reason: 'It is on record, and is nothing that undoes the work.',
    });
    const after = [...before, proposed(2, ROLLBACK), actionsRecorded([done(2, ROLLBACK)])];
    expect(decided(after, { seq: 2, ...ROLLBACK })).toStrictEqual({
      decision: 'permitted',
      reason: 'It is on record.',
    });
  });

  test('undoing it may be done before the grant ends', () => {
    const history = working(undoable(), stopped, granted(at(20)), proposed(1, ROLLBACK));
    expect(decided(history, ROLLBACK)).toStrictEqual({ decision: 'permitted' });
    expect(decided(history, ROLLBACK, at(20))).toStrictEqual({
      decision: 'refused',
      reason: 'The permit is REVOKED.',
    });
  });
});

describe('what a worker may do now', () => {
  const minute: Constraint = { id: 'max_duration_s', value: 60, onViolation: 'reject' };
  const window: Constraint = { id: 'time_window', value: `${at(0)}/${at(5)}` };

  test.each<[string, 'work' | 'rollback' | undefined, PermitEvent[], string, string]>([
    ['the work, while it works', 'work', working(monitored()), 'deployer-3', at(10)],
    ['nothing once the window has ended', undefined, working(monitored()), 'deployer-3', WINDOW.notAfter],
    ['the work before a limit of the time', 'work', working(monitored(window)), 'deployer-3', at(4)],
    [
      'nothing once a window of a constraint has ended',
      undefined,
      working(monitored(window)),
      'deployer-3',
      at(5),
    ],
    ['nothing once it has taken too long', undefined, working(monitored(minute)), 'deployer-3', at(2)],
    ['nothing as another', undefined, working(monitored()), 'deployer-9', at(10)],
    ['nothing before the start', undefined, ACTIVE, 'deployer-3', at(10)],
    ['nothing after the end', undefined, working(monitored(), stopped, closedWith()), 'deployer-3', at(10)],
    [
      'undoing it, with the grant',
      'rollback',
      working(undoable(), stopped, granted(at(20))),
      'deployer-3',
      at(10),
    ],
    [
      'nothing once the grant is over',
      undefined,
      working(undoable(), stopped, granted(at(20))),
      'deployer-3',
      at(20),
    ],
    [
      'nothing once it is undone',
      undefined,
      working(undoable(), stopped, granted(at(20)), rolledBack()),
      'deployer-3',
      at(10),
    ],
  ])('is %s', (_, duty, history, caller, now) => {
    expect(dutyNow(permitAfter(...history), caller, now, { worker: FIT })).toBe(duty);
  });
});

describe('whether a worker may go on with what it was at', () => {
  const undoing = working(undoable(), proposed(1), actionsRecorded([done(1)]), stopped, granted(at(20)));
  const undone = [...undoing, proposed(2, ROLLBACK), actionsRecorded([done(2, ROLLBACK)])];
  const late = [...undoing, actionsRecorded([done(2)], true)];

  test.each<[string, boolean, PermitEvent[], 'work' | 'rollback' | undefined, number[]]>([
    ['as long as it may work', true, working(monitored()), 'work', [1]],
    ['not once nothing is its to do', false, working(monitored()), undefined, [1]],
    ['not where it has the grant now: it has to stop, and undo', false, undoing, 'rollback', []],
    ['not after a record of the work', false, undoing, 'rollback', [1]],
    ['not after late evidence', false, late, 'rollback', [2]],
    ['not after a record of which only part undoes the work', false, undone, 'rollback', [1, 2]],
    ['not after what is on no record', false, undone, 'rollback', [3]],
    ['after a record of what undoes the work', true, undone, 'rollback', [2]],
  ])('%s: %s', (_, may, history, duty, recorded) => {
    expect(mayContinue(permitAfter(...history), duty, recorded)).toBe(may);
  });
});
