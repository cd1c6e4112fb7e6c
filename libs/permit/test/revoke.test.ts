import { describe, expect, test } from '@jest/globals';
import type { Summary } from '@guildhall/contracts';
import { at, peopleBut, terms } from './factories.js';
import {
  ACTIVE,
  closed,
  EXECUTING,
  given,
  happens,
  issued,
  nothing,
  refused,
  rejected,
  REQUESTED,
  revoke,
  revoked,
  UNDER_REVIEW,
  WINDOW,
  withdraw,
} from './story.js';

const summary = (changes: Partial<Summary> = {}): Summary => ({
  taskId: 't1',
  workerId: 'deployer-3',
  requestedBy: 'development-master',
  level: 3,
  outcome: 'revoked',
  approvedBy: ['bob', 'carol'],
  actions: 0,
  violations: 0,
  requestedAt: at(0),
  issuedAt: at(5),
  endedAt: at(10),
  ...changes,
});

const reason = { kind: 'person', text: 'The service is on fire.' } as const;

describe('revoking', () => {
  test.each([
    ['an operator, owner or not', 'olivia'],
    ['a security lead', 'carol'],
    ['an incident commander', 'ivan'],
    ['who approved it', 'bob'],
    ['the master that asked for it', 'development-master'],
  ])('is for %s', (_, by) => {
    expect(given(...ACTIVE).when(revoke(by))).toStrictEqual(
      happens(revoked({ by, severity: 'warning', reason }), closed(summary())),
    );
  });

  test('stops an execution, as severely as is said', () => {
    expect(given(...EXECUTING).when(revoke('ivan', { severity: 'critical' }))).toStrictEqual(
      happens(revoked({ by: 'ivan', severity: 'critical', reason }), closed(summary({ startedAt: at(6) }))),
    );
  });

  test('takes a permit back that the policy gave', () => {
    expect(given(issued('policy', WINDOW, terms(0))).when(revoke('olivia'))).toStrictEqual(
      happens(
        revoked({ by: 'olivia', severity: 'warning', reason }),
        closed(summary({ level: 0, approvedBy: [], issuedAt: at(0) })),
      ),
    );
  });

  test.each([
    ['of a permit that is not there', [], revoke('olivia'), refused('NOT_FOUND', 'There is no permit t1.')],
    [
      'to others, whatever the state',
      REQUESTED,
      revoke('alice'),
      refused(
        'FORBIDDEN',
        'alice is none of those who may revoke it: operator, security-lead, incident-commander, who approved it, who requested it.',
      ),
    ],
    [
      'to another master',
      ACTIVE,
      revoke('cicd-master'),
      refused(
        'FORBIDDEN',
        'cicd-master is none of those who may revoke it: operator, security-lead, incident-commander, who approved it, who requested it.',
      ),
    ],
    [
      'to its worker',
      EXECUTING,
      revoke('deployer-3'),
      refused(
        'FORBIDDEN',
        'deployer-3 is none of those who may revoke it: operator, security-lead, incident-commander, who approved it, who requested it.',
      ),
    ],
    [
      'to an approver who has left',
      ACTIVE,
      revoke('bob', {}, { people: peopleBut({ bob: undefined }) }),
      refused(
        'FORBIDDEN',
        'bob is none of those who may revoke it: operator, security-lead, incident-commander, who approved it, who requested it.',
      ),
    ],
    [
      'before it is issued',
      UNDER_REVIEW,
      revoke('bob'),
      refused('INVALID_STATE', 'The permit is UNDER_REVIEW, which allows permit.approve, permit.reject.'),
    ],
    [
      'once it is closed',
      [...ACTIVE, revoked({ severity: 'warning', reason }), closed(summary())],
      revoke('carol'),
      refused('INVALID_STATE', 'The permit is CLOSED, which allows permit.archive.'),
    ],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});

describe('a withdrawn task', () => {
  const withdrawn = { kind: 'withdrawn', text: 'Another release comes first.' } as const;

  test.each([
    ['requested', REQUESTED, []],
    ['under review', UNDER_REVIEW, ['bob']],
  ])('ends a permit that is %s', (_, history, approvedBy) => {
    const { issuedAt: __, ...unissued } = summary({ outcome: 'rejected', approvedBy });
    expect(given(...history).when(withdraw())).toStrictEqual(
      happens(rejected({ reason: withdrawn, summary: unissued })),
    );
  });

  test('takes an active permit back', () => {
    expect(given(...ACTIVE).when(withdraw())).toStrictEqual(
      happens(revoked({ severity: 'warning', reason: withdrawn }), closed(summary())),
    );
  });

  test.each([
    ['without a permit', []],
    ['that is executed', EXECUTING],
    ['that is closed', [...ACTIVE, revoked({ severity: 'warning', reason }), closed(summary())]],
  ])('%s changes nothing', (_, history) => {
    expect(given(...history).when(withdraw())).toStrictEqual(nothing);
  });
});
