import { describe, expect, test } from '@jest/globals';
import { EVENTS, issuesOf } from '@guildhall/contracts';
import { masterDecider, masterFacts } from '../src/index.js';
import type { MasterCommand, MasterState } from '../src/index.js';
import { asker, inDays, masterAfter, masterEvent, NOBODY, NOW, OLIVIA, OSCAR, recorded } from './builders.js';
import type { OnMaster } from './builders.js';

const { decide, evolve, initialState } = masterDecider;

const TERMS = { id: 'm', level: 3 as const, owners: ['mia', 'ann'], capabilities: ['deploy', 'test'] };
const DATA = { level: 3, owners: ['mia', 'ann'], capabilities: ['deploy', 'test'] };
const KNOWN = masterAfter(masterEvent('m', 3, { owners: ['mia', 'ann'], capabilities: ['deploy', 'test'] }));
const retiredEvent = recorded('master.retired', 'm', { by: 'oscar', reason: 'Replaced.' });
const GONE = evolve(KNOWN, retiredEvent);

const register = (more: Partial<OnMaster<'register'>> = {}): OnMaster<'register'> => ({
  type: 'register',
  asker: OSCAR,
  master: TERMS,
  strangers: [],
  reserved: false,
  taken: false,
  ...more,
});
const change = (more: Partial<OnMaster<'change'>['master']> = {}): OnMaster<'change'> => ({
  type: 'change',
  asker: OSCAR,
  master: { ...TERMS, ...more },
  strangers: [],
});
const retire = (more: Partial<OnMaster<'retire'>> = {}): OnMaster<'retire'> => ({
  type: 'retire',
  asker: OSCAR,
  id: 'm',
  reason: 'Replaced.',
  ...more,
});

describe('a master', () => {
  test.each<[string, MasterCommand, MasterState, object]>([
    [
      'is registered',
      register(),
      initialState,
      { type: 'master.registered', data: { masterId: 'm', ...DATA } },
    ],
    [
      'is registered for everything',
      register({ master: { id: 'm', level: 0, owners: ['mia'] } }),
      initialState,
      { type: 'master.registered', data: { masterId: 'm', level: 0, owners: ['mia'] } },
    ],
    ['is lowered', change({ level: 2 }), KNOWN, { type: 'master.changed', data: { ...DATA, level: 2 } }],
    [
      'gets other owners',
      change({ owners: ['zoe'] }),
      KNOWN,
      { type: 'master.changed', data: { ...DATA, owners: ['zoe'] } },
    ],
    [
      'gets other capabilities',
      change({ capabilities: ['deploy'] }),
      KNOWN,
      { type: 'master.changed', data: { ...DATA, capabilities: ['deploy'] } },
    ],
    ['is retired', retire(), KNOWN, { type: 'master.retired', data: { by: 'oscar', reason: 'Replaced.' } }],
  ])('%s', (_, command, state, event) => {
    const decision = decide(command, state);
    expect(decision).toEqual({ events: [event] });
    const events = 'events' in decision ? decision.events : [];
    expect(events.map(({ type, data }) => issuesOf(EVENTS[type], data))).toEqual([[]]);
  });

  test.each<[string, MasterCommand, MasterState]>([
    ['changed to what it is', change(), KNOWN],
    [
      'changed to the same in another order',
      change({ owners: ['ann', 'mia'], capabilities: ['test', 'deploy'] }),
      KNOWN,
    ],
    ['retired twice', retire(), GONE],
  ])('%s: nothing to do', (_, command, state) => {
    expect(decide(command, state)).toEqual({ events: [] });
  });

  test.each<[string, MasterCommand, string]>([
    [
      'registered by its owner',
      register({ asker: asker('mia') }),
      'Only an operator registers masters; mia does not hold that role.',
    ],
    [
      'changed by its owner',
      { ...change(), asker: OLIVIA },
      'Only an operator changes masters; olivia does not hold that role.',
    ],
    [
      'retired by a stranger',
      retire({ asker: NOBODY }),
      'Only an operator retires masters; mallory does not hold that role.',
    ],
  ])('is not %s', (_, command, message) => {
    expect(decide(command, KNOWN)).toEqual({ refusal: { code: 'FORBIDDEN', message } });
  });

  test.each<[string, MasterCommand, MasterState, string, string]>([
    ['whose id is taken', register({ taken: true }), initialState, 'ALREADY_EXISTS', 'The id m is taken.'],
    ['that is known', register(), KNOWN, 'ALREADY_EXISTS', 'The id m is taken.'],
    ['that was known', register({ taken: true }), GONE, 'ALREADY_EXISTS', 'The id m is taken.'],
    ['that nobody knows, to be changed', change(), initialState, 'NOT_FOUND', 'There is no master m.'],
    ['that nobody knows, to be retired', retire(), initialState, 'NOT_FOUND', 'There is no master m.'],
    [
      'that is retired, to be changed',
      change({ level: 4 }),
      GONE,
      'INVALID_STATE',
      'm is retired, which is for good.',
    ],
  ])('%s is refused', (_, command, state, code, message) => {
    expect(decide(command, state)).toEqual({ refusal: { code, message } });
  });

  test('is not one that the directory cannot answer for', () => {
    const details = [{ pointer: '/owners/1', message: '"ann" is not an enrolled person' }];
    const message = 'm is not acceptable as a master.';
    expect(decide(register({ strangers: ['ann'], reserved: true }), initialState)).toEqual({
      refusal: {
        code: 'VALIDATION_FAILED',
        message,
        details: [{ pointer: '/id', message: 'is reserved' }, ...details],
      },
    });
    expect(decide({ ...change({ level: 1 }), strangers: ['ann'] }, KNOWN)).toEqual({
      refusal: { code: 'VALIDATION_FAILED', message, details },
    });
  });
});

describe('the facts about a master', () => {
  const later = inDays(1);
  const changed = recorded('master.changed', 'm', { level: 2, owners: ['zoe'] }, { time: later });

  test('follow a change, with its earlier owners for 30 days', () => {
    const state = evolve(KNOWN, changed);
    expect(masterFacts(state, later)).toEqual({ status: 'active', level: 2, owners: ['ann', 'mia', 'zoe'] });
    expect(masterFacts(state, inDays(31))).toEqual({ status: 'active', level: 2, owners: ['zoe'] });
  });

  test('keep the tenure where the owners stay', () => {
    const same = recorded('master.changed', 'm', { level: 2, owners: ['ann', 'mia'] }, { time: later });
    expect(evolve(KNOWN, same)).toEqual({
      status: 'registered',
      masterId: 'm',
      level: 2,
      tenures: [{ owners: ['mia', 'ann'], from: NOW }],
    });
  });

  test('say that it is retired, for good', () => {
    expect(masterFacts(GONE, NOW)).toEqual({
      status: 'retired',
      level: 3,
      owners: ['ann', 'mia'],
      capabilities: ['deploy', 'test'],
    });
    expect([changed, retiredEvent].reduce(evolve, GONE)).toEqual(GONE);
    expect([changed, retiredEvent].reduce(evolve, initialState)).toEqual(initialState);
  });
});
