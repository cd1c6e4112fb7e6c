import { describe, expect, test } from '@jest/globals';
import type { Revocation } from '@guildhall/contracts';
import { dutyNow, isUndoing, leftUndone, nextRollbackDue, rollbackDue } from '../src/index.js';
import type { Disqualification, PermitEvent, WorkerNow } from '../src/index.js';
import { at } from './factories.js';
import {
  ACTIVE,
  complete,
  completed,
  given,
  happens,
  issued,
  nothing,
  permitAfter,
  refused,
  revoke,
  revoked,
  started,
  startedWith,
} from './story.js';
import {
  actionsRecorded,
  assign,
  closedWith,
  done,
  FIT,
  granted,
  grantedBy,
  monitored,
  propose,
  proposed,
  report,
  ROLLBACK,
  rollbackFailed,
  rollbackTimeout,
  rolledBack,
  undoable,
  violated,
  WINDOW_OF_WORK,
  withdrawn,
  working,
} from './work-story.js';

const reason = { kind: 'person', text: 'The service is on fire.' } as const;
const byIvan = revoked({ by: 'ivan', severity: 'warning', reason });
const bypass = violated({ rule: 'unannounced', onViolation: 'rollback-and-revoke', text: 'It was.', seq: 1 });

/** Taken back at `at(2)`, with the grant until `at(20)`. */
const GRANTED = working(undoable(), byIvan, granted(at(20)));
/** Taken back at `at(2)`, and nobody may. */
const NOBODY = working(undoable(), revoked({ severity: 'critical', reason: { kind: 'certification' } }));

const disqualifying = (kind: Revocation): PermitEvent => revoked({ severity: 'critical', reason: { kind } });

describe('after the end', () => {
  test('its worker has the grant to undo what it did, and the permit is not closed yet', () => {
    expect(given(...working(undoable())).when(revoke('ivan'))).toStrictEqual(
      happens(byIvan, granted(at(25))),
    );
  });

  test.each([
    ['its start says', { rollbackWithin: 'PT1M' }, at(11), at(3)],
    ['is usual where it does not', {}, at(25), at(17)],
  ])('the grant, and the time for it, are as long as %s', (_, durations, until, due) => {
    const history = [issued('policy', WINDOW_OF_WORK, undoable()), startedWith(durations)];
    expect(given(...history).when(revoke('ivan'))).toStrictEqual(happens(byIvan, granted(until)));
    const nobody = [...history, revoked({ severity: 'critical', reason: { kind: 'certification' } })];
    expect(rollbackDue(permitAfter(...nobody))).toBe(due);
    expect(given(...nobody).when(rollbackTimeout(due))).toMatchObject({
      events: [rollbackFailed({ kind: 'no-worker' }), { type: 'permit.closed' }],
    });
    expect(given(...nobody).when(assign('deployer-4', { now: at(2) }))).toStrictEqual(
      happens(grantedBy(due, 'deployer-4')),
    );
  });

  test('a grant that ends just before it is too late, by another clock, is not taken back before that', () => {
    const until = new Date(Date.parse(at(17)) - 5).toISOString();
    const history = working(undoable(), byIvan, granted(until));
    expect(nextRollbackDue(permitAfter(...history))).toBe(at(17));
    expect(given(...history).when(rollbackTimeout(until))).toStrictEqual(nothing);
    expect(given(...history).when(rollbackTimeout(at(17)))).toMatchObject({
      events: [rollbackFailed({ kind: 'timeout', workerId: 'deployer-3' }), { type: 'permit.closed' }],
    });
  });

  test('by a failure likewise', () => {
    expect(given(...working(undoable())).when(complete('deployer-3', { outcome: 'failure' }))).toStrictEqual(
      happens(completed({ outcome: 'failure', lastSeq: 0 }), granted(at(25))),
    );
  });

  test.each(['success', 'rolled-back'] as const)('with %s there is nothing to undo', (outcome) => {
    expect(given(...working(undoable())).when(complete('deployer-3', { outcome }))).toStrictEqual(
      happens(completed({ outcome, lastSeq: 0 }), closedWith({ outcome })),
    );
  });

  test('before the start there is nothing to undo', () => {
    const { data } = byIvan;
    const [issued] = working(undoable());
    const { startedAt: _, ...summary } = closedWith().data.summary;
    expect(given(...(issued ? [issued] : [])).when(revoke('ivan'))).toStrictEqual(
      happens(revoked(data), { type: 'permit.closed', data: { summary } }),
    );
  });

  test('where nobody has said how, there is nothing to grant', () => {
    expect(given(...working(monitored())).when(revoke('ivan'))).toStrictEqual(happens(byIvan, closedWith()));
  });

  test('a worker that went past the log does not undo it', () => {
    expect(given(...working(undoable(), bypass)).when(revoke('ivan'))).toStrictEqual(happens(byIvan));
  });

  test.each(['certification', 'emergency-over'] as const)('for %s its worker does not undo it', (kind) => {
    const text = 'The level is gone.';
    const command = {
      type: 'disqualify',
      now: at(10),
      reason: { kind, text },
      workerId: 'deployer-3',
      worker: { status: 'unknown' },
    } as const;
    expect(given(...working(undoable())).when(command)).toMatchObject({
      events: [{ type: 'permit.revoked', data: { reason: { kind, text } } }],
    });
  });
});

describe('in an emergency', () => {
  const calm = undoable();
  const burning = { ...calm, assessment: { ...calm.assessment, path: 'emergency' as const } };
  // The window ends with the emergency, at the latest.
  const history = [issued('policy', { notBefore: at(0), notAfter: at(20) }, burning), started];

  test('its worker undoes it only as long as it has the level that it was lent', () => {
    expect(given(...history).when(revoke('ivan'))).toStrictEqual(happens(byIvan, granted(at(20))));
    expect(given(...history).when(revoke('ivan', {}, { now: at(4) }))).toStrictEqual(
      happens(byIvan, granted(at(19))),
    );
  });

  test('its worker does not undo it once the window has ended', () => {
    expect(given(...history).when({ type: 'lapse', now: at(20) })).toMatchObject({
      events: [
        { type: 'permit.violation-detected' },
        { type: 'permit.revoked', data: { reason: { kind: 'window-over' } } },
      ],
    });
  });

  // It ended with the window at `at(5)`. The log took the end at `at(2)`, and so there is until `at(17)` to find somebody.
  const short = [
    issued('policy', { notBefore: at(0), notAfter: at(5) }, burning),
    started,
    byIvan,
    granted(at(5)),
  ];

  test('an operator has as long as ever to find somebody else', () => {
    expect(rollbackDue(permitAfter(...short))).toBe(at(2 + 15));
    expect(given(...short).when(report('done', { now: at(5) }))).toMatchObject({
      refusal: { code: 'OUT_OF_WINDOW' },
    });
    expect(given(...short).when(assign('deployer-9', { now: at(6) }))).toStrictEqual(
      happens(grantedBy(at(21), 'deployer-9')),
    );
  });

  test('its grant is taken back at its end, so that an operator hears of it while there is time', () => {
    expect(nextRollbackDue(permitAfter(...short))).toBe(at(5));
    expect(given(...short).when(rollbackTimeout(at(4)))).toStrictEqual(nothing);
    expect(given(...short).when(rollbackTimeout(at(5)))).toStrictEqual(happens(withdrawn('emergency-over')));
    const over = [...short, withdrawn('emergency-over')];
    expect(nextRollbackDue(permitAfter(...over))).toBe(at(17));
    expect(leftUndone(permitAfter(...over))).toBe('assignable');
    expect(given(...over).when(rollbackTimeout(at(5)))).toStrictEqual(nothing);
    expect(given(...over).when(assign('deployer-9'))).toStrictEqual(happens(grantedBy(at(25), 'deployer-9')));
    expect(given(...over).when(rollbackTimeout(at(17)))).toStrictEqual(
      happens(rollbackFailed({ kind: 'no-worker' }), closedWith({ endedAt: at(2), approvedBy: [] })),
    );
  });

  test('a grant whose end was missed fails as one of no emergency does, once it is too late for all', () => {
    expect(given(...short).when(rollbackTimeout(at(17)))).toStrictEqual(
      happens(rollbackFailed({ kind: 'timeout', workerId: 'deployer-3' }), closedWith({ endedAt: at(2) })),
    );
  });
});

describe('when it is too late to undo it', () => {
  test.each([
    ['with the grant', GRANTED, at(20)],
    ['with nobody who may', NOBODY, at(2 + 15)],
    ['while it works', working(undoable()), undefined],
    ['once it is closed', [...NOBODY, closedWith()], undefined],
  ])('%s', (_, history, due) => {
    expect(rollbackDue(permitAfter(...history))).toBe(due);
    expect(nextRollbackDue(permitAfter(...history))).toBe(due);
    expect(isUndoing(permitAfter(...history))).toBe(due !== undefined);
  });
});

describe('reporting a rollback', () => {
  test('that is done closes the permit', () => {
    expect(given(...GRANTED).when(report('done', {}, 'Version 2.0 serves again.'))).toStrictEqual(
      happens(rolledBack('Version 2.0 serves again.'), closedWith({ endedAt: at(2) })),
    );
  });

  test('that failed closes it, too', () => {
    expect(given(...GRANTED).when(report('failed', {}, 'No image.'))).toStrictEqual(
      happens(
        rollbackFailed({ kind: 'reported', workerId: 'deployer-3', text: 'No image.' }),
        closedWith({ endedAt: at(2) }),
      ),
    );
  });

  test('needs no words', () => {
    expect(given(...GRANTED).when(report('done'))).toMatchObject({ events: [rolledBack(), {}] });
    expect(given(...GRANTED).when(report('failed'))).toMatchObject({
      events: [rollbackFailed({ kind: 'reported', workerId: 'deployer-3' }), {}],
    });
  });

  test('counts what was done for it', () => {
    const history = [...GRANTED, proposed(1, ROLLBACK), actionsRecorded([done(1, ROLLBACK)])];
    expect(given(...history).when(report('done'))).toStrictEqual(
      happens(rolledBack(), closedWith({ endedAt: at(2), actions: 1 })),
    );
  });

  test('after a failure leaves the failure on record', () => {
    const history = working(undoable(), completed({ outcome: 'failure', lastSeq: 0 }), granted(at(20)));
    expect(given(...history).when(report('done'))).toStrictEqual(
      happens(rolledBack(), closedWith({ outcome: 'failure', endedAt: at(2) })),
    );
  });

  test.each([
    ['for a permit that is not there', [], report('done'), refused('NOT_FOUND', 'There is no permit t1.')],
    [
      'while it works',
      working(undoable()),
      report('done'),
      refused(
        'INVALID_STATE',
        'The permit is EXECUTING, which allows permit.complete, permit.revoke, execution.propose, execution.confirm, execution.record, execution.heartbeat.',
      ),
    ],
    [
      'where nobody has the grant',
      NOBODY,
      report('done'),
      refused(
        'INVALID_STATE',
        'The permit is REVOKED, which allows execution.propose, execution.confirm, execution.record, execution.report-rollback, execution.assign-rollback.',
      ),
    ],
    [
      'to who has not the grant',
      GRANTED,
      report('done', { caller: 'deployer-9' }),
      refused('FORBIDDEN', "The rollback is deployer-3's, not deployer-9's."),
    ],
    [
      'after the grant',
      GRANTED,
      report('done', { now: at(20) }),
      refused('OUT_OF_WINDOW', `The rollback had to be done before ${at(20)}.`),
    ],
    [
      'as done with an action that is not on record',
      [...GRANTED, proposed(1, ROLLBACK)],
      report('done'),
      refused('SEQUENCE_GAP', 'Action 1 is announced, and not on record yet.'),
    ],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});

describe('having another worker undo it', () => {
  test.each([
    ['where nobody may', NOBODY],
    ['in the place of one that does not get on', GRANTED],
  ])('gives it the grant from now, %s', (_, history) => {
    expect(given(...history).when(assign('deployer-9'))).toStrictEqual(
      happens(grantedBy(at(25), 'deployer-9')),
    );
  });

  test('puts on record what trust it has earned', () => {
    expect(given(...NOBODY).when(assign('deployer-9', { trust: 'autonomous' }))).toStrictEqual(
      happens(grantedBy(at(25), 'deployer-9', 'autonomous')),
    );
  });

  test('asks for no capability where the task asks for none', () => {
    const { capability: _, ...request } = undoable().request;
    const history = working(
      { ...undoable(), request },
      revoked({ severity: 'critical', reason: { kind: 'certification' } }),
    );
    expect(given(...history).when(assign('deployer-9', { capabilities: [] }))).toStrictEqual(
      happens(grantedBy(at(25), 'deployer-9')),
    );
  });

  test('is refused for one that lacks the capability of the task', () => {
    expect(given(...NOBODY).when(assign('deployer-9', { capabilities: ['observe'] }))).toStrictEqual(
      refused('WORKER_NOT_ELIGIBLE', 'deployer-9 lacks the capability deploy, which the task asks for.'),
    );
  });

  test('that has the grant already changes nothing', () => {
    expect(given(...GRANTED).when(assign('deployer-3'))).toStrictEqual(nothing);
  });

  test.each<[string, string, WorkerNow, PermitEvent[], string]>([
    ['nobody knows', 'deployer-9', { status: 'unknown' }, NOBODY, 'deployer-9 is no worker.'],
    [
      'is suspended',
      'deployer-9',
      { ...FIT, status: 'suspended' },
      NOBODY,
      'deployer-9 is suspended, and so eligible for nothing.',
    ],
    [
      'has too low a level',
      'deployer-9',
      { ...FIT, level: 2 },
      NOBODY,
      'deployer-9 is certified for level 2; this needs 3.',
    ],
    [
      'did it past the log',
      'deployer-3',
      FIT,
      working(undoable(), bypass, byIvan),
      'deployer-3 did the work, and has lost what it takes to undo it.',
    ],
    [
      'lost its certification over it',
      'deployer-3',
      FIT,
      working(undoable(), disqualifying('certification')),
      'deployer-3 did the work, and has lost what it takes to undo it.',
    ],
  ])('is refused for one that %s', (_, workerId, worker, history, message) => {
    expect(given(...history).when(assign(workerId, { worker }))).toStrictEqual(
      refused('WORKER_NOT_ELIGIBLE', message),
    );
  });

  test.each([
    [
      'for a permit that is not there',
      [],
      assign('deployer-9'),
      refused('NOT_FOUND', 'There is no permit t1.'),
    ],
    [
      'to who is no operator',
      NOBODY,
      assign('deployer-9', { caller: 'alice' }),
      refused('FORBIDDEN', 'Only operators say who undoes what was done, and alice is none.'),
    ],
    [
      'where nothing is to be undone',
      ACTIVE,
      assign('deployer-9'),
      refused('INVALID_STATE', 'The permit is ACTIVE, which allows permit.start, permit.revoke.'),
    ],
    [
      'too late',
      NOBODY,
      assign('deployer-9', { now: at(17) }),
      refused(
        'INVALID_STATE',
        `The permit is REVOKED, but the time to undo it ended at ${at(17)}, so that it allows no command.`,
      ),
    ],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});

describe('a grant whose worker has lost what it takes', () => {
  const lost = (kind: Disqualification['kind'], workerId = 'deployer-3') =>
    ({
      type: 'disqualify',
      now: at(10),
      reason: { kind, text: 'It is over.' },
      workerId,
      worker: { status: 'unknown' },
    }) as const;

  test.each(['certification', 'emergency-over'] as const)('for %s is taken back', (kind) => {
    expect(given(...GRANTED).when(lost(kind))).toStrictEqual(happens(withdrawn(kind)));
  });

  test('is taken from a worker that an operator has named, too', () => {
    const assigned = [...NOBODY, granted(at(25), 'deployer-9')];
    expect(given(...assigned).when(lost('certification', 'deployer-9'))).toStrictEqual(
      happens(withdrawn('certification', 'deployer-9')),
    );
  });

  test.each([
    ['because its master is gone', GRANTED, lost('master')],
    ['because of another worker', GRANTED, lost('certification', 'deployer-9')],
    ['twice', [...GRANTED, withdrawn('certification')], lost('certification')],
    ['where nobody has one', NOBODY, lost('certification')],
    ['once it is closed', [...GRANTED, rolledBack(), closedWith()], lost('certification')],
  ])('is not taken back %s', (_, history, command) => {
    expect(given(...history).when(command)).toStrictEqual(nothing);
  });

  const WITHDRAWN = [...GRANTED, withdrawn('certification')];

  test('lets nobody go on', () => {
    expect(given(...WITHDRAWN).when(propose(ROLLBACK))).toStrictEqual(nothing);
    expect(dutyNow(permitAfter(...WITHDRAWN), 'deployer-3', at(10), { worker: FIT })).toBeUndefined();
    expect(given(...WITHDRAWN).when(report('done'))).toMatchObject({ refusal: { code: 'INVALID_STATE' } });
  });

  test('leaves an operator the time that it had, to name another', () => {
    expect(rollbackDue(permitAfter(...WITHDRAWN))).toBe(at(20));
    expect(leftUndone(permitAfter(...WITHDRAWN))).toBe('assignable');
    expect(given(...WITHDRAWN).when(assign('deployer-9'))).toStrictEqual(
      happens(grantedBy(at(25), 'deployer-9')),
    );
    expect(given(...WITHDRAWN).when(rollbackTimeout(at(19)))).toStrictEqual(nothing);
    expect(given(...WITHDRAWN).when(rollbackTimeout(at(20)))).toStrictEqual(
      happens(rollbackFailed({ kind: 'no-worker' }), closedWith({ endedAt: at(2) })),
    );
  });

  test('is never given to the same worker again', () => {
    const others = [...WITHDRAWN, granted(at(25), 'deployer-9'), withdrawn('trust', 'deployer-9')];
    for (const id of ['deployer-3', 'deployer-9'])
      expect(given(...others).when(assign(id))).toStrictEqual(
        refused('WORKER_NOT_ELIGIBLE', `${id} had the grant, and has lost what it takes to undo it.`),
      );
  });
});

describe('the end of the time to undo it', () => {
  test('leaves it undone', () => {
    expect(given(...GRANTED).when(rollbackTimeout(at(20)))).toStrictEqual(
      happens(rollbackFailed({ kind: 'timeout', workerId: 'deployer-3' }), closedWith({ endedAt: at(2) })),
    );
  });

  test('shows that there was nobody', () => {
    expect(given(...NOBODY).when(rollbackTimeout(at(17)))).toStrictEqual(
      happens(rollbackFailed({ kind: 'no-worker' }), closedWith({ endedAt: at(2) })),
    );
  });

  test.each([
    ['has not come', GRANTED, new Date(Date.parse(at(20)) - 1).toISOString()],
    ['does not concern what is closed', [...GRANTED, rolledBack(), closedWith()], at(60)],
    ['does not concern what is at work', working(undoable()), at(60)],
    ['does not concern what was never started', ACTIVE, at(60)],
  ])('%s', (_, history, now) => {
    expect(given(...history).when(rollbackTimeout(now))).toStrictEqual(nothing);
  });
});
