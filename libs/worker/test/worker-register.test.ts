import { describe, expect, test } from '@jest/globals';
import { EVENTS, issuesOf } from '@guildhall/contracts';
import { workerDecider } from '../src/index.js';
import { definition, digest, NOBODY, OLIVIA, OSCAR, RETIRED, workerAfter, workerEvents } from './builders.js';
import type { Command } from './builders.js';

const { decide, initialState } = workerDecider;

const register = (more: Partial<Command<'register'>> = {}): Command<'register'> => ({
  type: 'register',
  asker: OSCAR,
  definition: definition(),
  strangers: [],
  reserved: false,
  taken: false,
  digest,
  ...more,
});

describe('registering a worker', () => {
  test('makes it known, without any level', () => {
    const decision = decide(register(), initialState);
    expect(decision).toEqual({
      events: [
        { type: 'worker.registered', data: { definition: definition(), sha256: digest(definition()) } },
      ],
    });
    const events = 'events' in decision ? decision.events : [];
    expect(events.map(({ type, data }) => issuesOf(EVENTS[type], data))).toEqual([[]]);
  });

  test('asks for no artifact: level 0 needs none', () => {
    const { artifact: _, ...scout } = definition({ workerId: 'scout-1' });
    expect(decide(register({ definition: scout }), initialState)).toEqual({
      events: [{ type: 'worker.registered', data: { definition: scout, sha256: digest(scout) } }],
    });
  });

  test.each([
    ['its owner', OLIVIA],
    ['somebody who is not enrolled', NOBODY],
    ['somebody who holds the role no more', { ...OSCAR, enrolled: false }],
  ])('is refused to %s', (_, asker) => {
    expect(decide(register({ asker }), initialState)).toEqual({
      refusal: {
        code: 'FORBIDDEN',
        message: `Only an operator registers workers; ${asker.id} does not hold that role.`,
      },
    });
  });

  test('is refused with everything that is wrong with the definition', () => {
    const command = register({
      definition: definition({
        workerId: 'gateway',
        owners: ['olivia', 'nobody'],
        constraints: [{ id: 'max_actions', value: 1, witness: 'toString' }],
      }),
      reserved: true,
      strangers: ['nobody'],
    });
    expect(decide(command, initialState)).toEqual({
      refusal: {
        code: 'VALIDATION_FAILED',
        message: 'The definition of gateway is not acceptable.',
        details: [
          { pointer: '/definition/workerId', message: 'is reserved' },
          { pointer: '/definition/constraints/0/witness', message: 'is not a known witness' },
          { pointer: '/definition/owners/1', message: '"nobody" is not an enrolled person' },
        ],
      },
    });
  });

  test.each([
    ['somebody has in another case', initialState, true],
    ['a worker has', workerAfter(...workerEvents(0)), false],
    ['a worker had', workerAfter(...workerEvents(0), RETIRED), true],
  ])('is refused an id that %s', (_, state, taken) => {
    expect(decide(register({ taken }), state)).toEqual({
      refusal: { code: 'ALREADY_EXISTS', message: 'The id deployer-3 is taken.' },
    });
  });
});
