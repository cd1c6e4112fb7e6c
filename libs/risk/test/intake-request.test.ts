import { describe, expect, test } from '@jest/globals';
import { issuesOf, refuse, TaskAssessed, TaskHeld } from '@guildhall/contracts';
import { initialIntakeFacts, taskDecider } from '../src/index.js';
import { FACTS, given, NOW, request, RECEIVED_AT } from './intake-support.js';
import { assessed, refused, task } from './support.js';

const { decide, initialState } = taskDecider;

const HELD = { ...{ environment: 'production', operation: 'testing' }, estimatedTokens: 25000 };

const accepted = (changes: object = {}) => ({
  type: 'task.assessed' as const,
  data: {
    request: task(changes),
    requestedBy: 'development-master',
    receivedAt: RECEIVED_AT,
    assessment: assessed(changes),
  },
});
const held = (changes: object = HELD) => ({
  type: 'task.held' as const,
  data: { ...accepted(changes).data, waitingFor: ['SB1' as const] },
});

const issuesFound = (changes: object, facts = FACTS): object[] => {
  const decision = decide(request(task(changes), { facts }), initialState);
  return 'refusal' in decision ? (decision.refusal.details ?? []) : [];
};

describe('request: accepted', () => {
  test('assessed', () => {
    const decision = decide(request(), initialState);
    expect(decision).toEqual({ events: [accepted()] });
    expect(issuesOf(TaskAssessed, accepted().data)).toEqual([]);
  });

  test('held while SB1 is not resolved', () => {
    expect(decide(request(task(HELD)), initialState)).toEqual({ events: [held()] });
    expect(issuesOf(TaskHeld, held().data)).toEqual([]);
  });

  test('not held where the override came along', () => {
    const changes = {
      ...HELD,
      overrides: [{ softBlock: 'extended-tokens', justification: 'The corpus is larger this week.' }],
    };
    expect(decide(request(task(changes)), initialState)).toEqual({ events: [accepted(changes)] });
  });
});

describe('request: nothing to do', () => {
  const reordered = Object.fromEntries(Object.entries(task()).reverse());
  const override = {
    softBlock: 'extended-tokens' as const,
    justification: 'The corpus is larger this week.',
  };

  test.each([
    ['assessed', given(accepted())],
    ['withdrawn', given(accepted(), { type: 'task.withdrawn', data: { reason: 'not needed' } })],
  ])('the same again, once it is %s', (_status, state) => {
    expect(decide(request(task(reordered)), state)).toEqual({ events: [] });
  });

  test('the same again, once it is held, overridden, or its window is over', () => {
    const overridden = { type: 'task.overridden' as const, data: { overrides: [override] } };
    const after = accepted({ ...HELD, overrides: [override] });
    expect(decide(request(task(HELD)), given(held()))).toEqual({ events: [] });
    expect(decide(request(task(HELD)), given(held(), overridden, after))).toEqual({ events: [] });
    const window = { window: { notBefore: '2026-11-01T00:00:00Z', notAfter: '2026-11-02T00:00:00Z' } };
    expect(decide(request(task(window)), given(accepted(window)))).toEqual({ events: [] });
  });
});

describe('request: refused', () => {
  test('before the first boot is complete', () => {
    const read = refuse('VALIDATION_FAILED', 'The input is not a valid Task.');
    expect(decide(request(task(), { facts: initialIntakeFacts, read }), initialState)).toEqual({
      refusal: {
        code: 'NOT_BOOTSTRAPPED',
        message: 'The first boot is not complete: no task is accepted yet.',
      },
    });
  });

  test('from somebody who is no master, before anything else is looked at', () => {
    const read = refuse('VALIDATION_FAILED', 'The input is not a valid Task.');
    for (const state of [initialState, given(accepted())])
      expect(decide(request(task(), { from: 'mallory', read }), state)).toEqual({
        refusal: { code: 'FORBIDDEN', message: 'mallory is not a registered, active master.' },
      });
  });

  test('with what reading the body ended in', () => {
    const read = refuse('PAYLOAD_TOO_LARGE', 'The input has 70000 bytes; at most 65536 are accepted.');
    expect(decide(request(task(), { read }), initialState)).toEqual(read);
  });

  test('other content under a known id', () => {
    expect(decide(request(task({ title: 'Something else' })), given(accepted()))).toEqual({
      refusal: { code: 'ALREADY_EXISTS', message: 'Task t1 exists already, with other content.' },
    });
  });

  test("another master's id, also with the same content", () => {
    expect(decide(request(task(), { from: 'cicd-master' }), given(accepted()))).toEqual({
      refusal: { code: 'ALREADY_EXISTS', message: 'Task t1 exists already: another master asked for it.' },
    });
  });

  test('as assess refuses', () => {
    const changes = { capability: undefined, environment: 'production', justification: undefined };
    expect(decide(request(task(changes)), initialState)).toEqual({ refusal: refused(changes) });
  });

  test.each(['deployment', 'configuration-change', 'database-migration'])(
    '%s without inputs from level 2',
    (operation) => {
      const at2 = { operation, dataSensitivity: ['internal'] };
      expect(issuesFound(at2)).toEqual([
        {
          pointer: '/inputs',
          message: `is missing: from level 2 a ${operation} names exactly what will be applied`,
        },
      ]);
      expect(issuesFound({ ...at2, inputs: [{ name: 'image', sha256: 'a'.repeat(64) }] })).toEqual([]);
      expect(issuesFound({ operation })).toEqual([]);
    },
  );

  test('other operations need no inputs', () => {
    expect(issuesFound({ environment: 'production', operation: 'infrastructure-change' })).toEqual([]);
  });

  test.each([
    ['2026-11-03T10:00:01.000Z', 'must be in the future'],
    ['2026-11-03T10:00:01Z', 'must be in the future'],
    ['2026-11-03T10:00:01.001Z', undefined],
    ['2027-11-04T10:00:01.000Z', undefined],
    ['2027-11-04T10:00:01.001Z', 'must be at most 366 days from now'],
    ['9999-12-31T23:59:59Z', 'must be at most 366 days from now'],
  ])('a window that ends at %s, seen on 2026-11-03 at 10:00:01', (notAfter, message) => {
    const notBefore = new Date(Date.parse(notAfter) - 3_600_000).toISOString();
    const found = issuesFound({ window: { notBefore, notAfter } });
    expect(found).toEqual(message ? [{ pointer: '/window/notAfter', message }] : []);
  });

  test('a read-only task that names no action that reads', () => {
    const deploying = { readOnly: true, scope: { resources: ['service:api'], actions: ['deploy', 'http'] } };
    expect(issuesFound(deploying)).toEqual([
      {
        pointer: '/scope/actions',
        message:
          'names no action that reads, which is all a read-only task may do: read_file, list_files, note, read, list, get, observe',
      },
    ]);
    expect(issuesFound({ ...deploying, readOnly: false })).toEqual([]);
  });

  test('an emergency that is not approved', () => {
    const incident = { environment: 'production', operation: 'incident-response', incident: 'INC-42' };
    expect(issuesFound(incident)).toEqual([
      {
        pointer: '/emergencyId',
        message: 'is missing: the path emergency needs an approved emergency',
      },
    ]);
    expect(issuesFound({ ...incident, emergencyId: 'e1' })).toEqual([
      { pointer: '/emergencyId', message: 'names no emergency that is approved and not over' },
    ]);
    const until = (expiresAt: string) => ({ ...FACTS, emergencies: new Map([['e1', expiresAt]]) });
    const running = until('2026-11-03T10:00:01.001Z');
    expect(issuesFound({ ...incident, emergencyId: 'e1' }, running)).toEqual([]);
    expect(issuesFound({ ...incident, emergencyId: 'e2' }, running)).toHaveLength(1);
    expect(issuesFound({ ...incident, emergencyId: 'e1' }, until(NOW))).toHaveLength(1);
    expect(issuesFound({ ...incident, emergencyId: 'e1' }, until('soon'))).toHaveLength(1);
  });

  test('an emergency is not asked for on another path', () => {
    expect(issuesFound({ operation: 'incident-response', incident: 'INC-42' })).toEqual([]);
  });

  test('everything at once, what assess finds and what the intake finds', () => {
    const decision = decide(
      request(
        task({
          environment: 'production',
          operation: 'deployment',
          readOnly: true,
          capability: undefined,
          justification: undefined,
          dataSensitivity: ['internal'],
          reversibility: 'complex',
          customerImpact: 'internal',
          scope: { resources: ['service:api'], actions: ['deploy'] },
          window: { notBefore: '2026-11-01T00:00:00Z', notAfter: '2026-11-02T00:00:00Z' },
        }),
      ),
      initialState,
    );
    const details = 'refusal' in decision ? (decision.refusal.details ?? []) : [];
    expect(details.map(({ pointer }) => pointer)).toEqual([
      '/readOnly',
      '/capability',
      '/justification',
      '/inputs',
      '/window/notAfter',
      '/scope/actions',
    ]);
  });

  test('above level 0 on a broker that may lose data', () => {
    const unsafeBroker = true;
    expect(decide(request(task({ environment: 'production' }), { unsafeBroker }), initialState)).toEqual({
      refusal: {
        code: 'UNSAFE_BROKER',
        message: 'The task needs level 2; on a broker that may lose data only level 0 is accepted.',
      },
    });
    expect(decide(request(task(), { unsafeBroker }), initialState)).toEqual({ events: [accepted()] });
  });
});
