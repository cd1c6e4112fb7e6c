import { describe, expect, test } from '@jest/globals';
import { EVENTS, issuesOf } from '@guildhall/contracts';
import { masterDecider, masterFacts } from '../src/index.js';
import type { MasterState } from '../src/index.js';
import { FILE, importMaster, inDays, NOW, recorded } from './builders.js';

const { decide, evolve, initialState } = masterDecider;

const DATA = {
  masterId: 'development-master',
  owners: ['olivia', 'ann'],
  level: 3,
  capabilities: ['deploy', 'test'],
  bootstrap: FILE,
} as const;
const MASTER = { owners: ['olivia', 'ann'], capabilities: ['deploy', 'test'] };

const event = () =>
  recorded('master.registered', 'development-master', {
    ...DATA,
    owners: [...DATA.owners],
    capabilities: [...DATA.capabilities],
  });
const registered = (): MasterState => evolve(initialState, event());

describe('importing a master', () => {
  test('registers it', () => {
    const decision = decide(importMaster(MASTER), initialState);
    expect(decision).toEqual({ events: [{ type: 'master.registered', data: DATA }] });
    const events = 'events' in decision ? decision.events : [];
    expect(events.map(({ type, data }) => issuesOf(EVENTS[type], data))).toEqual([[]]);
  });

  test('leaves its capabilities open where the file does', () => {
    expect(decide(importMaster(), initialState)).toEqual({
      events: [
        {
          type: 'master.registered',
          data: { masterId: 'development-master', owners: ['olivia'], level: 3, bootstrap: FILE },
        },
      ],
    });
  });

  test('does nothing where the same file has brought the same master', () => {
    expect(decide(importMaster(MASTER, { taken: true }), registered())).toEqual({ events: [] });
  });

  test.each([
    ['from another file', importMaster(MASTER, { file: 'e'.repeat(64) })],
    ['with another level', importMaster({ ...MASTER, level: 4 })],
    ['with other owners', importMaster({ ...MASTER, owners: ['olivia'] })],
    ['with other capabilities', importMaster({ ...MASTER, capabilities: ['deploy'] })],
    ['with all capabilities', importMaster({ owners: MASTER.owners })],
  ])('is refused where the master is known and comes %s', (_, command) => {
    expect(decide(command, registered())).toEqual({
      refusal: { code: 'ALREADY_EXISTS', message: 'The id development-master is taken.' },
    });
  });

  test('is refused where somebody else has the id', () => {
    expect(decide(importMaster(MASTER, { taken: true }), initialState)).toEqual({
      refusal: { code: 'ALREADY_EXISTS', message: 'The id development-master is taken.' },
    });
  });

  test('is refused to everybody but system', () => {
    expect(decide(importMaster(MASTER, { caller: 'development-master' }), initialState)).toEqual({
      refusal: { code: 'FORBIDDEN', message: 'Only system imports; you are development-master.' },
    });
  });

  test('is refused once the first boot is complete', () => {
    expect(decide(importMaster(MASTER, { completed: true }), initialState)).toEqual({
      refusal: {
        code: 'INVALID_STATE',
        message: 'The first boot is already complete; nothing is imported after it.',
      },
    });
  });

  test('is refused an id that nobody can have', () => {
    expect(decide(importMaster({ id: 'Gateway' }, { reserved: true }), initialState)).toEqual({
      refusal: {
        code: 'VALIDATION_FAILED',
        message: 'The id Gateway is reserved.',
        details: [{ pointer: '/masters/0/id', message: 'is reserved' }],
      },
    });
  });
});

describe('a master as the fold of its events', () => {
  test('is what was registered, once', () => {
    const state = {
      status: 'registered',
      masterId: 'development-master',
      level: 3,
      capabilities: ['deploy', 'test'],
      bootstrap: FILE,
      tenures: [{ owners: ['olivia', 'ann'], from: NOW }],
    };
    expect(registered()).toEqual(state);
    expect(evolve(registered(), { ...event(), time: inDays(1) })).toEqual(state);
  });
});

describe('the facts about a master', () => {
  test('are what a permit depends on', () => {
    expect(masterFacts(registered(), NOW)).toEqual({
      status: 'active',
      level: 3,
      owners: ['ann', 'olivia'],
      capabilities: ['deploy', 'test'],
    });
  });

  test('leave the capabilities out where it may ask for everything', () => {
    const state: MasterState = {
      status: 'registered',
      masterId: 'm',
      level: 0,
      tenures: [
        { owners: ['zoe'], from: inDays(-90), until: inDays(-29) },
        { owners: ['olivia'], from: inDays(-29) },
      ],
    };
    expect(masterFacts(state, NOW)).toEqual({ status: 'active', level: 0, owners: ['olivia', 'zoe'] });
  });

  test('are that there is none', () => {
    expect(masterFacts(initialState, NOW)).toEqual({ status: 'unknown' });
  });
});
