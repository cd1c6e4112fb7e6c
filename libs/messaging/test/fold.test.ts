import { describe, expect, test } from '@jest/globals';
import type { EventOf, Recorded } from '@guildhall/contracts';
import type { Meta } from '@guildhall/event-store';
import { memoryStore } from '@guildhall/testing';
import type { MemoryStore } from '@guildhall/testing';
import fc from 'fast-check';
import { LogFold } from '../src/index.js';
import type { Snapshot } from '../src/index.js';

const meta = (causation: string): Meta => ({
  source: 'risk-assessment',
  actor: 'cicd-master',
  correlation: 't1',
  causation,
  time: '2026-11-21T09:00:00.000Z',
});

const withdrawn = (reason: string): EventOf<'task.withdrawn'> => ({
  type: 'task.withdrawn',
  data: { reason },
});
const looked = (by: string): EventOf<'permit.review-started'> => ({
  type: 'permit.review-started',
  data: { by },
});

const withdraw = (store: MemoryStore, ...entities: string[]) =>
  store.append(
    entities.map((entity) => ({
      context: 'task',
      entity,
      expected: 0,
      events: [withdrawn(`${entity} is off`)],
    })),
    meta(`withdraw:${entities.join()}`),
  );

const look = (store: MemoryStore, entity: string) =>
  store.append([{ context: 'permit', entity, expected: 0, events: [looked('bob')] }], meta(`look:${entity}`));

type Withdrawn = Recorded<'task.withdrawn'>;

/** Which tasks are withdrawn. */
const foldOf = (
  store: MemoryStore,
  evolve = (tasks: readonly string[], { entity }: Withdrawn): readonly string[] => [...tasks, entity],
) =>
  new LogFold<readonly string[], Withdrawn>(store, { types: ['task.withdrawn'], initialState: [], evolve });

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Whether a promise has settled by now. */
const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let over = false;
  void promise.then(
    () => (over = true),
    () => (over = true),
  );
  for (let waited = 0; waited < 5; waited++) await turn();
  return over;
};

describe('who listens to a view', () => {
  test('is told of each event once the state reflects it', async () => {
    const store = memoryStore();
    await withdraw(store, 't1');
    const fold = foldOf(store);
    await fold.ready;
    const heard: unknown[] = [];
    fold.onEvent(({ entity, position }) => heard.push([entity, position, fold.position, fold.state]));
    await withdraw(store, 't2', 't3');
    await fold.reached(3);
    expect(heard).toEqual([
      ['t2', 2, 2, ['t1', 't2']],
      ['t3', 3, 3, ['t1', 't2', 't3']],
    ]);
    await fold.stop();
  });
});

describe('a view that is kept', () => {
  type Tasks = Snapshot<readonly string[]>;
  const evolve = (tasks: readonly string[], { entity }: Withdrawn): readonly string[] => [...tasks, entity];
  const kept = (store: MemoryStore, saved: Tasks[], from?: Tasks) =>
    new LogFold<readonly string[], Withdrawn>(store, {
      types: ['task.withdrawn'],
      initialState: [],
      evolve,
      ...(from ? { from } : {}),
      save: (snapshot) => {
        saved.push(snapshot);
        return Promise.resolve();
      },
    });

  test('goes on from a snapshot as if it had folded everything', async () => {
    const ids = Array.from({ length: 8 }, (_, index) => `t${index}`);
    await fc.assert(
      fc.asyncProperty(fc.nat(ids.length), async (before) => {
        const store = memoryStore();
        const saved: Tasks[] = [];
        for (const id of ids.slice(0, before)) await withdraw(store, id);
        const first = kept(store, saved);
        await first.ready;
        await first.stop();
        for (const id of ids.slice(before)) await withdraw(store, id);
        const second = kept(store, saved, saved.at(-1));
        await second.ready;
        expect([second.state, second.position]).toEqual([ids, ids.length]);
        await second.stop();
      }),
      { numRuns: 20 },
    );
  });

  test('is saved when it stops, and not again where nothing is new', async () => {
    const store = memoryStore();
    const saved: Tasks[] = [];
    await withdraw(store, 't1', 't2');
    const first = kept(store, saved);
    await first.ready;
    await first.stop();
    const second = kept(store, saved, saved[0]);
    await second.ready;
    await second.stop();
    expect(saved).toEqual([{ position: 2, event: store.log[1]?.id, state: ['t1', 't2'] }]);
  });

  test('is saved every so many events', async () => {
    const store = memoryStore();
    const saved: Snapshot<number>[] = [];
    await withdraw(store, ...Array.from({ length: 21 }, (_, index) => `t${index}`));
    const fold = new LogFold<number, Withdrawn>(store, {
      types: ['task.withdrawn'],
      initialState: 0,
      evolve: (count) => count + 1,
      save: (snapshot) => {
        saved.push(snapshot);
        return Promise.resolve();
      },
      saveEvery: 10,
    });
    await fold.ready;
    expect(saved.map(({ position, state }) => [position, state])).toEqual([
      [10, 10],
      [20, 20],
    ]);
    await fold.stop();
    expect(saved.at(-1)).toEqual({ position: 21, event: store.log[20]?.id, state: 21 });
  });
});

describe('a view of the log', () => {
  test('is ready once it reflects what was there, and of its types alone', async () => {
    const store = memoryStore();
    await withdraw(store, 't1', 't2');
    await look(store, 't1');
    const fold = foldOf(store);
    expect([fold.state, fold.position]).toEqual([[], 0]);
    await fold.ready;
    expect([fold.state, fold.position]).toEqual([['t1', 't2'], 2]);
    await fold.stop();
  });

  test('of an empty log is ready at once', async () => {
    const fold = foldOf(memoryStore());
    await fold.ready;
    expect([fold.state, fold.position]).toEqual([[], 0]);
    await fold.stop();
  });

  test('goes on with what comes, in the order of the log', async () => {
    const store = memoryStore();
    const fold = foldOf(store);
    await withdraw(store, 't2');
    await withdraw(store, 't1', 't3');
    await fold.reached(3);
    expect([fold.state, fold.position]).toEqual([['t2', 't1', 't3'], 3]);
    await fold.stop();
  });

  test('has reached what it reflects, and nothing later', async () => {
    const store = memoryStore();
    await withdraw(store, 't1', 't2');
    const fold = foldOf(store);
    await fold.ready;
    await Promise.all([0, 1, 2].map((position) => fold.reached(position)));
    expect(await settled(fold.reached(3))).toBe(false);
    await fold.stop();
  });

  test('tells everybody who waits, each at their own position', async () => {
    const store = memoryStore();
    const fold = foldOf(store);
    const told: number[] = [];
    const waiting = [3, 1, 2, 1].map(async (position) => {
      await fold.reached(position);
      told.push(position);
    });
    await withdraw(store, 't1');
    await fold.reached(1);
    await turn();
    expect(told).toEqual([1, 1]);
    await withdraw(store, 't2', 't3');
    await Promise.all(waiting);
    expect(told).toEqual([1, 1, 2, 3]);
    await fold.stop();
  });

  test('may skip the position that somebody waits for, if a later one is reached', async () => {
    const store = memoryStore();
    const fold = foldOf(store);
    const reached = fold.reached(1);
    await look(store, 't1');
    expect(await settled(reached)).toBe(false);
    await withdraw(store, 't1');
    await reached;
    expect(fold.position).toBe(2);
    await fold.stop();
  });

  test('stops when it is told to', async () => {
    const store = memoryStore();
    const fold = foldOf(store);
    await fold.ready;
    await fold.stop();
    await fold.done;
    await withdraw(store, 't1');
    await turn();
    expect([fold.state, fold.position]).toEqual([[], 0]);
  });

  test('that is stopped before it is ready keeps nobody waiting', async () => {
    const store = memoryStore();
    await withdraw(store, 't1');
    const fold = foldOf(store);
    const ready = fold.ready;
    await fold.stop();
    await ready;
    expect(fold.state).toEqual([]);
  });

  test('that cannot be folded ends with the reason, at the event before', async () => {
    const store = memoryStore();
    await withdraw(store, 't1', 'bad', 't3');
    const fold = foldOf(store, (tasks, { entity }) => {
      if (entity === 'bad') throw new Error('cannot be folded');
      return [...tasks, entity];
    });
    await expect(fold.ready).rejects.toThrow('cannot be folded');
    await expect(fold.done).rejects.toThrow('cannot be folded');
    expect([fold.state, fold.position]).toEqual([['t1'], 1]);
    await fold.stop();
  });
});
