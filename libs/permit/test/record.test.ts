import { describe, expect, test } from '@jest/globals';
import type { ActionRecord, Constraint } from '@guildhall/contracts';
import type { PermitEvent } from '../src/index.js';
import { at, sha } from './factories.js';
import { ACTIVE, completed, given, happens, nothing, permitAfter, refused, revoked } from './story.js';
import {
  actionsRecorded,
  atLevel0,
  closedWith,
  confirmed,
  DEPLOY,
  done,
  granted,
  monitored,
  proposed,
  record,
  report,
  revokedFor,
  ROLLBACK,
  rollbackFailed,
  rolledBack,
  termsWith,
  undoable,
  violated,
  withdrawn,
  working,
} from './work-story.js';

const stopped = revoked({ by: 'ivan', severity: 'critical', reason: { kind: 'person' } });

const edit = (seq: number, changes: Partial<ActionRecord> = {}): ActionRecord =>
  done(seq, { action: 'edit', target: 'repo:web/index', ...changes });
const edits = (count: number): ActionRecord[] => Array.from({ length: count }, (_, index) => edit(index + 1));

describe('recording', () => {
  test('says what became of an announced action', () => {
    const actions = [done(1, { status: 'failed', reason: 'No image.', outputDigest: sha('3') })];
    expect(given(...working(monitored(), proposed(1))).when(record(actions))).toStrictEqual(
      happens(actionsRecorded(actions)),
    );
  });

  test('takes fifty at once where nothing has to be announced, as one event', () => {
    expect(given(...working(atLevel0())).when(record(edits(50)))).toStrictEqual(
      happens(actionsRecorded(edits(50))),
    );
  });

  test('takes what only reads without an announcement anywhere', () => {
    const actions = [done(1, { action: 'note', target: 'workspace:log' })];
    expect(given(...working(monitored())).when(record(actions))).toStrictEqual(
      happens(actionsRecorded(actions)),
    );
  });

  test('takes what was not let happen without an announcement', () => {
    const actions = [done(1, { status: 'rejected', action: 'restart' })];
    expect(given(...working(monitored())).when(record(actions))).toStrictEqual(
      happens(actionsRecorded(actions)),
    );
  });

  test('of what is on record changes nothing, and what is new counts', () => {
    const history = working(atLevel0(), actionsRecorded(edits(2)));
    expect(given(...history).when(record(edits(2)))).toStrictEqual(nothing);
    expect(given(...history).when(record(edits(3)))).toStrictEqual(happens(actionsRecorded([edit(3)])));
  });

  test.each([
    ['before them', [edit(2)], 'The next action is number 1.'],
    ['between them', [edit(1), edit(3)], 'Action 3 does not follow on the one before it.'],
    ['in their order', [edit(1), edit(1)], 'Action 1 does not follow on the one before it.'],
  ])('is refused where a number is missing %s', (_, actions, message) => {
    expect(given(...working(atLevel0())).when(record(actions))).toStrictEqual(
      refused('SEQUENCE_GAP', message),
    );
  });

  test.each([
    ['for a permit that is not there', [], record([done(1)]), refused('NOT_FOUND', 'There is no permit t1.')],
    [
      'to another worker',
      working(monitored()),
      record([done(1)], { caller: 'deployer-2' }),
      refused('FORBIDDEN', "The permit is deployer-3's, not deployer-2's."),
    ],
    [
      'before it was started',
      ACTIVE,
      record([done(1)]),
      refused('INVALID_STATE', 'The permit is ACTIVE, which allows permit.start, permit.revoke.'),
    ],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});

describe('what a record shows to have been broken', () => {
  const taken = (text: string, actions = 1) => [revokedFor(text), closedWith({ actions, violations: 1 })];

  test.each([
    [
      'an action that was not announced',
      working(monitored()),
      done(1),
      'unannounced',
      'Action 1 was not announced before it was done.',
    ],
    [
      'an action that was announced after the end of the permission',
      working(undoable(), stopped, proposed(1)),
      done(1),
      'unannounced',
      'Action 1 was done although it was announced too late.',
    ],
    [
      'an action that was not confirmed',
      working(termsWith(), proposed(1, { needsConfirmation: true })),
      done(1, { status: 'failed' }),
      'unconfirmed',
      'Action 1 was done before it was confirmed.',
    ],
    [
      'an action that is not the one that was announced',
      working(monitored(), proposed(1)),
      done(1, { inputDigest: sha('2') }),
      'changed',
      'Action 1 was deploy on service:api; now it is deploy on service:api, or has another input.',
    ],
    [
      'an action out of scope where nothing has to be announced',
      working(atLevel0()),
      edit(1, { target: 'repo:api/index' }),
      'scope',
      'repo:api/index is not in the scope of the permit.',
    ],
  ])('%s', (_, history, action, rule, text) => {
    const decision = given(...history).when(record([action]));
    expect(decision).toMatchObject({
      events: [
        { type: 'execution.action-recorded', data: { actions: [action] } },
        { type: 'permit.violation-detected', data: { rule, text, seq: 1 } },
        ...(permitAfter(...history).status === 'EXECUTING'
          ? [{ type: 'permit.revoked' }, { type: 'permit.closed' }]
          : []),
      ],
    });
  });

  test('is on record after the record, which is kept', () => {
    const text = 'Action 1 was not announced before it was done.';
    expect(given(...working(monitored())).when(record([done(1)]))).toStrictEqual(
      happens(
        actionsRecorded([done(1)]),
        violated({ rule: 'unannounced', onViolation: 'revoke', text, seq: 1 }),
        ...taken(text),
      ),
    );
  });

  test('a confirmed action is none', () => {
    const history = working(termsWith(), proposed(1, { needsConfirmation: true }), confirmed(1, 'judy'));
    expect(given(...history).when(record([done(1)]))).toStrictEqual(happens(actionsRecorded([done(1)])));
  });

  test('an action that is put on record as another is on record as it was', () => {
    const history = working(atLevel0(), actionsRecorded([edit(1)]));
    const text =
      'Action 1 was edit on repo:web/index; now it is read on repo:web/index, or has another input.';
    expect(given(...history).when(record([edit(1, { action: 'read' }), edit(2)]))).toStrictEqual(
      happens(
        actionsRecorded([edit(2)]),
        violated({ rule: 'changed', onViolation: 'revoke', text, seq: 1 }),
        revokedFor(text),
        closedWith({ level: 0, actions: 2, violations: 1 }),
      ),
    );
  });

  test('an action that went past the log is not undone by who did it', () => {
    const history = working(undoable());
    const text = 'Action 1 was not announced before it was done.';
    expect(given(...history).when(record([done(1)]))).toStrictEqual(
      happens(
        actionsRecorded([done(1)]),
        violated({ rule: 'unannounced', onViolation: 'rollback-and-revoke', text, seq: 1 }),
        revokedFor(text),
      ),
    );
  });

  test.each<[string, Constraint, ActionRecord[], string]>([
    [
      'more failures than may be',
      { id: 'max_failed_actions', value: 1, onViolation: 'reject' },
      [edit(1, { status: 'failed' }), edit(2), edit(3, { status: 'failed' })],
      '2 actions have failed, and 1 may.',
    ],
    [
      'more files than may be written',
      { id: 'max_files_written', value: 1, onViolation: 'reject' },
      [
        edit(1, { action: 'write_file', target: 'workspace:a' }),
        edit(2, { action: 'write_file', target: 'workspace:a' }),
        edit(3, { action: 'write_file', target: 'workspace:b' }),
      ],
      'workspace:b would be one file more than may be written.',
    ],
    [
      'more actions than may be',
      { id: 'max_actions', value: 2, onViolation: 'reject' },
      edits(3),
      'It would be one action more than is allowed.',
    ],
  ])('%s', (_, constraint, actions, text) => {
    expect(given(...working(atLevel0(constraint))).when(record(actions))).toStrictEqual(
      happens(
        actionsRecorded(actions),
        violated({ rule: constraint.id, onViolation: 'reject', text, seq: 3 }),
      ),
    );
  });

  test.each<[string, Constraint[], string, string, 'reject' | 'revoke']>([
    [
      'of a limit that only it can judge',
      [{ id: 'max_file_size', value: 10, onViolation: 'reject' }],
      'verify_file_size_within_limit',
      'max_file_size',
      'reject',
    ],
    [
      'of a limit under the name that the limit gives',
      [{ id: 'max_file_size', value: 10, witness: 'weigh', onViolation: 'reject' }],
      'weigh',
      'max_file_size',
      'reject',
    ],
    ['of its own', [], 'smells', 'smells', 'revoke'],
  ])("what the runtime's own check finds, %s", (_, constraints, witness, rule, onViolation) => {
    const actions = [
      edit(1, {
        witnesses: [
          { witness, passed: false },
          { witness: 'other', passed: true },
        ],
      }),
    ];
    expect(given(...working(atLevel0(...constraints))).when(record(actions))).toMatchObject({
      events: [
        actionsRecorded(actions),
        violated({ rule, onViolation, text: `${witness} did not pass.`, seq: 1 }),
        ...(onViolation === 'reject' ? [] : [{ type: 'permit.revoked' }, { type: 'permit.closed' }]),
      ],
    });
  });

  test('that the window has ended', () => {
    const now = at(5 + 24 * 60);
    expect(given(...working(monitored(), proposed(1))).when(record([done(1)], { now }))).toMatchObject({
      events: [
        actionsRecorded([done(1)]),
        { type: 'permit.violation-detected', data: { rule: 'time_window' } },
        { type: 'permit.revoked', data: { reason: { kind: 'window-over' } } },
        { type: 'permit.closed', data: { summary: { actions: 1, violations: 1 } } },
      ],
    });
  });
});

describe('evidence', () => {
  const ended = working(monitored(), proposed(1), stopped, closedWith());

  test('that comes late is kept as such', () => {
    expect(given(...ended).when(record([done(1)]))).toStrictEqual(happens(actionsRecorded([done(1)], true)));
  });

  // `at(3)` is when the log took the end; the summary says `at(10)`.
  test.each([
    ['the last moment', {}, new Date(Date.parse(at(25)) - 1).toISOString(), 'accepted'],
    ['its end', {}, at(25), 'refused'],
    ['the end that the policy says', { lateRecords: 'PT1M' }, at(11), 'refused'],
  ])('is accepted for 15 minutes: at %s', (_, changes, now, is) => {
    expect(given(...ended).when(record([done(1)], { ...changes, now }))).toStrictEqual(
      is === 'accepted'
        ? happens(actionsRecorded([done(1)], true))
        : refused('OUT_OF_WINDOW', `The work ended at ${at(10)}; what is said about it now comes too late.`),
    );
  });

  test('that something was done in spite of the end is a violation of a closed permit', () => {
    const text = 'Action 1 was not announced before it was done.';
    const history = working(monitored(), stopped, closedWith());
    expect(given(...history).when(record([done(1)]))).toStrictEqual(
      happens(
        actionsRecorded([done(1)], true),
        violated({ rule: 'unannounced', onViolation: 'reject', text, seq: 1 }),
      ),
    );
  });

  test('is taken after a completion, too', () => {
    const history = working(
      atLevel0(),
      completed({ outcome: 'success', lastSeq: 0 }),
      closedWith({ outcome: 'success' }),
    );
    expect(given(...history).when(record([edit(1)]))).toStrictEqual(
      happens(actionsRecorded([edit(1)], true)),
    );
  });
});

describe('what is done under a grant', () => {
  const undone = done(1, ROLLBACK);

  test('is no late evidence', () => {
    const history = working(undoable(), stopped, granted(at(20)), proposed(1, ROLLBACK));
    expect(given(...history).when(record([undone]))).toStrictEqual(happens(actionsRecorded([undone])));
  });

  test('is evidence, too, for 15 minutes after the grant has ended, however it did', () => {
    const announced = working(undoable(), stopped, granted(at(20)), proposed(1, ROLLBACK));
    const failed = rollbackFailed({ kind: 'timeout', workerId: 'deployer-3' });
    // The log took the failure at `at(5)`.
    const ways: [PermitEvent[], string][] = [
      [announced, at(20)],
      [[...announced, failed, closedWith({ endedAt: at(2) })], at(18)],
    ];
    for (const [history, now] of ways) {
      expect(given(...history).when(record([undone], { now }))).toStrictEqual(
        happens(actionsRecorded([undone], true)),
      );
      expect(given(...history).when(record([undone], { now: at(60) }))).toMatchObject({
        refusal: { code: 'OUT_OF_WINDOW' },
      });
    }
  });

  test('has to be announced', () => {
    const history = working(undoable(), stopped, granted(at(20)));
    const text = 'Action 1 was not announced before it was done.';
    expect(given(...history).when(record([undone]))).toStrictEqual(
      happens(
        actionsRecorded([undone]),
        violated({ rule: 'unannounced', onViolation: 'reject', text, seq: 1, rollback: true }),
        withdrawn('trust'),
      ),
    );
  });

  test.each([
    ['nobody else', 'deployer-9'],
    ['the one who did it', 'deployer-3'],
  ])('past the log, while the work went on, costs %s the grant', (_, undoer) => {
    const history = working(undoable(), stopped, granted(at(20), undoer));
    const decision = given(...history).when(record([done(1, DEPLOY)]));
    const types = 'events' in decision ? decision.events.map(({ type }) => type) : [];
    expect(types).toStrictEqual([
      'execution.action-recorded',
      'permit.violation-detected',
      ...(undoer === 'deployer-3' ? ['execution.rollback-withdrawn'] : []),
    ]);
  });

  describe('once another worker goes on', () => {
    const others = { caller: 'deployer-9' };
    const announced = proposed(2, { ...ROLLBACK, workerId: 'deployer-9' });
    const history = working(undoable(), proposed(1), stopped, granted(at(20), 'deployer-9'), announced);
    const second = done(2, ROLLBACK);

    test('what was announced before is evidence as ever', () => {
      expect(given(...history).when(record([done(1)]))).toStrictEqual(
        happens(actionsRecorded([done(1)], true)),
      );
    });

    test('and may be on record after what follows it', () => {
      const late = [...history, actionsRecorded([second], undefined, 'deployer-9')];
      expect(given(...late).when(record([done(1)]))).toStrictEqual(happens(actionsRecorded([done(1)], true)));
      expect(given(...late, actionsRecorded([done(1)], true)).when(record([done(1)]))).toStrictEqual(nothing);
    });

    test('it has to be what was announced', () => {
      const other = done(1, { inputDigest: sha('7') });
      expect(given(...history).when(record([other]))).toMatchObject({
        events: [{ type: 'execution.action-recorded' }, { data: { rule: 'changed', seq: 1 } }],
      });
    });

    test('what it does itself is on record by its own numbers', () => {
      expect(given(...history).when(record([second], others))).toStrictEqual(
        happens(actionsRecorded([second], undefined, 'deployer-9')),
      );
    });

    test.each([
      ['to who goes on', [done(1, ROLLBACK)], others, "Action 1 is deployer-3's."],
      ['to who did the work', [done(2, DEPLOY)], {}, "Action 2 is deployer-9's."],
    ])(
      'numbers of the other are refused %s, and nobody has broken anything',
      (_, actions, changes, message) => {
        expect(given(...history).when(record(actions, changes))).toStrictEqual(
          refused('SEQUENCE_GAP', message),
        );
      },
    );

    test('who had the grant before may still say what it did', () => {
      const again = [...history, granted(at(25), 'deployer-8')];
      expect(given(...again).when(record([second], others))).toStrictEqual(
        happens(actionsRecorded([second], true, 'deployer-9')),
      );
    });

    test('what nobody has said anything about is not counted', () => {
      const reported = [...history, actionsRecorded([second], undefined, 'deployer-9')];
      expect(given(...reported).when(report('done', others))).toStrictEqual(
        happens(rolledBack(undefined, 'deployer-9'), closedWith({ endedAt: at(3), actions: 1 })),
      );
    });
  });

  test('is beside what was begun before the end', () => {
    const history = working(undoable(), proposed(1), stopped, granted(at(20)));
    expect(given(...history).when(record([done(1, DEPLOY)]))).toStrictEqual(
      happens(actionsRecorded([done(1)], true)),
    );
  });

  test('is recorded afterwards where nothing has to be announced', () => {
    const level0 = atLevel0();
    const of = { ...level0, scope: { ...level0.scope, rollbackActions: ['revert'] } };
    const revert = edit(1, { action: 'revert' });
    const history = working(of, stopped, {
      type: 'execution.rollback-granted',
      data: { workerId: 'deployer-3', actions: ['revert'], until: at(20) },
    });
    expect(given(...history).when(record([revert]))).toStrictEqual(happens(actionsRecorded([revert])));
  });
});
