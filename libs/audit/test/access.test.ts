import { describe, expect, test } from '@jest/globals';
import type { Role } from '@guildhall/contracts';
import fc from 'fast-check';
import { mayRead, readableBy, readingRefusal, strangerRefusal } from '../src/access.js';
import type { Caller } from '../src/access.js';
import type { Work } from '../src/work.js';

const person = (...roles: Role[]): Caller => ({ kind: 'person', id: 'pat', roles });

const union: Work = {
  master: 'development-master',
  worker: 'deployer-3',
  nonunion: false,
  roles: ['engineering-director', 'security-lead'],
};
const nonunion: Work = { master: 'cicd-master', worker: 'scout-0', nonunion: true, roles: [] };
const unassigned: Work = { ...union, worker: null };

describe('who may read which work (5.7)', () => {
  const cases: [string, Caller, { union: boolean; nonunion: boolean; unassigned: boolean }][] = [
    ['an auditor', person('auditor'), { union: true, nonunion: true, unassigned: true }],
    ['an operator', person('operator'), { union: true, nonunion: true, unassigned: true }],
    ['a developer', person('developer'), { union: false, nonunion: true, unassigned: false }],
    ['an approver of the plan', person('security-lead'), { union: true, nonunion: false, unassigned: true }],
    ['an approver of other plans', person('manager'), { union: false, nonunion: false, unassigned: false }],
    [
      'somebody who may use the role of an approver',
      { kind: 'person', id: 'pat', roles: [], lent: ['security-lead'] },
      { union: true, nonunion: false, unassigned: true },
    ],
    ['somebody without a role', person(), { union: false, nonunion: false, unassigned: false }],
    [
      'a developer who is an approver',
      person('developer', 'security-lead'),
      { union: true, nonunion: true, unassigned: true },
    ],
    [
      'the master that asked',
      { kind: 'master', id: 'development-master' },
      { union: true, nonunion: false, unassigned: true },
    ],
    [
      'another master',
      { kind: 'master', id: 'security-master' },
      { union: false, nonunion: false, unassigned: false },
    ],
    [
      'the worker that does it',
      { kind: 'worker', id: 'deployer-3' },
      { union: true, nonunion: false, unassigned: false },
    ],
    [
      'another worker',
      { kind: 'worker', id: 'reader-1' },
      { union: false, nonunion: false, unassigned: false },
    ],
    [
      'a person with the id of a master',
      { kind: 'person', id: 'development-master', roles: [] },
      { union: false, nonunion: false, unassigned: false },
    ],
    [
      'the participant that boots homes',
      { kind: 'system', id: 'system' },
      { union: false, nonunion: false, unassigned: false },
    ],
  ];

  test.each(cases)('%s', (_who, caller, expected) => {
    const readable = readableBy(caller);
    expect({
      union: mayRead(readable, union),
      nonunion: mayRead(readable, nonunion),
      unassigned: mayRead(readable, unassigned),
    }).toEqual(expected);
  });

  const ROLES: Role[] = ['manager', 'security-lead', 'developer', 'auditor', 'operator', 'cto'];

  test('a further role never takes anything away', () => {
    const roles = fc.subarray(ROLES);
    const work = fc.record({
      master: fc.constantFrom('m1', 'm2'),
      worker: fc.constantFrom('w1', null),
      nonunion: fc.boolean(),
      roles: fc.subarray(ROLES),
    });
    fc.assert(
      fc.property(roles, fc.constantFrom(...ROLES), work, (held, further, piece) => {
        const before = mayRead(readableBy(person(...held)), piece);
        const after = mayRead(readableBy(person(...held, further)), piece);
        expect(before && !after).toBe(false);
      }),
    );
  });
});

describe('what the others are told', () => {
  test('whoever may read it is not refused', () => {
    expect(readingRefusal(person('security-lead'), union)).toBeUndefined();
  });

  test('whoever may not learns what could be read', () => {
    expect(readingRefusal(person('manager'), union)).toEqual({
      refusal: {
        code: 'FORBIDDEN',
        message:
          'You may read work that you asked for, that you do, or that a role of yours has to agree to.',
      },
    });
  });

  test('whoever nobody knows', () => {
    expect(strangerRefusal()).toEqual({
      refusal: { code: 'FORBIDDEN', message: 'You are neither enrolled nor registered here.' },
    });
  });
});
