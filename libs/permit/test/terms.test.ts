import { describe, expect, test } from '@jest/globals';
import { canonicalJson, EVENTS, issuesOf, Terms } from '@guildhall/contracts';
import type { AssignmentMade, Constraint, Task, TaskAssessed } from '@guildhall/contracts';
import { createHash } from 'node:crypto';
import { permitDecider, termsOf } from '../src/index.js';
import { assessed, assessment, assignment, at, digest, terms } from './factories.js';
import { open, refused } from './story.js';

const made = (from: TaskAssessed, to: AssignmentMade = assignment(), overlaps: string[] = []) =>
  termsOf({ assessed: from, assignment: to, overlaps });

const withConstraints = (constraints: Constraint[]): TaskAssessed => ({
  ...assessed(3),
  assessment: assessment(3, { constraints }),
});

describe('terms', () => {
  test('say everything that approvers agree to', () => {
    expect(made(assessed(3))).toStrictEqual({ terms: terms(3) });
  });

  test('are what the contract says they are', () => {
    expect(issuesOf(Terms, terms(3))).toStrictEqual([]);
  });

  test('leave out the artifact where the definition names none', () => {
    const { artifact: _, ...without } = terms(0);
    const { artifact: __, ...bare } = assignment();
    expect(made(assessed(0), bare)).toStrictEqual({ terms: without });
  });

  test('keep the level of the task where the worker has a higher one', () => {
    expect(made(assessed(2), assignment({ level: 4 }))).toStrictEqual({ terms: terms(2) });
  });

  test('keep a window that was asked for', () => {
    const window = { notBefore: at(0), notAfter: at(60) };
    expect(made(assessed(3, { window }))).toMatchObject({ terms: { window } });
  });

  test('else give the window that the policy has for such tasks', () => {
    const usual = { ...assessed(3), assessment: assessment(3, { windowFor: 'PT5S' }) };
    expect(made(usual)).toMatchObject({ terms: { window: { for: 'PT5S' } } });
  });

  test('cannot be made where neither the task nor the assessment says how long', () => {
    const { windowFor: _windowFor, ...unlimited } = assessment(3);
    expect(made({ ...assessed(3), assessment: unlimited })).toStrictEqual(
      refused('VALIDATION_FAILED', 'The assessment does not say how long the permit is good for.', {
        details: [{ pointer: '/assessment/windowFor', message: 'is missing' }],
      }),
    );
  });

  test('exclude owners and the person behind the request, sorted and once', () => {
    const to = assignment({ owners: ['zoe', 'olivia'], masterOwners: ['olivia', 'bob'] });
    expect(made(assessed(3, { requestedFor: 'dave' }), to)).toMatchObject({
      terms: { mayNotApprove: ['bob', 'dave', 'olivia', 'zoe'] },
    });
  });

  test('name overlapping permits sorted and once', () => {
    expect(made(assessed(3), assignment(), ['t9', 't2', 't9'])).toMatchObject({
      terms: { overlaps: ['t2', 't9'] },
    });
  });
});

describe('the token budget', () => {
  const budget = (resolved: boolean[], estimatedTokens: number) =>
    made({
      ...assessed(3, { estimatedTokens }),
      assessment: assessment(3, { softBlocks: resolved.map((each) => ({ id: 'SB1', resolved: each })) }),
    });

  test('is what the level is allowed', () => {
    expect(budget([], 100)).toMatchObject({ terms: { tokenBudget: 25_000 } });
  });
  test('is the estimate where the override came along', () => {
    expect(budget([true], 90_000)).toMatchObject({ terms: { tokenBudget: 90_000 } });
  });
  test('is what the level is allowed where the override is missing', () => {
    expect(budget([false], 90_000)).toMatchObject({ terms: { tokenBudget: 25_000 } });
  });
});

describe('constraints', () => {
  test('are the strictest of the task and the definition', () => {
    const from = withConstraints([
      { id: 'max_actions', value: 50 },
      { id: 'allowed_hosts', value: ['a.example', 'b.example'] },
    ]);
    const to = assignment({
      constraints: [
        { id: 'max_actions', value: 100 },
        { id: 'allowed_hosts', value: ['b.example', 'c.example'] },
        { id: 'max_file_size', value: 1000, witness: 'verify_file_size_within_limit' },
      ],
    });
    expect(made(from, to)).toMatchObject({
      terms: {
        constraints: [
          { id: 'allowed_hosts', value: ['b.example'] },
          { id: 'max_actions', value: 50 },
          { id: 'max_file_size', value: 1000, witness: 'verify_file_size_within_limit' },
        ],
      },
    });
  });

  test('that leave nothing are refused, with pointers into the definition', () => {
    const from = withConstraints([{ id: 'allowed_hosts', value: ['a.example'] }]);
    const to = assignment({
      constraints: [
        { id: 'max_actions', value: 100 },
        { id: 'allowed_hosts', value: ['c.example'] },
      ],
    });
    expect(made(from, to)).toStrictEqual(
      refused('VALIDATION_FAILED', 'The constraints of the task and of the worker do not fit together.', {
        details: [
          {
            pointer: '/assignment/constraints/1/value',
            message: 'leaves nothing that is allowed (allowed_hosts)',
          },
        ],
      }),
    );
  });
});

describe('a read-only task', () => {
  const readOnly = (changes: Partial<Task>) =>
    made(assessed(1, { readOnly: true, operation: 'monitoring', ...changes }));

  test('gets what reads of its scope, no rollback, and the constraint', () => {
    const scope = {
      resources: ['metrics:*'],
      actions: ['read', 'deploy', 'list'],
      rollbackActions: ['deploy'],
    };
    expect(readOnly({ scope })).toMatchObject({
      terms: {
        scope: { resources: ['metrics:*'], actions: ['read', 'list'] },
        constraints: [
          { id: 'max_error_rate', value: 0.01 },
          { id: 'read_only', value: true },
        ],
      },
    });
    expect(readOnly({ scope })).not.toHaveProperty('terms.scope.rollbackActions');
  });

  test('is refused where nothing of its scope reads', () => {
    expect(readOnly({ scope: { resources: ['metrics:*'], actions: ['deploy'] } })).toStrictEqual(
      refused('VALIDATION_FAILED', 'A read-only task needs an action that reads.', {
        details: [{ pointer: '/request/scope/actions', message: 'names no action that reads' }],
      }),
    );
  });
});

test('anybody recomputes the digest from the event, whatever the order of its fields', () => {
  const decision = permitDecider.decide(open(terms(3)), permitDecider.initialState);
  const [event] = 'events' in decision ? decision.events : [];
  if (event?.type !== 'permit.requested') throw new Error('not requested');
  expect(issuesOf(EVENTS[event.type], event.data)).toStrictEqual([]);
  const heard = JSON.parse(JSON.stringify(event.data)) as { terms: object };
  const reversed = Object.fromEntries(Object.entries(heard.terms).reverse());
  expect(createHash('sha256').update(canonicalJson(reversed)).digest('hex')).toBe(event.data.permitDigest);
  expect(event.data.permitDigest).toBe(digest(terms(3)));
});
