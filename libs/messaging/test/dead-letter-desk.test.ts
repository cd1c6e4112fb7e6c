import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { DeadLetter, EventOf, Recorded } from '@guildhall/contracts';
import { StoreError } from '@guildhall/event-store';
import type { Incident, Meta } from '@guildhall/event-store';
import { memoryStore, waitFor } from '@guildhall/testing';
import { DeadLetterDesk, addressee } from '../src/dead-letter-desk.js';
import type { CommandRequest, IsOperator, Outcome } from '../src/index.js';

const NOW = '2026-11-21T09:00:00.000Z';
const DURABLE = 'permit-workflow-tasks';
const BROKEN = new Error('this breaks an invariant');

const meta =
  (actor: string, causation: string) =>
  (correlation: string): Meta => ({ source: 'permit-workflow', actor, correlation, causation, time: NOW });

const enrolled = (role: 'operator' | 'manager'): EventOf<'directory.enrolled'> => ({
  type: 'directory.enrolled',
  data: {
    roles: [role],
    personal: { sealed: { person: 'x', key: 'k', alg: 'A256GCM', iv: 'i', text: 't' } },
  },
});

const isOperator: IsOperator = (events) =>
  events.some((event) => event.type === 'directory.enrolled' && event.data.roles.includes('operator'));

/** A service with the dead letter of one withdrawal, an operator and somebody else. */
const desk = async (chain = 'chain-1') => {
  const store = memoryStore();
  const handling: { failure?: Error; handled: string[]; before?: () => Promise<unknown> } = {
    failure: BROKEN,
    handled: [],
  };
  const consumer = store.react(DURABLE, async ({ entity }) => {
    await handling.before?.();
    if (handling.failure) throw handling.failure;
    handling.handled.push(entity);
  });
  for (const [id, role] of [
    ['olivia', 'operator'],
    ['bob', 'manager'],
  ] as const) {
    const write = { context: 'directory', entity: id, expected: 0, events: [enrolled(role)] } as const;
    await store.append([write], meta('system', `system:${id}`)(id));
  }
  const [event] = await store.append(
    [
      {
        context: 'task',
        entity: 't1',
        expected: 0,
        events: [{ type: 'task.withdrawn', data: { reason: 'no longer wanted' } }],
      },
    ],
    meta('cicd-master', 'cicd-master:1')(chain),
  );
  const id = event?.id ?? '';
  const letter = await waitFor(() => store.deadLetters.find('permit-workflow', id));
  const incidents: Incident[] = [];
  /** A process of the service, in which the durable consumers `durables` run. */
  const replica = ({
    durables = [DURABLE],
    filed = letter,
    check = isOperator,
  }: { durables?: string[]; filed?: DeadLetter; check?: IsOperator } = {}) => {
    const deadLetters = {
      find: (_: string, asked: string) => Promise.resolve(asked === id ? filed : undefined),
      before: () => Promise.resolve([]),
    };
    const asked = new DeadLetterDesk(
      { service: 'permit-workflow', store, deadLetters, report: (incident) => incidents.push(incident) },
      (durable) => (durables.includes(durable) ? consumer : undefined),
      check,
    );
    const service = 'permit-workflow';
    return {
      retry: (of: string, caller = 'olivia', cause = 'm1'): Promise<Outcome> =>
        asked.retry(request('dead-letter.retry', caller, cause, { service, id: of })),
      drop: (of: string, caller = 'olivia', cause = 'm2'): Promise<Outcome> =>
        asked.drop(
          request('dead-letter.drop', caller, cause, { service, id: of, reason: 'It is of no use.' }),
        ),
    };
  };
  const from = await store.end();
  return {
    id,
    letter,
    handling,
    store,
    incidents,
    replica,
    ...replica(),
    written: (): readonly Recorded[] => store.log.slice(from),
    [Symbol.asyncDispose]: () => consumer.stop(),
  };
};

const request = <N extends 'dead-letter.retry' | 'dead-letter.drop'>(
  name: N,
  caller: string,
  cause: string,
  payload: CommandRequest<N>['payload'],
): CommandRequest<N> => ({ name, caller, payload, meta: meta(caller, `${caller}:${cause}`), now: NOW });

describe('retry', () => {
  test('has the message handled, and puts that on record in its chain', async () => {
    await using at = await desk();
    delete at.handling.failure;
    const { id } = at;
    const position = (await at.store.end()) + 1;
    expect(await at.retry(id)).toEqual({
      result: { service: 'permit-workflow', id, state: 'retried' },
      position,
    });
    expect(at.handling.handled).toEqual(['t1']);
    expect(at.written()).toEqual([
      expect.objectContaining({
        type: 'dead-letter.retried',
        data: { service: 'permit-workflow' },
        entity: id,
        version: 1,
        actor: 'olivia',
        correlation: 'chain-1',
        causation: 'olivia:m1',
      }),
    ]);
  });

  test('that fails again says why and leaves it open', async () => {
    await using at = await desk();
    expect(await at.retry(at.id)).toEqual({
      refusal: { code: 'INTERNAL', message: 'It failed again: this breaks an invariant' },
    });
    expect(at.written()).toEqual([]);
    delete at.handling.failure;
    expect(await at.retry(at.id)).toMatchObject({ result: { state: 'retried' } });
  });

  test.each([BROKEN, new StoreError('integrity', 'the log holds what it must not')])(
    'that fails again is reported with its cause, for the log and for alerts: %s',
    async (failure) => {
      await using at = await desk();
      at.handling.failure = failure;
      expect(await at.retry(at.id)).toMatchObject({ refusal: { code: 'INTERNAL' } });
      expect(at.incidents).toEqual([
        { kind: 'reaction-failed', position: at.letter.sequence, cause: failure },
      ]);
    },
  );

  test('has the last word over a drop that comes while it is being handled', async () => {
    await using at = await desk();
    delete at.handling.failure;
    let dropped: Promise<Outcome> | undefined;
    at.handling.before = () => {
      dropped = at.drop(at.id);
      // Nothing takes longer in memory: whatever does not wait for its turn is done by then.
      return nextTurn();
    };
    expect(await at.retry(at.id)).toMatchObject({ result: { state: 'retried' } });
    expect(await dropped).toEqual({
      refusal: { code: 'INVALID_STATE', message: 'This dead letter was retried already.' },
    });
    expect(at.written().map(({ type }) => type)).toEqual(['dead-letter.retried']);
  });

  test('and over one by another replica: what is handled is on record as such, and handled once', async () => {
    await using at = await desk();
    delete at.handling.failure;
    at.handling.before = () => at.replica().drop(at.id);
    expect(await at.retry(at.id)).toMatchObject({ result: { state: 'retried' } });
    expect(at.handling.handled).toEqual(['t1']);
    expect(at.written().map(({ type }) => type)).toEqual(['dead-letter.dropped', 'dead-letter.retried']);
  });

  test.each([
    [new StoreError('unavailable', 'the log is away'), 'unavailable'],
    [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'unavailable'],
  ])('during an outage rejects, and leaves it open: %s', async (failure, kind) => {
    await using at = await desk();
    at.handling.failure = failure;
    await expect(at.retry(at.id)).rejects.toMatchObject({ name: 'StoreError', kind });
    expect(at.written()).toEqual([]);
  });

  test('that others are always ahead of is refused, and leaves it open', async () => {
    await using at = await desk();
    at.handling.failure = new StoreError('conflict', 'somebody was first');
    expect(await at.retry(at.id)).toMatchObject({ refusal: { code: 'CONFLICT' } });
    expect(at.written()).toEqual([]);
  });

  test('sent twice is answered twice and handled once', async () => {
    await using at = await desk();
    delete at.handling.failure;
    const first = await at.retry(at.id);
    expect(await at.retry(at.id)).toEqual(first);
    expect(at.handling.handled).toEqual(['t1']);
    expect(at.written()).toHaveLength(1);
  });

  test('by somebody else, or once it is settled, is refused without handling anything', async () => {
    await using at = await desk();
    delete at.handling.failure;
    expect(await at.retry(at.id, 'bob')).toMatchObject({ refusal: { code: 'FORBIDDEN' } });
    expect(await at.retry(at.id, 'nobody')).toMatchObject({ refusal: { code: 'FORBIDDEN' } });
    await at.drop(at.id);
    expect(await at.retry(at.id)).toMatchObject({ refusal: { code: 'INVALID_STATE' } });
    expect(at.handling.handled).toEqual([]);
  });

  test('of a letter whose consumer is gone is refused to operators, who may drop it', async () => {
    await using at = await desk();
    const later = at.replica({ durables: [] });
    expect(await later.retry(at.id)).toEqual({
      refusal: {
        code: 'INVALID_STATE',
        message: `permit-workflow takes nothing from ${DURABLE} any more; drop it.`,
      },
    });
    expect(await later.retry(at.id, 'bob')).toMatchObject({ refusal: { code: 'FORBIDDEN' } });
    expect(await later.drop(at.id)).toMatchObject({ result: { state: 'dropped' } });
  });

  test('sent again when the consumer is gone is answered as the first time', async () => {
    await using at = await desk();
    delete at.handling.failure;
    const first = await at.retry(at.id);
    expect(first).toMatchObject({ result: { state: 'retried' } });
    expect(await at.replica({ durables: [] }).retry(at.id)).toEqual(first);
  });
});

describe('drop', () => {
  test('puts it on record, with the reason', async () => {
    await using at = await desk();
    expect(await at.drop(at.id)).toMatchObject({
      result: { service: 'permit-workflow', id: at.id, state: 'dropped' },
    });
    expect(at.written()).toEqual([
      expect.objectContaining({
        type: 'dead-letter.dropped',
        data: { service: 'permit-workflow', reason: 'It is of no use.' },
        entity: at.id,
        actor: 'olivia',
      }),
    ]);
  });

  test.each<[string, Partial<DeadLetter>]>([
    ['an event without headers', { headers: {} }],
    ["a task request, whose headers are its master's", { stream: 'INTAKE' }],
    ['a timer', { stream: 'TIMERS' }],
  ])('is in a chain of its own where no service has named one: %s', async (_, changes) => {
    await using at = await desk();
    await at.replica({ filed: { ...at.letter, ...changes } }).drop(at.id);
    expect(at.written().map(({ correlation }) => correlation)).toEqual([at.id]);
  });

  test('is in the chain of its event, where that can be one', async () => {
    await using sound = await desk('chain-2');
    await sound.drop(sound.id);
    await using odd = await desk('no id at all');
    await odd.drop(odd.id);
    expect([...sound.written(), ...odd.written()].map(({ correlation }) => correlation)).toEqual([
      'chain-2',
      odd.id,
    ]);
  });

  test('is for whom the directory makes an operator, by the check of those who know it', async () => {
    await using at = await desk();
    const shown: (readonly Recorded[])[] = [];
    const asked = at.replica({
      check: (events) => {
        shown.push(events);
        return false;
      },
    });
    expect(await asked.drop(at.id, 'olivia')).toMatchObject({ refusal: { code: 'FORBIDDEN' } });
    expect(shown.map((events) => events.map(({ type, entity }) => [type, entity]))).toEqual([
      [['directory.enrolled', 'olivia']],
    ]);
  });

  test('of what is none is refused', async () => {
    await using at = await desk();
    expect(await at.drop('nothing')).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
    expect(at.written()).toEqual([]);
  });
});

test.each([
  ['{"service":"permit-workflow","id":"x1"}', 'permit-workflow'],
  ['{"service":"risk-assessment"}', 'risk-assessment'],
  ['{"service":"audit-projection","unknown":1}', 'audit-projection'],
  ['{"service":"gateway","id":"x1"}', 'audit-projection'],
  ['{"service":["permit-workflow"]}', 'audit-projection'],
  ['{"id":"x1"}', 'audit-projection'],
  ['null', 'audit-projection'],
  ['', 'audit-projection'],
])('%s is answered by one service: %s', (body, service) => {
  expect(addressee(new TextEncoder().encode(body))).toBe(service);
});
