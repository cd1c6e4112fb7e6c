import { describe, expect, test } from '@jest/globals';
import { refuse } from '@guildhall/contracts';
import type { Decision, EventOf, Recorded } from '@guildhall/contracts';
import { memoryStore } from '@guildhall/testing';
import { StoreError, decided, handle } from '../src/index.js';
import type { Decider, EventStore, Handling, Meta, Write } from '../src/index.js';

// A permit that up to three people look at: enough for everything that a decision can end in.

type Looked = Recorded<'permit.review-started'>;
type LookedEvent = EventOf<'permit.review-started'>;

interface Look {
  by: string[];
  /** Facts that came with the command, to see when they were gathered. */
  known?: string[];
}

const looked = (by: string): LookedEvent => ({ type: 'permit.review-started', data: { by } });

const decide = ({ by }: Look, lookers: string[]): Decision<LookedEvent> => {
  const added = by.filter((one) => !lookers.includes(one));
  return lookers.length + added.length > 3
    ? refuse('ROLE_FILLED', `${lookers.join(', ')} look at it already.`)
    : { events: added.map(looked) };
};

const decider: Decider<Look, string[], LookedEvent, Looked> = {
  initialState: [],
  decide,
  evolve: (lookers, { data }) => [...lookers, data.by],
};

const meta = (causation: string): Meta => ({
  source: 'permit-workflow',
  actor: 'bob',
  correlation: 't1',
  causation,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  time: '2026-11-21T09:00:00.000Z',
});

const recorded = (by: string, version: number, causation: string): Looked => ({
  ...looked(by),
  id: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/) as unknown as string,
  context: 'permit',
  entity: 't1',
  version,
  position: version,
  time: '2026-11-21T09:00:00.000Z',
  actor: 'bob',
  correlation: 't1',
  causation,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
});

const handling = (
  causation: string,
  by: string[],
  more: Partial<Handling<Look, string[], LookedEvent, Looked>> = {},
): Handling<Look, string[], LookedEvent, Looked> => ({
  decider,
  context: 'permit',
  entity: 't1',
  meta: meta(causation),
  command: () => ({ by }),
  ...more,
});

const writeOf = (expected: number, ...by: string[]): Write => ({
  context: 'permit',
  entity: 't1',
  expected,
  events: by.map(looked),
});

/** A log with these lookers, one event and one cause each. */
const storeWith = async (...lookers: string[]) => {
  const store = memoryStore();
  for (const [at, by] of lookers.entries()) await store.append([writeOf(at, by)], meta(`given:${at + 1}`));
  return store;
};

const lookersIn = (store: { log: readonly Recorded[] }): unknown[] =>
  store.log.map(({ data }) => ('by' in data ? data.by : data));

/** The store, where others write first `times` times. */
const contested = (store: EventStore, times: number): EventStore => {
  let left = times;
  return {
    ...store,
    append: async (writes, its) => {
      if (left-- > 0) {
        const { version } = await store.read('permit', 't1');
        await store.append([writeOf(version, 'rival')], meta(`rival:${left}`));
      }
      return store.append(writes, its);
    },
  };
};

describe('given what was there, a command', () => {
  test('appends what is decided, and says what came of it', async () => {
    const store = await storeWith('ann');
    expect(await handle(store, handling('bob:1', ['bob', 'carol']))).toEqual({
      state: ['ann', 'bob', 'carol'],
      events: [recorded('bob', 2, 'bob:1'), recorded('carol', 3, 'bob:1')],
      position: 3,
    });
    expect(lookersIn(store)).toEqual(['ann', 'bob', 'carol']);
  });

  test('with nothing to do writes nothing, and says where it looked', async () => {
    const store = await storeWith('ann', 'bob');
    expect(await handle(store, handling('bob:1', ['bob']))).toEqual({
      state: ['ann', 'bob'],
      events: [],
      position: 2,
    });
    expect(lookersIn(store)).toEqual(['ann', 'bob']);
  });

  test('with nothing to do where nothing was is at position 0', async () => {
    expect(await handle(memoryStore(), handling('bob:1', []))).toEqual({
      state: [],
      events: [],
      position: 0,
    });
  });

  test('that is refused writes nothing', async () => {
    const store = await storeWith('ann', 'bob', 'carol');
    expect(await handle(store, handling('dave:1', ['dave']))).toEqual({
      refusal: { code: 'ROLE_FILLED', message: 'ann, bob, carol look at it already.' },
    });
    expect(lookersIn(store)).toEqual(['ann', 'bob', 'carol']);
  });

  test('is given the state that it is decided on', async () => {
    const store = await storeWith('ann');
    const states: string[][] = [];
    await handle(
      store,
      handling('bob:1', ['bob'], {
        command: (state) => {
          states.push(state);
          return Promise.resolve({ by: ['bob'] });
        },
      }),
    );
    expect(states).toEqual([['ann']]);
  });
});

describe('a repetition', () => {
  test('is answered as the first time, from the log, whatever happened since', async () => {
    const store = await storeWith('ann');
    const first = await handle(store, handling('bob:1', ['bob']));
    await handle(store, handling('carol:1', ['carol']));
    const again = await handle(
      store,
      handling('bob:1', ['bob'], {
        command: () => Promise.reject(new Error('nothing is to be decided')),
      }),
    );
    expect(again).toEqual(first);
    expect(again).toEqual({ state: ['ann', 'bob'], events: [recorded('bob', 2, 'bob:1')], position: 2 });
    expect(lookersIn(store)).toEqual(['ann', 'bob', 'carol']);
  });

  test('of what wrote other things besides says the same position', async () => {
    const store = memoryStore();
    const claim = (): Write[] => [
      {
        context: 'claim',
        entity: 't1',
        expected: 0,
        events: [{ type: 'claim.claimed', data: { id: 't1', kind: 'worker' } }],
      },
    ];
    const first = await handle(store, handling('bob:1', ['bob'], { also: claim }));
    expect(first).toEqual({ state: ['bob'], events: [recorded('bob', 1, 'bob:1')], position: 1 });
    expect(await handle(store, handling('bob:1', ['bob'], { also: claim }))).toEqual(first);
    expect(store.log).toHaveLength(2);
  });

  test("is none where the id was another command's, which wrote something else", async () => {
    const store = memoryStore();
    const marked = (by: string) => handling('bob:1', [by], { marks: ['permit.review-started'] });
    const first = await handle(store, marked('bob'));
    expect(await handle(store, marked('bob'))).toEqual(first);
    expect(await handle(store, handling('bob:1', ['ann'], { marks: [] }))).toEqual({
      refusal: { code: 'VALIDATION_FAILED', message: 'The message id was used before, for another command.' },
    });
    expect(lookersIn(store)).toEqual(['bob']);
  });

  test('of what was refused, or had nothing to do, is decided anew', async () => {
    const store = await storeWith('ann', 'bob', 'carol');
    expect(await handle(store, handling('dave:1', ['dave']))).toHaveProperty('refusal');
    const fresh = await storeWith('ann');
    expect(await handle(fresh, handling('dave:1', ['ann']))).toMatchObject({ events: [] });
    expect(await handle(fresh, handling('dave:1', ['dave']))).toMatchObject({ state: ['ann', 'dave'] });
  });

  test('that comes while the first is being decided writes nothing twice', async () => {
    const store = await storeWith('ann');
    const [one, other] = await Promise.all([
      handle(store, handling('bob:1', ['bob'])),
      handle(store, handling('bob:1', ['bob'])),
    ]);
    expect(one).toEqual(other);
    expect(lookersIn(store)).toEqual(['ann', 'bob']);
  });
});

describe('where others are first', () => {
  test('it is decided again, on the new state and with facts gathered anew', async () => {
    const store = await storeWith();
    const gathered: string[][] = [];
    const result = await handle(
      contested(store, 2),
      handling('bob:1', ['bob'], {
        command: (state) => {
          gathered.push(state);
          return { by: ['bob'] };
        },
      }),
    );
    expect(gathered).toEqual([[], ['rival'], ['rival', 'rival']]);
    expect(result).toMatchObject({ state: ['rival', 'rival', 'bob'], position: 3 });
  });

  test('it may be refused at last', async () => {
    const store = await storeWith('ann', 'bob');
    expect(await handle(contested(store, 1), handling('carol:1', ['carol']))).toEqual({
      refusal: { code: 'ROLE_FILLED', message: 'ann, bob, rival look at it already.' },
    });
  });

  const patient = { decider: { ...decider, decide: ({ by }: Look) => ({ events: by.map(looked) }) } };

  test('five times, the sixth attempt is written', async () => {
    const store = memoryStore();
    expect(await handle(contested(store, 5), handling('bob:1', ['bob'], patient))).toMatchObject({
      position: 6,
    });
    expect(lookersIn(store)).toEqual([...Array.from({ length: 5 }, () => 'rival'), 'bob']);
  });

  test('six times, it gives up and has written nothing', async () => {
    const store = memoryStore();
    expect(await handle(contested(store, 6), handling('bob:1', ['bob'], patient))).toEqual({
      refusal: { code: 'CONFLICT', message: 'permit t1 was changed by others 6 times in a row.' },
    });
    expect(lookersIn(store)).toEqual(Array.from({ length: 6 }, () => 'rival'));
  });
});

describe('what has to come to something', () => {
  test('is what it came to', () => {
    const handled = { state: 'x', events: [], position: 3 };
    expect(decided(handled)).toBe(handled);
  });

  test('is tried again where others were first, and fails with the reason where it is refused', () => {
    expect(() => decided({ refusal: { code: 'CONFLICT', message: 'Others were first.' } })).toThrow(
      new StoreError('conflict', 'Others were first.'),
    );
    expect(() => decided({ refusal: { code: 'HARD_BLOCK', message: 'Too few people.' } })).toThrow(
      new Error('Too few people.'),
    );
  });
});

describe('what is also written', () => {
  const claimOn =
    (entity: string) =>
    (events: readonly LookedEvent[]): Write[] => [
      {
        context: 'claim',
        entity,
        expected: 0,
        events: events.map(({ data }) => ({ type: 'claim.claimed', data: { id: data.by, kind: 'person' } })),
      },
    ];

  test('is in the same append, and not in the result', async () => {
    const store = memoryStore();
    const appends: readonly Write[][] = [];
    const watched: EventStore = {
      ...store,
      append: (writes, its) => {
        (appends as Write[][]).push([...writes]);
        return store.append(writes, its);
      },
    };
    expect(await handle(watched, handling('bob:1', ['bob'], { also: claimOn('bob') }))).toMatchObject({
      events: [recorded('bob', 1, 'bob:1')],
    });
    expect(appends).toEqual([[writeOf(0, 'bob'), ...claimOn('bob')([looked('bob')])]]);
    expect(store.log.map(({ context, entity, position }) => [context, entity, position])).toEqual([
      ['permit', 't1', 1],
      ['claim', 'bob', 2],
    ]);
  });

  test('holds back everything where it is taken', async () => {
    const store = memoryStore();
    await store.append(claimOn('bob')([looked('somebody')]), meta('given:1'));
    expect(await handle(store, handling('bob:1', ['bob'], { also: claimOn('bob') }))).toMatchObject({
      refusal: { code: 'CONFLICT' },
    });
    expect(store.log).toHaveLength(1);
  });

  test('is nothing where nothing is decided', async () => {
    const store = await storeWith('ann');
    await handle(store, handling('bob:1', ['ann'], { also: claimOn('ann') }));
    expect(store.log).toHaveLength(1);
  });
});

describe('assumed to be new', () => {
  /** Counts what is read. */
  const counting = (store: EventStore) => {
    const reads: string[] = [];
    const watched: EventStore = {
      ...store,
      read: (context, entity, options) => {
        reads.push(`${context} ${entity}`);
        return store.read(context, entity, options);
      },
    };
    return { reads, watched };
  };
  const assumed = { assumeNew: true };

  test('and new, nothing is read', async () => {
    const store = memoryStore();
    const { reads, watched } = counting(store);
    expect(await handle(watched, handling('bob:1', ['bob'], assumed))).toEqual({
      state: ['bob'],
      events: [recorded('bob', 1, 'bob:1')],
      position: 1,
    });
    expect(reads).toEqual([]);
  });

  test('and not new, it is read and decided again', async () => {
    const store = await storeWith('ann');
    const { reads, watched } = counting(store);
    expect(await handle(watched, handling('bob:1', ['bob'], assumed))).toMatchObject({
      state: ['ann', 'bob'],
      position: 2,
    });
    expect(reads).toEqual(['permit t1']);
  });

  test('a refusal counts only once it was read: it may be a repetition', async () => {
    const store = await storeWith('ann');
    const first = await handle(store, handling('bob:1', ['bob']));
    const { reads, watched } = counting(store);
    const tooMany = ['w', 'x', 'y', 'z'];
    expect(await handle(watched, handling('bob:1', tooMany, assumed))).toEqual(first);
    expect(reads).toEqual(['permit t1']);
    expect(await handle(watched, handling('bob:2', tooMany, assumed))).toEqual({
      refusal: { code: 'ROLE_FILLED', message: 'ann, bob look at it already.' },
    });
  });

  test('having nothing to do counts only once it was read', async () => {
    const { reads, watched } = counting(await storeWith('ann'));
    expect(await handle(watched, handling('bob:1', [], assumed))).toEqual({
      state: ['ann'],
      events: [],
      position: 1,
    });
    expect(reads).toEqual(['permit t1']);
  });

  test('and written before by this cause, it gets what the log holds, not what would be decided now', async () => {
    const store = memoryStore();
    const first = await handle(store, handling('bob:1', ['bob'], assumed));
    expect(await handle(store, handling('bob:1', ['carol'], assumed))).toEqual(first);
    expect(await handle(store, handling('bob:1', ['carol', 'dave'], assumed))).toEqual(first);
    expect(lookersIn(store)).toEqual(['bob']);
  });
});

describe('one thing in several contexts', () => {
  type Done = Recorded<'permit.review-started' | 'execution.rolled-back'>;
  type DoneEvent = EventOf<Done['type']>;

  const rolledBack = (workerId: string): DoneEvent => ({ type: 'execution.rolled-back', data: { workerId } });
  const both: Handling<DoneEvent[], string[], DoneEvent, Done> = {
    decider: {
      initialState: [],
      decide: (events) => ({ events }),
      evolve: (seen, { data }) => [...seen, 'by' in data ? data.by : data.workerId],
    },
    context: 'permit',
    beside: ['execution'],
    entity: 't1',
    meta: meta('now:1'),
    command: () => [],
  };
  const doing = (...events: DoneEvent[]) => ({ ...both, command: () => events });

  /** First a review, then the end of a rollback, then another review. */
  const storeWithBoth = async () => {
    const store = await storeWith('ann');
    const write = { context: 'execution', entity: 't1', expected: 0, events: [rolledBack('w1')] } as const;
    await store.append([write], meta('given:w1'));
    await store.append([writeOf(1, 'bob')], meta('given:bob'));
    return store;
  };

  test('is decided on in the order of the log', async () => {
    expect(await handle(await storeWithBoth(), both)).toEqual({
      state: ['ann', 'w1', 'bob'],
      events: [],
      position: 3,
    });
  });

  test('is written to each context in one append, and a repetition says the same', async () => {
    const store = await storeWithBoth();
    const first = await handle(store, doing(rolledBack('w2'), looked('carol')));
    expect(first).toMatchObject({
      state: ['ann', 'w1', 'bob', 'w2', 'carol'],
      events: [
        { context: 'execution', version: 2 },
        { context: 'permit', version: 3 },
      ],
      position: 5,
    });
    expect(await handle(store, both)).toEqual(first);
    expect(store.log).toHaveLength(5);
  });

  test('is written in the order of the decision, also where that goes to and fro', async () => {
    const store = await storeWithBoth();
    const first = await handle(store, doing(rolledBack('w2'), looked('carol'), rolledBack('w3')));
    expect(store.log.slice(3).map(({ type, version }) => [type, version])).toEqual([
      ['execution.rolled-back', 2],
      ['permit.review-started', 3],
      ['execution.rolled-back', 3],
    ]);
    expect(first).toMatchObject({ state: ['ann', 'w1', 'bob', 'w2', 'carol', 'w3'], position: 6 });
    expect(await handle(store, both)).toEqual(first);
  });

  test('is read from the leader: where one context alone is written, no conflict tells that the other was old', async () => {
    const store = await storeWithBoth();
    const behind: EventStore = {
      ...store,
      read: async (context, entity, options) =>
        options?.fresh === true ? store.read(context, entity) : { version: 0, events: [] },
    };
    expect(await handle(behind, doing(rolledBack('w2')))).toMatchObject({
      state: ['ann', 'w1', 'bob', 'w2'],
    });
    expect(await handle(behind, { ...doing(looked('carol')), meta: meta('now:2') })).toMatchObject({
      state: ['ann', 'w1', 'bob', 'w2', 'carol'],
    });
  });
});

describe('a log out of reach', () => {
  const unavailable = new StoreError('unavailable', 'the broker is away');
  const integrity = new StoreError('integrity', 'the log holds what it must not');

  test.each([
    ['that cannot be written', 'append', unavailable],
    ['that cannot be read', 'read', unavailable],
    ['that holds what it must not', 'read', integrity],
    ['that takes an event for another', 'append', integrity],
  ] as const)('%s is for the caller to see, after one attempt', async (_, operation, error) => {
    let attempts = 0;
    const store: EventStore = {
      ...memoryStore(),
      [operation]: () => {
        attempts += 1;
        return Promise.reject(error);
      },
    };
    await expect(handle(store, handling('bob:1', ['bob']))).rejects.toBe(error);
    expect(attempts).toBe(1);
  });

  test('what fails in gathering facts is passed on', async () => {
    const store = memoryStore();
    const command = () => Promise.reject(new Error('no facts'));
    await expect(handle(store, handling('bob:1', ['bob'], { command }))).rejects.toThrow('no facts');
    expect(store.log).toEqual([]);
  });
});
