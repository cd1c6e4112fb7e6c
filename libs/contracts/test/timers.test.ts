import { describe, expect, test } from '@jest/globals';
import { CONTEXTS, SERVICES, parseTimerDueSubject, servicePermissions } from '../src/index.js';
import { timerCausation, timerDueSubject, timerFilters, timerSetSubject } from '../src/index.js';

const WINDOW = { context: 'permit', entity: 't1', kind: 'window' };

describe('subjects of timers', () => {
  test('have the spelling of the contract', () => {
    expect([
      timerSetSubject(WINDOW),
      timerDueSubject(WINDOW),
      timerFilters.set('permit'),
      timerFilters.due('permit'),
      timerCausation(WINDOW, '2026-11-21T12:00:00.000Z'),
    ]).toEqual([
      'timer.set.permit.t1.window',
      'timer.due.permit.t1.window',
      'timer.set.permit.>',
      'timer.due.permit.>',
      'timer:timer.due.permit.t1.window:2026-11-21T12:00:00.000Z',
    ]);
  });

  test('say which timer is due', () => {
    expect(parseTimerDueSubject(timerDueSubject(WINDOW))).toEqual(WINDOW);
  });

  test.each([
    ['timer.set.permit.t1.window'],
    ['timer.due.permit.t1'],
    ['timer.due.permit.t1.window.more'],
    ['timer.due.permit.t 1.window'],
    ['timer.due.Permit.t1.window'],
    ['other.timer.due.permit.t1.window'],
  ])('have no other form: %s', (subject) => {
    expect(parseTimerDueSubject(subject)).toBeUndefined();
  });

  test.each([
    [{ ...WINDOW, context: 'a.b' }],
    [{ ...WINDOW, context: '' }],
    [{ ...WINDOW, entity: 't.1' }],
    [{ ...WINDOW, entity: '*' }],
    [{ ...WINDOW, kind: '>' }],
    [{ ...WINDOW, kind: 'a b' }],
  ])('are made of ids and words only: %j', (key) => {
    expect(() => timerSetSubject(key)).toThrow(RangeError);
    expect(() => timerDueSubject(key)).toThrow(RangeError);
  });

  test('are set by the owner of the context, and made due by nobody but the broker', () => {
    for (const service of SERVICES) {
      const timers = servicePermissions(service).publish.filter((subject) => subject.startsWith('timer.'));
      expect(timers).toEqual(CONTEXTS[service].map((context) => timerFilters.set(context)));
    }
  });
});
