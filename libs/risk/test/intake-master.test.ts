import { describe, expect, test } from '@jest/globals';
import type { Override } from '@guildhall/contracts';
import { taskDecider } from '../src/index.js';
import type { OverrideTaskCommand, TaskState, WithdrawTaskCommand } from '../src/index.js';
import { FACTS, given, NOW, RECEIVED_AT } from './intake-support.js';
import { assessed, DEFAULT_POLICY, policyWith, task } from './support.js';

const { decide, initialState } = taskDecider;

const ASKED = { environment: 'production', operation: 'testing', estimatedTokens: 25000 };
const TOKENS: Override = { softBlock: 'extended-tokens', justification: 'The corpus is larger this week.' };
const FAST: Override = { softBlock: 'expedited-approval', justification: 'Customers wait for this fix.' };

const said = (changes: object) => ({
  request: task(changes),
  requestedBy: 'development-master',
  receivedAt: RECEIVED_AT,
  assessment: assessed(changes),
});
const assessedEvent = (changes: object = {}) => ({ type: 'task.assessed' as const, data: said(changes) });
const heldEvent = (changes: object = ASKED) => ({
  type: 'task.held' as const,
  data: { ...said(changes), waitingFor: ['SB1' as const] },
});
const withdrawnEvent = { type: 'task.withdrawn' as const, data: { reason: 'not needed any more' } };
const overriddenEvent = (...overrides: Override[]) => ({
  type: 'task.overridden' as const,
  data: { overrides },
});

const withdraw = (changes: Partial<WithdrawTaskCommand> = {}): WithdrawTaskCommand => ({
  type: 'withdraw',
  taskId: 't1',
  caller: 'development-master',
  denied: false,
  reason: 'not needed any more',
  ...changes,
});
const override = (
  overrides: Override[],
  changes: Partial<OverrideTaskCommand> = {},
): OverrideTaskCommand => ({
  type: 'override',
  taskId: 't1',
  caller: 'development-master',
  denied: false,
  overrides,
  facts: FACTS,
  policy: DEFAULT_POLICY,
  now: NOW,
  ...changes,
});

const STATES: [string, TaskState][] = [
  ['assessed', given(assessedEvent())],
  ['held', given(heldEvent())],
];

describe('withdraw', () => {
  test.each(STATES)('%s: withdrawn', (_status, state) => {
    expect(decide(withdraw(), state)).toEqual({ events: [withdrawnEvent] });
  });

  test('an unknown task', () => {
    expect(decide(withdraw(), initialState)).toEqual({
      refusal: { code: 'NOT_FOUND', message: 'There is no task t1.' },
    });
  });

  test.each(STATES)('%s: by somebody else', (_status, state) => {
    expect(decide(withdraw({ caller: 'cicd-master' }), state)).toEqual({
      refusal: { code: 'FORBIDDEN', message: 'Only the master that asked for task t1 may do this.' },
    });
  });

  test('withdrawn already', () => {
    expect(decide(withdraw(), given(assessedEvent(), withdrawnEvent))).toEqual({
      refusal: {
        code: 'INVALID_STATE',
        message: 'Task t1 is withdrawn, which allows no further command; ask again under a new id.',
      },
    });
  });

  test('denied', () => {
    expect(decide(withdraw({ denied: true }), given(assessedEvent()))).toEqual({
      refusal: {
        code: 'INVALID_STATE',
        message: 'Task t1 is denied, which allows no further command; ask again under a new id.',
      },
    });
  });
});

describe('override of a held task', () => {
  test('what it waits for releases it, assessed with the override', () => {
    expect(decide(override([TOKENS]), given(heldEvent()))).toEqual({
      events: [overriddenEvent(TOKENS), assessedEvent({ ...ASKED, overrides: [TOKENS] })],
    });
  });

  test('something else is on record and it stays held', () => {
    expect(decide(override([FAST]), given(heldEvent()))).toEqual({ events: [overriddenEvent(FAST)] });
  });

  test('and counts once the other comes', () => {
    const state = given(heldEvent(), overriddenEvent(FAST));
    const decision = decide(override([TOKENS]), state);
    expect(decision).toEqual({
      events: [overriddenEvent(TOKENS), assessedEvent({ ...ASKED, overrides: [FAST, TOKENS] })],
    });
  });

  test('the same again: nothing to do', () => {
    expect(decide(override([FAST]), given(heldEvent(), overriddenEvent(FAST)))).toEqual({ events: [] });
  });

  test('another justification takes the place of the first', () => {
    const better = { ...FAST, justification: 'The board waits for this fix, too.', sponsor: 'dave' };
    const state = given(heldEvent(), overriddenEvent(FAST));
    expect(decide(override([better, TOKENS]), state)).toEqual({
      events: [overriddenEvent(better, TOKENS), assessedEvent({ ...ASKED, overrides: [better, TOKENS] })],
    });
  });

  test('it is assessed with the policy that is given', () => {
    const policy = policyWith({ version: 'another' });
    const changed = { ...ASKED, overrides: [TOKENS] };
    expect(decide(override([TOKENS], { policy }), given(heldEvent()))).toEqual({
      events: [
        overriddenEvent(TOKENS),
        { type: 'task.assessed', data: { ...said(changed), assessment: assessed(changed, policy) } },
      ],
    });
  });

  test('what the intake checks is checked again', () => {
    const window = { notBefore: '2026-11-03T09:00:00Z', notAfter: '2026-11-03T11:00:00Z' };
    const state = given(heldEvent({ ...ASKED, window }));
    expect(decide(override([TOKENS], { now: '2026-11-03T11:00:00.000Z' }), state)).toEqual({
      refusal: {
        code: 'VALIDATION_FAILED',
        message: 'The task cannot be assessed as it is.',
        details: [{ pointer: '/window/notAfter', message: 'must be in the future' }],
      },
    });
  });
});

describe('override otherwise', () => {
  test('of an assessed task: on record, for permit-workflow', () => {
    const parallel: Override = {
      softBlock: 'parallel-operations',
      justification: 'They do not touch each other.',
      plan: 'Mine first.',
    };
    const state = given(assessedEvent());
    expect(decide(override([parallel]), state)).toEqual({ events: [overriddenEvent(parallel)] });
    expect(decide(override([parallel]), given(assessedEvent(), overriddenEvent(parallel)))).toEqual({
      events: [],
    });
  });

  test('an unknown task, somebody else, a master that is none any more, a task that is over', () => {
    const code = (changes: Partial<OverrideTaskCommand>, state: TaskState): string => {
      const decision = decide(override([TOKENS], changes), state);
      return 'refusal' in decision ? decision.refusal.code : 'events';
    };
    expect(code({}, initialState)).toBe('NOT_FOUND');
    expect(code({ caller: 'cicd-master' }, given(heldEvent()))).toBe('FORBIDDEN');
    expect(code({ facts: { ...FACTS, masters: new Map() } }, given(heldEvent()))).toBe('FORBIDDEN');
    expect(code({}, given(heldEvent(), withdrawnEvent))).toBe('INVALID_STATE');
    expect(code({ denied: true }, given(assessedEvent()))).toBe('INVALID_STATE');
  });
});
