import { describe, expect, test } from '@jest/globals';
import type { CommandName, Summary } from '@guildhall/contracts';
import { allowedCommands, approversOf, permitDecider, statusOf } from '../src/index.js';
import type { PermitCommand, PermitEvent } from '../src/index.js';
import { at, sha, terms } from './factories.js';
import {
  ACTIVE,
  approve,
  approved,
  archive,
  archived,
  approvalRecorded,
  BOB_AND_CAROL,
  closed,
  complete,
  completed,
  EXECUTING,
  given,
  issued,
  permitAfter,
  recorded,
  reject,
  rejected,
  requested,
  REQUESTED,
  review,
  revoke,
  revoked,
  start,
  started,
  UNDER_REVIEW,
  WINDOW,
} from './story.js';

const summary: Summary = {
  taskId: 't1',
  workerId: 'deployer-3',
  requestedBy: 'development-master',
  level: 3,
  outcome: 'success',
  approvedBy: ['bob', 'carol'],
  actions: 0,
  violations: 0,
};
const expired: PermitEvent = { type: 'permit.expired', data: { summary } };
const rejection = rejected({
  reason: { kind: 'review-timeout' },
  summary: { ...summary, approvedBy: ['bob'] },
});
const revocation = revoked({ severity: 'critical', reason: { kind: 'violation' } });
const completion = completed({ outcome: 'success', lastSeq: 0 });
const carols = approvalRecorded('carol', 'security-lead');

const HISTORIES = {
  REQUESTED,
  UNDER_REVIEW,
  APPROVED: [...UNDER_REVIEW, carols, approved()],
  REJECTED: [...UNDER_REVIEW, rejection],
  ACTIVE,
  EXECUTING,
  REVOKED: [...EXECUTING, revocation],
  COMPLETED: [...EXECUTING, completion],
  CLOSED: [...EXECUTING, completion, closed(summary)],
  ARCHIVED: [...EXECUTING, completion, closed(summary), archived()],
} as const;
type State = keyof typeof HISTORIES;
const STATES = Object.keys(HISTORIES) as State[];

const BY_WHO_MAY: Partial<Record<CommandName, PermitCommand>> = {
  'permit.review': review('bob'),
  'permit.approve': approve('carol', { role: 'security-lead' }),
  'permit.reject': reject('bob'),
  'permit.revoke': revoke('carol'),
  'permit.start': start('deployer-3'),
  'permit.complete': complete('deployer-3'),
  'permit.archive': archive('olivia'),
};

describe.each(STATES)('%s', (state) => {
  const permit = permitAfter(...HISTORIES[state]);

  test('is the fold of its events', () => {
    expect(statusOf(permit)).toBe(state);
  });

  test('takes no other commands than those it allows, even from who may, and names them', () => {
    const allowed = allowedCommands(permit);
    const list = allowed.length > 0 ? `allows ${allowed.join(', ')}` : 'allows no command';
    const outcome = Object.fromEntries(
      Object.entries(BY_WHO_MAY).map(([name, command]) => {
        const decision = given(...HISTORIES[state]).when(command);
        return [name, 'refusal' in decision ? decision.refusal : 'done'];
      }),
    );
    const refusal = { code: 'INVALID_STATE', message: `The permit is ${state}, which ${list}.` };
    expect(outcome).toStrictEqual(
      Object.fromEntries(
        Object.keys(BY_WHO_MAY).map((name) => [
          name,
          (allowed as readonly string[]).includes(name) ||
          (state === 'UNDER_REVIEW' && name === 'permit.review')
            ? 'done'
            : refusal,
        ]),
      ),
    );
  });

  test('survives being written down', () => {
    expect(JSON.parse(JSON.stringify(permit))).toStrictEqual(permit);
  });
});

test('an expired permit is closed', () => {
  const { terms, permitDigest } = requested().data;
  expect(permitAfter(...ACTIVE, expired)).toStrictEqual({ status: 'CLOSED', terms, permitDigest, summary });
});

test('a permit that the policy issues was requested in the same moment', () => {
  expect(permitAfter(issued('policy', WINDOW, terms(0)))).toMatchObject({
    status: 'ACTIVE',
    requestedAt: at(0),
    issuedAt: at(0),
  });
});

test('an active permit knows what it was issued with, and when', () => {
  const { data } = issued([...BOB_AND_CAROL], WINDOW);
  expect(permitAfter(...ACTIVE)).toStrictEqual({
    status: 'ACTIVE',
    ...data,
    requestedAt: at(0),
    issuedAt: at(5),
  });
});

test.each([
  ['REQUESTED', []],
  ['UNDER_REVIEW', ['bob']],
  ['APPROVED', ['bob', 'carol']],
  ['REJECTED', ['bob']],
  ['ACTIVE', ['bob', 'carol']],
  ['EXECUTING', ['bob', 'carol']],
  ['REVOKED', ['bob', 'carol']],
  ['COMPLETED', ['bob', 'carol']],
  ['CLOSED', ['bob', 'carol']],
  ['ARCHIVED', ['bob', 'carol']],
] as const)('approvers of a permit that is %s', (state, approvers) => {
  expect(approversOf(permitAfter(...HISTORIES[state]))).toStrictEqual(approvers);
});

test('nobody approves what is not there, or what the policy issued', () => {
  expect(approversOf(permitDecider.initialState)).toStrictEqual([]);
  expect(approversOf(permitAfter(issued('policy', WINDOW, terms(0))))).toStrictEqual([]);
  expect(statusOf(permitDecider.initialState)).toBeUndefined();
  expect(allowedCommands(permitDecider.initialState)).toStrictEqual([]);
});

test('a closed permit knows what was done under it, also what is reported afterwards', () => {
  const action = { action: 'deploy', target: 'service:api', inputDigest: sha('1'), status: 'done' } as const;
  const history = [...EXECUTING, revocation, closed(summary)];
  const record = { workerId: 'deployer-3', actions: [{ seq: 1, ...action }], late: true };
  const late = permitAfter(...history, { type: 'execution.action-recorded', data: record }, archived());
  expect(late).toMatchObject({
    status: 'ARCHIVED',
    summary,
    work: { startedAt: at(6), done: [action], violations: [] },
  });
});

test.each([
  ['started', [started], 'permit.execution-started cannot follow NONE'],
  ['closed while active', [...ACTIVE, closed(summary)], 'permit.closed cannot follow ACTIVE'],
  [
    'worked under before its start',
    [...ACTIVE, { type: 'execution.action-confirmed', data: { seq: 1, by: 'judy' } } as const],
    'execution.action-confirmed cannot follow ACTIVE',
  ],
  ['requested twice', [...REQUESTED, ...REQUESTED], 'permit.requested cannot follow REQUESTED'],
])('a log in which a permit is %s is no log of this decider', (_, events, message) => {
  expect(() => permitAfter(...events)).toThrow(new Error(message));
});

test('evolve leaves the state it was given as it was', () => {
  const before = permitAfter(...UNDER_REVIEW);
  const copy = structuredClone(before);
  recorded([carols], 10).reduce(permitDecider.evolve, before);
  expect(before).toStrictEqual(copy);
});
