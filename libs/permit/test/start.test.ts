import { describe, expect, test } from '@jest/globals';
import type { StartPermit } from '@guildhall/contracts';
import type { EmergencyNow } from '../src/index.js';
import { at, sha, task, terms } from './factories.js';
import {
  ACTIVE,
  EXECUTING,
  given,
  happens,
  issued,
  refused,
  REQUESTED,
  start,
  started,
  WINDOW,
} from './story.js';

const worker = {
  status: 'active',
  level: 3,
  definition: sha('d'),
  artifact: sha('f'),
  concurrency: 1,
} as const;
const wrong: Partial<StartPermit> = { environment: 'staging', inputs: [] };

describe('starting', () => {
  test('is for the worker of an active permit', () => {
    expect(given(...ACTIVE).when(start('deployer-3'))).toStrictEqual(happens(started));
  });

  test('puts on record how long what follows may last', () => {
    const durations = { heartbeat: 'PT2S', rollback: 'PT1M' };
    expect(given(...ACTIVE).when(start('deployer-3', {}, { durations }))).toStrictEqual(
      happens({
        type: 'permit.execution-started',
        data: { workerId: 'deployer-3', heartbeatWithin: 'PT2S', rollbackWithin: 'PT1M' },
      }),
    );
  });

  test('takes the inputs in any order', () => {
    const inputs = [
      { name: 'image', sha256: sha('a') },
      { name: 'chart', sha256: sha('b') },
    ];
    const of = terms(0, { request: task({ inputs }) });
    expect(
      given(issued('policy', WINDOW, of)).when(start('deployer-3', { inputs: [...inputs].reverse() })),
    ).toStrictEqual(happens(started));
  });

  test('needs neither artifact nor inputs where none were named', () => {
    const { artifact: _, ...of } = terms(0, { request: task({ environment: 'local' }) });
    const { inputs: __, ...request } = of.request;
    const { artifact: ___, ...bare } = worker;
    const command = start('deployer-3', { environment: 'local' }, { worker: { ...bare, level: 0 } });
    const { artifact: ____, inputs: _____, ...input } = command.input;
    expect(given(issued('policy', WINDOW, { ...of, request })).when({ ...command, input })).toStrictEqual(
      happens(started),
    );
  });

  test.each([
    ['at its first moment', WINDOW.notBefore],
    ['at its last millisecond', new Date(Date.parse(WINDOW.notAfter) - 1).toISOString()],
  ])('is in the window %s', (_, now) => {
    expect(given(...ACTIVE).when(start('deployer-3', {}, { now }))).toStrictEqual(happens(started));
  });

  test('goes on beside others where the definition allows it', () => {
    const command = start('deployer-3', {}, { worker: { ...worker, concurrency: 2 }, executing: 1 });
    expect(given(...ACTIVE).when(command)).toStrictEqual(happens(started));
  });
});

const FIRE: EmergencyNow = { status: 'APPROVED', workerId: 'deployer-3', expiresAt: at(60), debt: false };

describe('starting in an emergency', () => {
  const calm = terms(3);
  const of = { ...calm, assessment: { ...calm.assessment, path: 'emergency' as const } };
  const history = [issued([{ approver: 'ivan', role: 'incident-commander' }], WINDOW, of)];
  const lent = { ...worker, level: 2 } as const;
  const over = refused('OUT_OF_WINDOW', 'The emergency that the permit is for is over.');

  test('is for the worker that it has lent its level', () => {
    expect(given(...history).when(start('deployer-3', {}, { worker: lent, emergency: FIRE }))).toStrictEqual(
      happens(started),
    );
  });

  test('lends nobody else a level, nor another permit', () => {
    const tooLow = refused('WORKER_NOT_ELIGIBLE', 'deployer-3 is certified for level 2; this needs 3.');
    const others = { ...FIRE, workerId: 'deployer-2' };
    expect(
      given(...history).when(start('deployer-3', {}, { worker: lent, emergency: others })),
    ).toStrictEqual(tooLow);
    expect(given(...ACTIVE).when(start('deployer-3', {}, { worker: lent, emergency: FIRE }))).toStrictEqual(
      tooLow,
    );
  });

  test('lends no level above 3', () => {
    const master = { ...of, level: 4 as const };
    const high = [issued([{ approver: 'ivan', role: 'incident-commander' }], WINDOW, master)];
    expect(given(...high).when(start('deployer-3', {}, { worker: lent, emergency: FIRE }))).toStrictEqual(
      refused('WORKER_NOT_ELIGIBLE', 'deployer-3 is certified for level 2; this needs 4.'),
    );
  });

  test.each([
    ['that is over', { ...FIRE, expiresAt: at(10) }, over],
    ['that was ended', { ...FIRE, status: 'ENDED' }, over],
    ['that was reviewed', { ...FIRE, status: 'REVIEWED' }, over],
    [
      'while an earlier one waits',
      { ...FIRE, debt: true },
      refused('REVIEW_DEBT', 'An earlier emergency has not been reviewed.'),
    ],
  ] as const)('is refused in one %s', (_, emergency, decision) => {
    expect(given(...history).when(start('deployer-3', {}, { emergency }))).toStrictEqual(decision);
  });

  test('is refused where there is none', () => {
    expect(given(...history).when(start('deployer-3'))).toStrictEqual(over);
  });

  test('is refused for its master before', () => {
    const command = start(
      'deployer-3',
      {},
      { emergency: { ...FIRE, debt: true }, master: { status: 'unknown' } },
    );
    expect(given(...history).when(command)).toStrictEqual(
      refused(
        'MASTER_AUTHORIZATION',
        'development-master is not an active master with authorization for level 3.',
      ),
    );
  });
});

// Each case breaks what it is about and what is checked later: the order of 3.4 decides.
describe('starting is refused, in this order,', () => {
  test.each([
    [
      'to who is no worker',
      ACTIVE,
      start('alice', {}, { worker: { status: 'unknown' } }),
      refused('FORBIDDEN', 'alice is no worker.'),
    ],
    [
      'for a permit that is not there',
      [],
      start('deployer-3', {}, { worker: { ...worker, status: 'expired' } }),
      refused('NOT_FOUND', 'There is no permit t1.'),
    ],
    [
      'to a worker that is not active',
      REQUESTED,
      start('deployer-3', wrong, { worker: { ...worker, status: 'expired', level: 0 }, executing: 1 }),
      refused('WORKER_NOT_ELIGIBLE', 'deployer-3 is expired, and so eligible for nothing.'),
    ],
    [
      'to a worker of too low a level',
      REQUESTED,
      start('deployer-3', wrong, { worker: { ...worker, level: 2, definition: sha('0') }, executing: 1 }),
      refused('WORKER_NOT_ELIGIBLE', 'deployer-3 is certified for level 2; this needs 3.'),
    ],
    [
      'to a worker that was redefined',
      REQUESTED,
      start('deployer-3', wrong, { worker: { ...worker, definition: sha('0') }, executing: 1 }),
      refused('WORKER_NOT_ELIGIBLE', 'The definition of deployer-3 is not the one the permit was given for.'),
    ],
    [
      'to a worker that says it is another',
      REQUESTED,
      start('deployer-3', { ...wrong, definition: sha('0'), artifact: sha('0') }),
      refused('WORKER_NOT_ELIGIBLE', 'The definition of deployer-3 is not the one the permit was given for.'),
    ],
    [
      'to a worker whose artifact was changed',
      REQUESTED,
      start('deployer-3', wrong, { worker: { ...worker, artifact: sha('0') }, executing: 1 }),
      refused('WORKER_NOT_ELIGIBLE', 'The artifact of deployer-3 is not the one the permit was given for.'),
    ],
    [
      'to a worker that runs something else',
      REQUESTED,
      start('deployer-3', { ...wrong, artifact: sha('0') }, { executing: 1 }),
      refused('WORKER_NOT_ELIGIBLE', 'The artifact of deployer-3 is not the one the permit was given for.'),
    ],
    [
      'to a busy worker',
      REQUESTED,
      start('deployer-3', wrong, { executing: 1 }),
      refused('WORKER_BUSY', 'deployer-3 executes 1 other permits, and its definition allows 1.'),
    ],
    [
      'before it is issued',
      REQUESTED,
      start('deployer-2', wrong),
      refused(
        'INVALID_STATE',
        'The permit is REQUESTED, which allows permit.review, permit.approve, permit.reject.',
      ),
    ],
    [
      'a second time',
      EXECUTING,
      start('deployer-3', wrong),
      refused(
        'INVALID_STATE',
        'The permit is EXECUTING, which allows permit.complete, permit.revoke, execution.propose, execution.confirm, execution.record, execution.heartbeat.',
      ),
    ],
    [
      'to another worker, whatever it is',
      ACTIVE,
      start('deployer-2', wrong, { worker: { ...worker, level: 2, definition: sha('2') }, now: at(0) }),
      refused('FORBIDDEN', "The permit is deployer-3's, not deployer-2's."),
    ],
    [
      'in another environment',
      ACTIVE,
      start('deployer-3', wrong, { now: at(0) }),
      refused('HARD_BLOCK', 'A permit for production is void in staging.', { rule: 'HB3' }),
    ],
    [
      'with fewer inputs',
      ACTIVE,
      start('deployer-3', { inputs: [] }, { now: at(0) }),
      refused('INPUT_MISMATCH', 'The inputs are not, by name and SHA-256, those that were approved.'),
    ],
    [
      'with another input',
      ACTIVE,
      start('deployer-3', { inputs: [{ name: 'image', sha256: sha('b') }] }, { now: at(0) }),
      refused('INPUT_MISMATCH', 'The inputs are not, by name and SHA-256, those that were approved.'),
    ],
    [
      'before the window',
      ACTIVE,
      start('deployer-3', {}, { now: at(4), master: { status: 'unknown' } }),
      refused('OUT_OF_WINDOW', `The permit is good from ${at(5)} until before ${WINDOW.notAfter}.`),
    ],
    [
      'at the end of the window',
      ACTIVE,
      start('deployer-3', {}, { now: WINDOW.notAfter, master: { status: 'unknown' } }),
      refused('OUT_OF_WINDOW', `The permit is good from ${at(5)} until before ${WINDOW.notAfter}.`),
    ],
    [
      'outside of the time that a limit says',
      [
        issued(
          'policy',
          WINDOW,
          terms(0, { constraints: [{ id: 'time_window', value: `${at(11)}/${at(20)}` }] }),
        ),
      ],
      start('deployer-3', {}, { master: { status: 'unknown' } }),
      refused('OUT_OF_WINDOW', `The permit is good from ${at(11)} until before ${at(20)}.`),
    ],
    [
      'without tokens',
      [issued('policy', WINDOW, terms(0, { tokenBudget: 0 }))],
      start('deployer-3', {}, { master: { status: 'unknown' } }),
      refused('BUDGET_EXHAUSTED', 'The permit has no tokens.'),
    ],
    [
      'under a master nobody knows',
      ACTIVE,
      start('deployer-3', {}, { master: { status: 'unknown' } }),
      refused(
        'MASTER_AUTHORIZATION',
        'development-master is not an active master with authorization for level 3.',
      ),
    ],
    [
      'under a retired master',
      ACTIVE,
      start('deployer-3', {}, { master: { status: 'retired', level: 4 } }),
      refused(
        'MASTER_AUTHORIZATION',
        'development-master is not an active master with authorization for level 3.',
      ),
    ],
    [
      'under a master of too low a level',
      ACTIVE,
      start('deployer-3', {}, { master: { status: 'active', level: 2 } }),
      refused(
        'MASTER_AUTHORIZATION',
        'development-master is not an active master with authorization for level 3.',
      ),
    ],
  ])('%s', (_, history, command, decision) => {
    expect(given(...history).when(command)).toStrictEqual(decision);
  });
});
