import { describe, expect, test } from '@jest/globals';
import { TaskAssessed, TaskHeld, issuesOf } from '@guildhall/contracts';
import type { Override } from '@guildhall/contracts';
import fc from 'fast-check';
import { taskDecider } from '../src/index.js';
import type { TaskCommand, TaskEvent, TaskState } from '../src/index.js';
import { acceptable } from './arbitrary.js';
import { FACTS, given, NOW, recorded, request, RECEIVED_AT } from './intake-support.js';
import { assessed, DEFAULT_POLICY, task } from './support.js';

const { decide, evolve, initialState } = taskDecider;

const TOKENS: Override = { softBlock: 'extended-tokens', justification: 'The corpus is larger this week.' };

describe('evolve', () => {
  const known = { requestedBy: 'development-master', receivedAt: RECEIVED_AT, assessment: assessed() };
  const assessedEvent: TaskEvent = { type: 'task.assessed', data: { request: task(), ...known } };
  const heldEvent: TaskEvent = {
    type: 'task.held',
    data: { request: task(), ...known, waitingFor: ['SB1'] },
  };
  const overridden: TaskEvent = { type: 'task.overridden', data: { overrides: [TOKENS] } };
  const withdrawn: TaskEvent = { type: 'task.withdrawn', data: { reason: 'no' } };
  const asked = task();
  const changed = { ...task(), overrides: [TOKENS] };

  test.each<[string, TaskEvent[], TaskState]>([
    ['assessed', [assessedEvent], { status: 'assessed', asked, request: asked, ...known }],
    ['held', [heldEvent], { status: 'held', asked, request: asked, ...known, waitingFor: ['SB1'] }],
    [
      'held and overridden',
      [heldEvent, overridden],
      { status: 'held', asked, request: changed, ...known, waitingFor: ['SB1'] },
    ],
    [
      'released: what was asked first stays known',
      [heldEvent, overridden, { type: 'task.assessed', data: { request: changed, ...known } }],
      { status: 'assessed', asked, request: changed, ...known },
    ],
    ['withdrawn', [heldEvent, withdrawn], { status: 'withdrawn', asked, request: asked, ...known }],
    ['what cannot follow', [overridden, withdrawn], { status: 'unknown' }],
  ])('%s', (_name, events, state) => {
    expect(given(...events)).toEqual(state);
  });
});

const override = fc.record({
  softBlock: fc.constantFrom(
    'extended-tokens' as const,
    'expedited-approval' as const,
    'parallel-operations' as const,
  ),
  justification: fc.constantFrom('The corpus is larger this week.', 'Customers wait for this fix.'),
});

const master = fc.constantFrom('development-master', 'cicd-master', 'mallory');
const about = { taskId: 't1', facts: FACTS, policy: DEFAULT_POLICY, now: NOW };

const command: fc.Arbitrary<TaskCommand> = fc.oneof(
  fc.tuple(acceptable, master).map(([asked, from]) => request({ ...asked, taskId: 't1' }, { from })),
  fc
    .tuple(fc.array(override, { minLength: 1, maxLength: 3 }), master, fc.boolean())
    .map(([overrides, caller, denied]): TaskCommand => ({
      type: 'override',
      overrides,
      caller,
      denied,
      ...about,
    })),
  fc.tuple(master, fc.boolean()).map(([caller, denied]): TaskCommand => ({
    type: 'withdraw',
    caller,
    denied,
    taskId: 't1',
    reason: 'no',
  })),
);

test('whatever is asked, the log can be folded again and its events have the published shape', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 8 }), (commands) => {
      const log: ReturnType<typeof recorded>[] = [];
      let state = initialState;
      for (const each of commands) {
        const decision = decide(each, state);
        if ('refusal' in decision) continue;
        for (const event of decision.events) {
          const stored = recorded(event, 't1', log.length + 1);
          log.push(stored);
          state = evolve(state, stored);
          if (event.type === 'task.assessed') expect(issuesOf(TaskAssessed, event.data)).toEqual([]);
          if (event.type === 'task.held') expect(issuesOf(TaskHeld, event.data)).toEqual([]);
        }
      }
      const types = log.map(({ type }) => type);
      expect(types.filter((type) => type === 'task.assessed').length).toBeLessThanOrEqual(1);
      if (types.includes('task.withdrawn')) expect(types.at(-1)).toBe('task.withdrawn');
    }),
  );
});
