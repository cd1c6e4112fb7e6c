import { describe, expect, test } from '@jest/globals';
import type { ActionRecord, Recorded, TrustRules } from '@guildhall/contracts';
import { isCounting, workerDecider, workerFacts } from '../src/index.js';
import type { RecordedWorkerEvent, WorkerCommand, WorkerState } from '../src/index.js';
import {
  asker,
  definition,
  digest,
  inDays,
  NOBODY,
  NOW,
  ofWorker,
  OLIVIA,
  OSCAR,
  PEGGY,
  recorded,
  RETIRED,
  REVOKED,
  workerAfter,
  workerEvents,
} from './builders.js';
import type { Command } from './builders.js';

const { decide, initialState } = workerDecider;

const CAROL = asker('carol', 'security-lead');
const RULES: TrustRules = {
  monitoredAfter: 5,
  autonomousAfter: 8,
  autonomousNotBefore: 'P30D',
  countedPerPermit: 4,
};

const action = (seq: number, more: Partial<ActionRecord> = {}): ActionRecord => ({
  seq,
  action: 'deploy',
  target: 'service:api',
  inputDigest: 'c'.repeat(64),
  status: 'done',
  ...more,
});
const acted = (actions: ActionRecord[], position = 10, workerId = 'deployer-3'): Recorded =>
  recorded('execution.action-recorded', 't1', { workerId, actions }, { position });
const broken = (rule: string, seq?: number): Recorded =>
  recorded('permit.violation-detected', 't1', {
    rule,
    onViolation: 'reject',
    text: 'It was too much.',
    ...(seq === undefined ? {} : { seq }),
  });

const count = (events: Recorded[], more: Partial<Command<'count'>> = {}): Command<'count'> => ({
  type: 'count',
  taskId: 't1',
  events,
  rules: RULES,
  now: NOW,
  ...more,
});
/** A permit with as many successes. */
const done = (successes: number, more: Partial<Command<'count'>> = {}): Command<'count'> =>
  count([acted(Array.from({ length: successes }, (_, index) => action(index + 1)))], more);

const counted = (successes: number) => ({
  type: 'worker.successes-counted' as const,
  data: { taskId: 't1', successes },
});
const raised = (to: 'monitored' | 'autonomous', successes: number) => ({
  type: 'worker.trust-raised' as const,
  data: { to, successes },
});

/** An event at a position of the log. */
const at = (event: RecordedWorkerEvent, position: number, time = NOW): RecordedWorkerEvent => ({
  ...event,
  position,
  time,
});
const COUNTED = (successes: number) => ofWorker('worker.successes-counted', { taskId: 't0', successes });
const MONITORED = ofWorker('worker.trust-raised', { to: 'monitored', successes: 5 });
const AUTONOMOUS = ofWorker('worker.trust-raised', { to: 'autonomous', successes: 8 });
const RESET = ofWorker('worker.trust-reset', { reason: { kind: 'bypass' } });

const NEW = workerAfter(...workerEvents(0));
const known = (...events: RecordedWorkerEvent[]): WorkerState => workerAfter(...workerEvents(0), ...events);
const certified = (probation: boolean) =>
  ofWorker('worker.certified', { level: 3, basis: 'board', probation });

describe('what is counted', () => {
  test.each<[string, Command<'count'>, number]>([
    ['what was done and changes something', done(3), 3],
    ['as much of one permit as the policy says', done(20, { rules: { ...RULES, monitoredAfter: 100 } }), 4],
    [
      'not what failed or was not let happen',
      count([acted([action(1), action(2, { status: 'failed' }), action(3, { status: 'rejected' })])]),
      1,
    ],
    [
      'not what reads',
      count([
        acted([
          action(1, { action: 'read_file' }),
          action(2, { action: 'http', target: 'GET https://api' }),
          action(3, { action: 'http', target: 'POST https://api' }),
        ]),
      ]),
      1,
    ],
    ['not what broke a limit', count([acted([action(1), action(2)]), broken('max_file_size', 2)]), 1],
    ['nothing of work that broke one as a whole', count([acted([action(1)]), broken('max_error_rate')]), 0],
    ['not what another worker did', count([acted([action(1)], 10, 'deployer-2')]), 0],
    ['nothing where nothing was done', count([]), 0],
  ])('%s', (_, command, expected) => {
    expect(decide(command, NEW)).toEqual({ events: expected === 0 ? [] : [counted(expected)] });
  });

  test('not what was on record before the trust was reset', () => {
    const state = known(at(RESET, 20));
    const early = acted([action(1), action(2)], 20);
    expect(decide(count([early, acted([action(3)], 21)]), state)).toEqual({ events: [counted(1)] });
  });

  test.each<[string, WorkerState]>([
    ['of nobody', initialState],
    ['of one that is retired', known(RETIRED)],
    ['of one that is trusted as far as it goes', known(MONITORED, AUTONOMOUS)],
  ])('nothing %s', (_, state) => {
    expect(decide(done(4), state)).toEqual({ events: [] });
    expect(isCounting(state)).toBe(false);
  });
});

describe('a step up', () => {
  const monitored = known(COUNTED(5), MONITORED);
  const late = { now: inDays(30) };

  test.each<[string, Command<'count'>, WorkerState, object[]]>([
    ['is not taken while one is missing', done(2), known(COUNTED(2)), [counted(2)]],
    ['comes with the last one', done(2), known(COUNTED(3)), [counted(2), raised('monitored', 5)]],
    ['is one, however much there is', done(4), known(COUNTED(4)), [counted(4), raised('monitored', 8)]],
    ['needs all of the next one anew', done(4, late), monitored, [counted(4)]],
    [
      'comes when the time for it has come too',
      done(4, late),
      known(COUNTED(5), MONITORED, COUNTED(4)),
      [counted(4), raised('autonomous', 8)],
    ],
    [
      'does not come before that',
      done(4, { now: inDays(29.999) }),
      known(COUNTED(5), MONITORED, COUNTED(4)),
      [counted(4)],
    ],
    [
      'comes later then, and no more is counted meanwhile',
      done(4, late),
      known(COUNTED(5), MONITORED, COUNTED(8)),
      [raised('autonomous', 8)],
    ],
    [
      'goes by the policy of the time',
      done(1, { rules: { ...RULES, monitoredAfter: 3 } }),
      known(COUNTED(4)),
      [raised('monitored', 4)],
    ],
    ['is none on probation', done(2), known(certified(true), COUNTED(3)), [counted(2)]],
    ['comes once that is over', done(2), known(certified(false), COUNTED(5)), [raised('monitored', 5)]],
    ['begins from nothing after a reset', done(4), known(COUNTED(4), RESET), [counted(4)]],
  ])('%s', (_, command, state, events) => {
    expect(decide(command, state)).toEqual({ events });
  });

  test('of which the time is counted since the one before', () => {
    const state = known(at(MONITORED, 5, inDays(10)), COUNTED(8));
    expect(decide(done(1, { now: inDays(39) }), state)).toEqual({ events: [] });
    expect(decide(done(1, { now: inDays(40) }), state)).toEqual({ events: [raised('autonomous', 8)] });
  });
});

describe('how closely it is watched', () => {
  const trustOf = (state: WorkerState) => {
    const facts = workerFacts(state, NOW);
    return facts.status === 'unknown' ? undefined : facts.trust;
  };

  test.each<[string, WorkerState, string]>([
    ['at first', NEW, 'supervised'],
    ['after a step', known(MONITORED), 'monitored'],
    ['after another', known(MONITORED, AUTONOMOUS), 'autonomous'],
    ['after a reset', known(MONITORED, AUTONOMOUS, RESET), 'supervised'],
    ['on probation, whatever was earned before', known(MONITORED, certified(true)), 'supervised'],
    ['when that is over', known(MONITORED, certified(true), certified(false)), 'monitored'],
    ['without its certification', known(certified(false), MONITORED, REVOKED), 'supervised'],
  ])('%s', (_, state, expected) => {
    expect(trustOf(state)).toBe(expected);
  });
});

describe('resetting the trust', () => {
  const reset = (by = OSCAR): Command<'reset-trust'> => ({
    type: 'reset-trust',
    asker: by,
    workerId: 'deployer-3',
    reason: 'It is looked into.',
  });
  const event = (by: string) => ({
    type: 'worker.trust-reset' as const,
    data: { reason: { kind: 'person', text: 'It is looked into.' }, by },
  });

  test.each<[string, WorkerCommand, WorkerState, string]>([
    ['by an operator', reset(), known(MONITORED), 'oscar'],
    ['by a security lead', reset(CAROL), known(MONITORED, AUTONOMOUS), 'carol'],
    ['of one that has earned nothing yet', reset(), NEW, 'oscar'],
  ])('%s', (_, command, state, by) => {
    expect(decide(command, state)).toEqual({ events: [event(by)] });
  });

  test.each<[string, WorkerCommand, WorkerState, string]>([
    ['by an owner', reset(OLIVIA), NEW, 'FORBIDDEN'],
    ['by the board', reset(PEGGY), NEW, 'FORBIDDEN'],
    ['by nobody', reset({ ...NOBODY, roles: ['operator'] }), NEW, 'FORBIDDEN'],
    ['of nobody', reset(), initialState, 'NOT_FOUND'],
    ['of one that is retired', reset(), known(RETIRED), 'INVALID_STATE'],
  ])('is refused %s', (_, command, state, code) => {
    expect(decide(command, state)).toMatchObject({ refusal: { code } });
  });
});

describe('what takes the trust along', () => {
  const redefine = (artifact: string): Command<'redefine'> => ({
    type: 'redefine',
    asker: OLIVIA,
    definition: definition({ artifact: { name: 'deployer', sha256: artifact.repeat(64) } }),
    strangers: [],
    digest,
    now: NOW,
  });
  const revoke: Command<'revoke'> = {
    type: 'revoke',
    asker: PEGGY,
    workerId: 'deployer-3',
    kind: 'incident',
    reason: 'It deleted a bucket.',
    formerOwners: 'P30D',
    now: NOW,
  };
  const typesOf = (command: WorkerCommand, state: WorkerState) => {
    const decision = decide(command, state);
    return 'events' in decision ? decision.events.map(({ type }) => type) : decision;
  };
  const lost = (kind: string, text: string, by: string) => ({
    type: 'worker.trust-reset' as const,
    data: { reason: { kind, text }, by },
  });

  test('another artifact, in the same append', () => {
    const decision = decide(redefine('b'), known(certified(false), MONITORED));
    expect('events' in decision ? decision.events.slice(1) : decision).toEqual([
      {
        type: 'worker.certification-suspended',
        data: { kind: 'redefined', by: 'olivia', text: 'Changed: artifact.' },
      },
      lost('redefined', 'Changed: artifact.', 'olivia'),
    ]);
    expect(typesOf(redefine('b'), known(COUNTED(1)))).toEqual(['worker.redefined', 'worker.trust-reset']);
  });

  test('a certification that is revoked, in the same append', () => {
    expect(decide(revoke, known(certified(false), COUNTED(3)))).toEqual({
      events: [
        {
          type: 'worker.certification-revoked',
          data: { kind: 'incident', by: 'peggy', text: 'It deleted a bucket.' },
        },
        lost('certification', 'It deleted a bucket.', 'peggy'),
      ],
    });
  });

  test('nothing where nothing was earned, or where it is the same worker', () => {
    expect(typesOf(redefine('b'), NEW)).toEqual(['worker.redefined']);
    expect(typesOf(revoke, known(certified(false)))).toEqual(['worker.certification-revoked']);
    const renamed = { ...redefine('a'), definition: definition({ name: 'Deployer of everything' }) };
    expect(typesOf(renamed, known(MONITORED))).toEqual(['worker.redefined']);
  });
});

describe('an incident', () => {
  const text = 'Action 4 was not announced before it was done.';
  const noted = (kind: Command<'note-incident'>['kind']): Command<'note-incident'> => ({
    type: 'note-incident',
    kind,
    text,
    taskId: 't1',
  });
  const report = (kind: Command<'report-incident'>['kind'], by = OSCAR): Command<'report-incident'> => ({
    type: 'report-incident',
    asker: by,
    workerId: 'deployer-3',
    kind,
    text,
  });
  const incident = (severity: 'minor' | 'major', kind: string, more: object) => ({
    type: 'worker.incident-reported' as const,
    data: { severity, kind, text, ...more },
  });
  const reset = (more: object = {}) => ({
    type: 'worker.trust-reset' as const,
    data: { reason: { kind: 'bypass', text }, ...more },
  });
  const where = { taskId: 't1' };

  test.each<[string, WorkerCommand, WorkerState, object[]]>([
    [
      'that is a bypass takes the trust',
      noted('bypass'),
      known(MONITORED),
      [incident('major', 'bypass', where), reset()],
    ],
    [
      'that is a bypass of one that is new',
      noted('bypass'),
      NEW,
      [incident('major', 'bypass', where), reset()],
    ],
    [
      'that is a bypass of one that is retired',
      noted('bypass'),
      known(RETIRED),
      [incident('major', 'bypass', where)],
    ],
    ['that is a hard block', noted('hard-block'), known(MONITORED), [incident('major', 'hard-block', where)]],
    ['of nobody is none', noted('bypass'), initialState, []],
    [
      'is reported by an operator',
      report('customer-outage'),
      NEW,
      [incident('major', 'customer-outage', { by: 'oscar' })],
    ],
    [
      'is reported by a security lead',
      report('other', CAROL),
      NEW,
      [incident('minor', 'other', { by: 'carol' })],
    ],
    [
      'is reported in the course of its work',
      { ...report('data-exposure'), taskId: 't1' },
      NEW,
      [incident('major', 'data-exposure', { ...where, by: 'oscar' })],
    ],
    [
      'that is reported as a bypass takes the trust',
      report('bypass'),
      known(MONITORED),
      [incident('major', 'bypass', { by: 'oscar' }), reset({ by: 'oscar' })],
    ],
    [
      'of one that is retired is reported',
      report('other'),
      known(RETIRED),
      [incident('minor', 'other', { by: 'oscar' })],
    ],
  ])('%s', (_, command, state, events) => {
    expect(decide(command, state)).toEqual({ events });
  });

  test.each<[string, WorkerCommand, WorkerState, string]>([
    ['by an owner', report('other', OLIVIA), NEW, 'FORBIDDEN'],
    ['by nobody', report('other', NOBODY), NEW, 'FORBIDDEN'],
    ['of nobody', report('other'), initialState, 'NOT_FOUND'],
  ])('is not reported %s', (_, command, state, code) => {
    expect(decide(command, state)).toMatchObject({ refusal: { code } });
  });
});
