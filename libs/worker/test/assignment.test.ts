import { describe, expect, test } from '@jest/globals';
import type { AssignmentDenied, AssignmentMade } from '@guildhall/contracts';
import { assignmentDecider } from '../src/index.js';
import { recorded } from './builders.js';

const { decide, evolve, initialState } = assignmentDecider;

const made: AssignmentMade = {
  workerId: 'deployer-3',
  definition: 'c'.repeat(64),
  level: 3,
  trust: 'supervised',
  owners: ['olivia'],
  masterOwners: ['mia'],
  constraints: [],
  asOf: 7,
};
const denied: AssignmentDenied = { code: 'NO_ELIGIBLE_WORKER', candidates: [], more: 0 };

describe('an assignment', () => {
  test('is made', () => {
    expect(decide({ type: 'settle', match: { made } }, initialState)).toEqual({
      events: [{ type: 'assignment.made', data: made }],
    });
  });

  test('is denied', () => {
    expect(decide({ type: 'settle', match: { denied } }, initialState)).toEqual({
      events: [{ type: 'assignment.denied', data: denied }],
    });
  });

  test.each([
    ['made', { status: 'made', workerId: 'deployer-3' }],
    ['denied', { status: 'denied' }],
  ] as const)('stays as it is once it was %s', (_, state) => {
    expect(decide({ type: 'settle', match: { made } }, state)).toEqual({ events: [] });
    expect(decide({ type: 'settle', match: { denied } }, state)).toEqual({ events: [] });
  });

  test('is the fold of its event', () => {
    expect(evolve(initialState, recorded('assignment.made', 't1', made))).toEqual({
      status: 'made',
      workerId: 'deployer-3',
    });
    expect(evolve(initialState, recorded('assignment.denied', 't1', denied))).toEqual({ status: 'denied' });
  });
});
