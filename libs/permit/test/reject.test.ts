import { describe, expect, test } from '@jest/globals';
import { at, peopleBut, person, terms } from './factories.js';
import {
  ACTIVE,
  given,
  happens,
  refused,
  reject,
  rejected,
  REQUESTED,
  requested,
  UNDER_REVIEW,
} from './story.js';

const rejection = (by: string, approvedBy: string[]) =>
  rejected({
    by,
    reason: { kind: 'rejected', text: 'No rollback has been rehearsed.' },
    summary: {
      taskId: 't1',
      workerId: 'deployer-3',
      requestedBy: 'development-master',
      level: 3,
      outcome: 'rejected',
      approvedBy,
      actions: 0,
      violations: 0,
      requestedAt: at(0),
      endedAt: at(10),
    },
  });

describe('a rejection', () => {
  test('ends a permit that nobody has opened', () => {
    expect(given(...REQUESTED).when(reject('carol'))).toStrictEqual(happens(rejection('carol', [])));
  });

  test('ends one that others approved, and says who', () => {
    expect(given(...UNDER_REVIEW).when(reject('zoe'))).toStrictEqual(happens(rejection('zoe', ['bob'])));
  });

  test('may come from who approved before', () => {
    expect(given(...UNDER_REVIEW).when(reject('bob'))).toStrictEqual(happens(rejection('bob', ['bob'])));
  });

  test('may come from a stage that is not open, and from who holds the role since the request', () => {
    const people = peopleBut({ newt: person(['vp', 500]) });
    const decision = given(requested(terms(4))).when(reject('newt', {}, { people }));
    expect(decision).toMatchObject({ events: [{ type: 'permit.rejected', data: { by: 'newt' } }] });
  });

  test('needs no more than ten characters', () => {
    const decision = given(...REQUESTED).when(reject('bob', { reason: ' too risky ' }));
    expect(decision).toMatchObject({ refusal: { code: 'VALIDATION_FAILED' } });
    expect(given(...REQUESTED).when(reject('bob', { reason: 'too risky.' }))).toMatchObject({
      events: [{ data: { reason: { kind: 'rejected', text: 'too risky.' } } }],
    });
  });

  test.each([
    [
      'to who is not enrolled',
      ACTIVE,
      reject('development-master', { reason: 'no' }, { owners: ['development-master'] }),
      refused(
        'FORBIDDEN',
        'development-master is not enrolled as a person, and only people decide on permits.',
      ),
    ],
    ['for a permit that is not there', [], reject('bob'), refused('NOT_FOUND', 'There is no permit t1.')],
    [
      'for a permit that is issued',
      ACTIVE,
      reject('olivia', { reason: 'no' }),
      refused('INVALID_STATE', 'The permit is ACTIVE, which allows permit.start, permit.revoke.'),
    ],
    [
      'after the review deadline',
      UNDER_REVIEW,
      reject('olivia', { reason: 'no' }, { now: at(9999) }),
      refused(
        'INVALID_STATE',
        `The permit is UNDER_REVIEW, but its review deadline passed at ${at(2 * 24 * 60)}, so that it allows no command.`,
      ),
    ],
    [
      'to an owner',
      REQUESTED,
      reject('olivia', { reason: 'no' }),
      refused(
        'SEPARATION_OF_DUTIES',
        'olivia owns the worker or the master, or is who the work is for, and so is excluded from deciding on it.',
      ),
    ],
    [
      'to who holds no role of the plan',
      REQUESTED,
      reject('alice', { reason: 'no' }),
      refused('FORBIDDEN', "alice holds no role of this permit's plan."),
    ],
    [
      'without a reason that says something',
      REQUESTED,
      reject('bob', { reason: '   no      ' }),
      refused('VALIDATION_FAILED', 'A rejection needs a reason that the master can act on.', {
        details: [{ pointer: '/reason', message: 'must have at least 10 characters' }],
      }),
    ],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});
