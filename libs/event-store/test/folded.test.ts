import { expect, test } from '@jest/globals';
import type { Context, EventOf, Recorded } from '@guildhall/contracts';
import { memoryStore } from '@guildhall/testing';
import { stateNow } from '../src/index.js';
import type { EventStore, Fold } from '../src/index.js';

type Done = Recorded<'permit.review-started' | 'execution.rolled-back'>;
type DoneEvent = EventOf<Done['type']>;

const looked = (by: number): DoneEvent => ({ type: 'permit.review-started', data: { by: `p${by}` } });
const rolledBack = (by: number): DoneEvent => ({
  type: 'execution.rolled-back',
  data: { workerId: `w${by}` },
});

const nameOf = ({ data }: Done): string => ('by' in data ? data.by : data.workerId);

/** Keeps the names, and counts how often it was asked to go on. */
const counting = (): { of: Fold<string[], Done>; steps: () => number } => {
  let count = 0;
  const evolve = (names: string[], event: Done): string[] => {
    count += 1;
    return [...names, nameOf(event)];
  };
  return { of: { initialState: [], evolve }, steps: () => count };
};

const where = { context: 'permit', beside: ['execution'], entity: 't1' } as const;

const append = (store: EventStore, context: Context, expected: number, events: DoneEvent[]) =>
  store.append([{ context, entity: 't1', expected, events }], {
    source: 'permit-workflow',
    actor: 'bob',
    correlation: 't1',
    causation: `${context}:${expected}`,
    time: '2026-11-21T09:00:00.000Z',
  });

const many = (count: number): DoneEvent[] => Array.from({ length: count }, (_, index) => looked(index));

test('of a long history only what is new is folded again', async () => {
  const store = memoryStore();
  const { of, steps } = counting();
  await append(store, 'permit', 0, many(100));
  const first = await stateNow(store, of, where);
  await append(store, 'execution', 0, [rolledBack(1)]);
  expect(await stateNow(store, of, where)).toEqual({ state: [...first.state, 'w1'], position: 101 });
  expect(await stateNow(store, of, where)).toEqual({ state: [...first.state, 'w1'], position: 101 });
  expect(steps()).toBe(101);
});

test('of another log, or by another fold, it is another history', async () => {
  const [store, other] = [memoryStore(), memoryStore()];
  const [one, two] = [counting(), counting()];
  for (const log of [store, other]) await append(log, 'permit', 0, many(100));
  await stateNow(store, one.of, where);
  await stateNow(other, one.of, where);
  await stateNow(store, two.of, where);
  expect([one.steps(), two.steps()]).toEqual([200, 100]);
});

test('what came between, and was not seen the first time, is folded at its place', async () => {
  const store = memoryStore();
  const { of } = counting();
  await append(store, 'permit', 0, many(100));
  await append(store, 'execution', 0, [rolledBack(1)]);
  await append(store, 'permit', 100, [looked(100)]);
  // The execution was read before its event was written, the permit after its last one was.
  const between: Pick<EventStore, 'read'> = {
    read: (context, entity) =>
      context === 'execution' && seen++ === 0
        ? Promise.resolve({ version: 0, events: [] })
        : store.read(context, entity),
  };
  let seen = 0;
  const names = Array.from({ length: 101 }, (_, index) => `p${index}`);
  expect((await stateNow(between, of, where)).state).toEqual(names);
  expect((await stateNow(between, of, where)).state).toEqual([...names.slice(0, 100), 'w1', 'p100']);
});
