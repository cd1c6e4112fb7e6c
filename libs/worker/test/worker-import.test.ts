import { describe, expect, test } from '@jest/globals';
import { EVENTS, issuesOf } from '@guildhall/contracts';
import { workerDecider } from '../src/index.js';
import type { WorkerState } from '../src/index.js';
import { ARTIFACT, definition, digest, FILE, importWorker, inDays, NOW, recorded } from './builders.js';

const { decide, evolve, initialState } = workerDecider;

const registered = (certified = true): WorkerState => {
  const data = { definition: definition(), sha256: digest(definition()), bootstrap: FILE };
  const state = evolve(initialState, recorded('worker.registered', 'deployer-3', data));
  const level = { level: 3, basis: 'bootstrap', probation: true, expiresAt: inDays(90) } as const;
  return certified ? evolve(state, recorded('worker.certified', 'deployer-3', level)) : state;
};

describe('importing a worker', () => {
  test('registers and certifies it, on probation, until the given time has passed', () => {
    expect(decide(importWorker(), initialState)).toEqual({
      events: [
        {
          type: 'worker.registered',
          data: { definition: definition(), sha256: digest(definition()), bootstrap: FILE },
        },
        {
          type: 'worker.certified',
          data: { level: 3, basis: 'bootstrap', probation: true, expiresAt: '2027-02-19T09:00:00.000Z' },
        },
      ],
    });
  });

  test('certifies nothing at level 0, which needs no artifact either', () => {
    const { artifact: _, ...scout } = definition({ workerId: 'scout-0' });
    expect(decide(importWorker({ level: 0, definition: scout }), initialState)).toEqual({
      events: [
        {
          type: 'worker.registered',
          data: { definition: scout, sha256: digest(scout), bootstrap: FILE },
        },
      ],
    });
  });

  test('writes what the published schemas accept', () => {
    const decision = decide(importWorker(), initialState);
    const events = 'events' in decision ? decision.events : [];
    expect(events.map(({ type, data }) => issuesOf(EVENTS[type], data))).toEqual([[], []]);
  });

  test('does nothing where the same file has brought the same worker', () => {
    expect(decide(importWorker({}, { taken: true }), registered())).toEqual({ events: [] });
  });

  test.each([
    ['from another file', importWorker({}, { file: 'e'.repeat(64) })],
    ['with another definition', importWorker({ definition: definition({ name: 'Another' }) })],
    ['with another level', importWorker({ level: 2 })],
  ])('is refused where the worker is known and comes %s', (_, command) => {
    expect(decide(command, registered())).toEqual({
      refusal: { code: 'ALREADY_EXISTS', message: 'The id deployer-3 is taken.' },
    });
  });

  test('is refused where somebody else has the id', () => {
    expect(decide(importWorker({}, { taken: true }), initialState)).toEqual({
      refusal: { code: 'ALREADY_EXISTS', message: 'The id deployer-3 is taken.' },
    });
  });

  test('is refused to everybody but system', () => {
    expect(decide(importWorker({}, { caller: 'olivia' }), initialState)).toEqual({
      refusal: { code: 'FORBIDDEN', message: 'Only system imports; you are olivia.' },
    });
  });

  test.each([
    ['a new worker', initialState],
    ['a known one', registered()],
  ])('is refused once the first boot is complete: %s', (_, state) => {
    expect(decide(importWorker({}, { completed: true }), state)).toEqual({
      refusal: {
        code: 'INVALID_STATE',
        message: 'The first boot is already complete; nothing is imported after it.',
      },
    });
  });

  test('is refused with all that is wrong with the definition, under its place in the command', () => {
    const { artifact: _, ...rest } = definition({
      workerId: 'timer',
      constraints: [{ id: 'max_actions', value: 10, witness: 'trust_me' }],
    });
    const command = importWorker({ definition: rest }, { reserved: true, pointer: '/workers/7' });
    expect(decide(command, initialState)).toEqual({
      refusal: {
        code: 'VALIDATION_FAILED',
        message: 'The definition of timer is not acceptable.',
        details: [
          { pointer: '/workers/7/definition/workerId', message: 'is reserved' },
          {
            pointer: '/workers/7/definition/artifact',
            message: 'is required from level 1; this worker has level 3',
          },
          { pointer: '/workers/7/definition/constraints/0/witness', message: 'is not a known witness' },
        ],
      },
    });
  });
});

describe('a worker as the fold of its events', () => {
  test('starts supervised, without a certification, with its first owners', () => {
    expect(registered(false)).toEqual({
      status: 'registered',
      definition: definition(),
      sha256: digest(definition()),
      bootstrap: FILE,
      certification: { status: 'none' },
      suspensions: [],
      emergencies: [],
      tenures: [{ owners: ['olivia'], from: NOW }],
      trust: 'supervised',
      earned: { successes: 0, since: NOW, after: 1 },
    });
  });

  test('has the level that was granted', () => {
    expect(registered()).toEqual({
      ...registered(false),
      certification: { status: 'certified', level: 3, probation: true, expiresAt: inDays(90) },
    });
  });

  test('keeps a certification that does not expire', () => {
    const granted = recorded('worker.certified', 'deployer-3', {
      level: 2,
      basis: 'board',
      probation: false,
    });
    expect(evolve(registered(false), granted)).toEqual({
      ...registered(false),
      certification: { status: 'certified', level: 2, probation: false },
    });
  });

  test('is not shaken by events that do not fit', () => {
    const again = {
      definition: definition({ artifact: { ...ARTIFACT, name: 'x' } }),
      sha256: 'c'.repeat(64),
    };
    const granted = { level: 4, basis: 'board', probation: false } as const;
    expect(evolve(registered(), recorded('worker.registered', 'deployer-3', again))).toEqual(registered());
    expect(evolve(initialState, recorded('worker.certified', 'deployer-3', granted))).toEqual(initialState);
  });
});
