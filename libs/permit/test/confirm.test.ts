import { describe, expect, test } from '@jest/globals';
import { at } from './factories.js';
import { ACTIVE, given, happens, nothing, refused, revoked, WINDOW } from './story.js';
import {
  actionsRecorded,
  closedWith,
  confirm,
  confirmed,
  done,
  FIT,
  granted,
  monitored,
  proposed,
  ROLLBACK,
  termsWith,
  undoable,
  working,
} from './work-story.js';

const waiting = proposed(1, { needsConfirmation: true });
const inProduction = working(termsWith(), waiting);
const inStaging = working(termsWith({ environment: 'staging' }), waiting);
const stopped = revoked({ by: 'ivan', severity: 'critical', reason: { kind: 'person' } });

describe('confirming', () => {
  test('is for any person who is not excluded, in production', () => {
    expect(given(...inProduction).when(confirm('judy'))).toStrictEqual(happens(confirmed(1, 'judy')));
  });

  test('is for the master, in staging', () => {
    expect(given(...inStaging).when(confirm('development-master'))).toStrictEqual(
      happens(confirmed(1, 'development-master')),
    );
  });

  test('what is confirmed already changes nothing', () => {
    expect(given(...inProduction, confirmed(1, 'judy')).when(confirm('alice'))).toStrictEqual(nothing);
  });

  test('goes on while what was done is undone', () => {
    const history = working(undoable(), stopped, granted(at(20)), {
      type: 'execution.action-proposed',
      data: { workerId: 'deployer-3', seq: 1, ...ROLLBACK, needsConfirmation: true },
    });
    expect(given(...history).when(confirm('judy'))).toStrictEqual(happens(confirmed(1, 'judy')));
    expect(given(...history).when(confirm('judy', 1, { now: at(20) }))).toStrictEqual(
      refused('INVALID_STATE', 'Action 1 does not wait for a confirmation.'),
    );
    const worker = { ...FIT, status: 'suspended' } as const;
    expect(given(...history).when(confirm('judy', 1, { worker }))).toStrictEqual(
      refused('WORKER_NOT_ELIGIBLE', 'deployer-3 is suspended, and so eligible for nothing.'),
    );
  });

  test.each([
    ['for a permit that is not there', [], confirm('judy'), refused('NOT_FOUND', 'There is no permit t1.')],
    [
      'to who is no person, in production',
      inProduction,
      confirm('development-master'),
      refused(
        'FORBIDDEN',
        'development-master is not enrolled as a person, and only people decide on permits.',
      ),
    ],
    [
      'to anybody but the master, in staging',
      inStaging,
      confirm('judy'),
      refused('FORBIDDEN', 'Only development-master, who requested it, confirms what is done under it.'),
    ],
    [
      'before it was started',
      ACTIVE,
      confirm('judy'),
      refused('INVALID_STATE', 'The permit is ACTIVE, which allows permit.start, permit.revoke.'),
    ],
    [
      'to an owner at the request',
      inProduction,
      confirm('olivia'),
      refused(
        'SEPARATION_OF_DUTIES',
        'olivia owns the worker or the master, or is who the work is for, and so is excluded from deciding on it.',
      ),
    ],
    [
      'to an owner since',
      inProduction,
      confirm('judy', 1, { owners: ['judy'] }),
      refused(
        'SEPARATION_OF_DUTIES',
        'judy owns the worker or the master, or is who the work is for, and so is excluded from deciding on it.',
      ),
    ],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });

  test.each([
    ['nobody announced', working(termsWith()), confirm('judy')],
    ['has another number', inProduction, confirm('judy', 2)],
    ['needs none', working(monitored(), proposed(1)), confirm('judy')],
    ['is on record', [...inProduction, actionsRecorded([done(1)])], confirm('judy')],
    ['is no longer wanted', [...inProduction, stopped, closedWith()], confirm('judy')],
    [
      'was announced for the work, not for undoing it',
      [...inProduction, stopped, granted(at(20))],
      confirm('judy'),
    ],
    ['comes after the window', inProduction, confirm('judy', 1, { now: WINDOW.notAfter })],
    [
      'comes after a window that a constraint leaves',
      working(termsWith({}, { constraints: [{ id: 'time_window', value: `${at(0)}/${at(10)}` }] }), waiting),
      confirm('judy'),
    ],
    [
      'has taken too long',
      working(termsWith({}, { constraints: [{ id: 'max_duration_s', value: 540 }] }), waiting),
      confirm('judy'),
    ],
  ])('is refused for an action that %s', (_, history, command) => {
    expect(given(...history).when(command)).toStrictEqual(
      refused('INVALID_STATE', `Action ${command.input.seq} does not wait for a confirmation.`),
    );
  });
});
