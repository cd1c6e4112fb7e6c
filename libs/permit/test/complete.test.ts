import { describe, expect, test } from '@jest/globals';
import { at } from './factories.js';
import {
  actionsRecorded,
  closedWith,
  done,
  monitored,
  proposed,
  revokedFor,
  violated,
  working,
} from './work-story.js';
import { ACTIVE, closed, complete, completed, EXECUTING, given, happens, refused, WINDOW } from './story.js';

const closing = (outcome: 'success' | 'failure' | 'rolled-back') =>
  closed({
    taskId: 't1',
    workerId: 'deployer-3',
    requestedBy: 'development-master',
    level: 3,
    outcome,
    approvedBy: ['bob', 'carol'],
    actions: 0,
    violations: 0,
    requestedAt: at(0),
    issuedAt: at(5),
    startedAt: at(6),
    endedAt: at(10),
  });

describe('completing', () => {
  test.each(['success', 'failure', 'rolled-back'] as const)(
    'with %s closes the permit at once',
    (outcome) => {
      expect(given(...EXECUTING).when(complete('deployer-3', { outcome }))).toStrictEqual(
        happens(completed({ outcome, lastSeq: 0 }), closing(outcome)),
      );
    },
  );

  test('is possible until the very end of the window', () => {
    const now = at(5 + 24 * 60 - 1);
    expect(given(...EXECUTING).when(complete('deployer-3', {}, { now }))).toMatchObject({
      events: [{ type: 'permit.completed' }, { type: 'permit.closed', data: { summary: { endedAt: now } } }],
    });
  });

  test('keeps what the worker says about it', () => {
    const summary = '3 of 3 replicas healthy.';
    expect(given(...EXECUTING).when(complete('deployer-3', { summary }))).toStrictEqual(
      happens(completed({ outcome: 'success', summary, lastSeq: 0 }), closing('success')),
    );
  });

  test('counts what is on record', () => {
    const history = working(monitored(), proposed(1), actionsRecorded([done(1), done(2)]));
    expect(given(...history).when(complete('deployer-3', { lastSeq: 2 }))).toStrictEqual(
      happens(completed({ outcome: 'success', lastSeq: 2 }), closedWith({ outcome: 'success', actions: 2 })),
    );
  });

  test.each([
    ['was done', working(monitored()), 3, 'Action 1 of 3 is not on record.', 1, 0],
    ['was announced', working(monitored(), proposed(1)), 0, 'Action 1 of 1 is not on record.', 1, 0],
    [
      'follows on those that are',
      working(monitored(), proposed(1), actionsRecorded([done(1)])),
      2,
      'Action 2 of 2 is not on record.',
      2,
      1,
    ],
  ])('without a record of what %s is a violation', (_, history, lastSeq, text, seq, actions) => {
    expect(given(...history).when(complete('deployer-3', { lastSeq }))).toStrictEqual(
      happens(
        violated({ rule: 'missing-record', onViolation: 'revoke', text, seq }),
        revokedFor(text),
        closedWith({ actions, violations: 1 }),
      ),
    );
  });

  test('after more time than was allowed is a violation, and comes too late where that ends it', () => {
    const text = 'The 539 s that it may take are over.';
    const long = (onViolation: 'reject' | 'revoke') =>
      working(monitored({ id: 'max_duration_s', value: 539, onViolation }));
    const broken = { rule: 'max_duration_s', text };
    expect(given(...long('revoke')).when(complete('deployer-3'))).toStrictEqual(
      happens(
        violated({ ...broken, onViolation: 'revoke' }),
        revokedFor(text),
        closedWith({ violations: 1 }),
      ),
    );
    expect(given(...long('reject')).when(complete('deployer-3'))).toStrictEqual(
      happens(
        violated({ ...broken, onViolation: 'reject' }),
        completed({ outcome: 'success', lastSeq: 0 }),
        closedWith({ outcome: 'success', violations: 1 }),
      ),
    );
  });

  test.each([
    [
      'for a permit that is not there',
      [],
      complete('deployer-3'),
      refused('NOT_FOUND', 'There is no permit t1.'),
    ],
    [
      'to another worker',
      ACTIVE,
      complete('deployer-2', { lastSeq: 3 }),
      refused('FORBIDDEN', "The permit is deployer-3's, not deployer-2's."),
    ],
    [
      'before it was started',
      ACTIVE,
      complete('deployer-3', { lastSeq: 3 }),
      refused('INVALID_STATE', 'The permit is ACTIVE, which allows permit.start, permit.revoke.'),
    ],
    [
      'a second time',
      [...EXECUTING, completed({ outcome: 'success', lastSeq: 0 }), closing('success')],
      complete('deployer-3'),
      refused('INVALID_STATE', 'The permit is CLOSED, which allows permit.archive.'),
    ],
    [
      'at the end of the window, whatever it says',
      EXECUTING,
      complete('deployer-3', { lastSeq: 3 }, { now: WINDOW.notAfter }),
      refused('OUT_OF_WINDOW', `The permit was good until before ${WINDOW.notAfter}.`),
    ],
    [
      'where more is on record',
      working(monitored(), proposed(1), actionsRecorded([done(1)])),
      complete('deployer-3'),
      refused('SEQUENCE_GAP', 'The last action on record is number 1.'),
    ],
  ])('is refused %s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});
