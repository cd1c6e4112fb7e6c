import { describe, expect, test } from '@jest/globals';
import type { Rejection, Severity } from '@guildhall/contracts';
import type { Disqualification, Disqualify } from '../src/index.js';
import { sha, terms } from './factories.js';
import {
  ACTIVE,
  approvalRecorded,
  approved,
  archived,
  BOB_AND_CAROL,
  closed,
  completed,
  disqualify,
  EXECUTING,
  given,
  issued,
  nothing,
  REQUESTED,
  requested,
  reviewStarted,
  started,
  UNDER_REVIEW,
  WINDOW,
} from './story.js';

const TEXT = 'Something that it stands on is gone.';

const KINDS: [Disqualification['kind'], Rejection, Severity][] = [
  ['certification', 'worker-ineligible', 'critical'],
  ['master', 'master-ineligible', 'warning'],
  ['emergency-over', 'emergency-over', 'warning'],
];

describe.each(KINDS)('once its %s is gone, a permit', (kind, rejection, severity) => {
  const command = disqualify({ kind, text: TEXT });

  test.each([
    ['that nobody has opened', REQUESTED],
    ['that people decide on', UNDER_REVIEW],
  ])('%s is rejected', (_, history) => {
    expect(given(...history).when(command)).toMatchObject({
      events: [{ type: 'permit.rejected', data: { reason: { kind: rejection, text: TEXT } } }],
    });
  });

  test('that was given is revoked and closed', () => {
    expect(given(...ACTIVE).when(command)).toMatchObject({
      events: [
        { type: 'permit.revoked', data: { severity, reason: { kind, text: TEXT } } },
        { type: 'permit.closed' },
      ],
    });
  });

  test('that is worked under is revoked', () => {
    expect(given(...EXECUTING).when(command)).toMatchObject({
      events: [{ type: 'permit.revoked', data: { severity, reason: { kind, text: TEXT } } }, {}],
    });
  });
});

describe('once its worker has another definition, a permit', () => {
  const fit = { status: 'active', level: 3, definition: sha('0'), concurrency: 1 } as const;
  const command = { ...disqualify({ kind: 'worker-redefined', text: TEXT }), worker: fit };

  test('that people decide on is rejected', () => {
    expect(given(...REQUESTED).when(command)).toMatchObject({
      events: [{ type: 'permit.rejected', data: { reason: { kind: 'worker-ineligible', text: TEXT } } }],
    });
  });

  test.each([
    ['is as good as before', fit, 'warning'],
    ['is suspended for it', { ...fit, status: 'suspended' }, 'critical'],
  ] as const)('that was given is revoked, as gravely as it is where it %s', (_, worker, severity) => {
    expect(given(...ACTIVE).when({ ...command, worker })).toMatchObject({
      events: [
        { type: 'permit.revoked', data: { severity, reason: { kind: 'certification', text: TEXT } } },
        { type: 'permit.closed' },
      ],
    });
  });

  test('that is worked under stays as it is', () => {
    expect(given(...EXECUTING).when(command)).toStrictEqual(nothing);
  });
});

describe('undoing what was done', () => {
  const undoable = terms(3, {
    scope: { resources: ['service:api'], actions: ['deploy'], rollbackActions: ['rollback'] },
  });
  const working = [
    requested(undoable),
    reviewStarted('bob'),
    approvalRecorded('bob', 'engineering-director', 'leadership', undoable),
    approvalRecorded('carol', 'security-lead', 'leadership', undoable),
    approved(undoable),
    issued([...BOB_AND_CAROL], WINDOW, undoable),
    started,
  ];
  const active = { status: 'active', level: 3, definition: sha('d'), concurrency: 1 } as const;
  const typesAfter = (command: Disqualify): string[] => {
    const decision = given(...working).when(command);
    return 'events' in decision ? decision.events.map(({ type }) => type) : [];
  };

  test.each([
    [
      'is granted to the worker that is what it was',
      active,
      ['permit.revoked', 'execution.rollback-granted'],
    ],
    ['waits for another where it is suspended', { ...active, status: 'suspended' }, ['permit.revoked']],
    [
      'is granted to the worker that says other things of itself',
      { ...active, definition: sha('0') },
      ['permit.revoked', 'execution.rollback-granted'],
    ],
    ['waits for another where it is unknown', { status: 'unknown' }, ['permit.revoked']],
  ] as const)('%s', (_, worker, types) => {
    expect(typesAfter({ ...disqualify({ kind: 'master', text: TEXT }), worker })).toStrictEqual(types);
  });

  test('is never granted where the certification is what was lost', () => {
    const command = disqualify({ kind: 'certification', text: TEXT });
    expect(typesAfter({ ...command, worker: active })).toStrictEqual(['permit.revoked']);
  });
});

describe('a permit that nothing is left of', () => {
  const summary = {
    taskId: 't1',
    workerId: 'deployer-3',
    requestedBy: 'development-master',
    level: 3 as const,
    outcome: 'success',
    approvedBy: [],
    actions: 0,
    violations: 0,
  };
  const ended = [...EXECUTING, completed({ outcome: 'success', lastSeq: 0 }), closed(summary)];

  test.each([
    ['is not there', []],
    ['has ended', ended],
    ['is put away', [...ended, archived()]],
  ])('because it %s, stays as it is', (_, history) => {
    expect(given(...history).when(disqualify({ kind: 'certification', text: TEXT }))).toStrictEqual(nothing);
  });
});
