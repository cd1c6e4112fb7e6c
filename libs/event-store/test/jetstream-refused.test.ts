import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { StreamConfig, StreamState } from '@nats-io/jetstream';
import { StoreError, isExcused, jetStreamStore } from '../src/index.js';
import type { EventStore, Meta, Write } from '../src/index.js';

// What the broker does not take: for now, because of another writer, or ever.

let nats: TestNats;
let store: EventStore;
beforeAll(async () => {
  nats = await startNats();
  store = await jetStreamStore(await nats.service('risk-assessment'), {
    service: 'risk-assessment',
    report: () => undefined,
  });
});
afterAll(() => nats[Symbol.asyncDispose]());

const meta = (causation: string, correlation = 'chain'): Meta => ({
  source: 'risk-assessment',
  actor: 'm1',
  correlation,
  causation,
  time: '2026-11-21T09:00:00.000Z',
});

const withdrawn = (entity: string, count: number): Write => ({
  context: 'task',
  entity,
  expected: 0,
  events: Array.from({ length: count }, () => ({
    type: 'task.withdrawn',
    data: { reason: 'no longer wanted' },
  })),
});

const failureOf = async (write: Write, by: Meta): Promise<unknown> =>
  store.append([write], by).catch((cause: unknown) => cause);

describe('a log that is full', () => {
  const limited = async (limit: (state: StreamState) => Partial<StreamConfig>) => {
    const jsm = await jetstreamManager(await nats.admin(), { checkAPI: false });
    const { config, state } = await jsm.streams.info('EVENTS');
    await jsm.streams.update('EVENTS', { ...config, ...limit(state) });
    return () => jsm.streams.update('EVENTS', { ...config, max_msgs: -1, max_bytes: -1 });
  };

  test.each([
    ['messages', 1, ({ messages }: StreamState) => ({ max_msgs: messages })],
    ['messages', 2, ({ messages }: StreamState) => ({ max_msgs: messages })],
    ['bytes', 1, ({ bytes }: StreamState) => ({ max_bytes: bytes + 10 })],
    ['bytes', 2, ({ bytes }: StreamState) => ({ max_bytes: bytes + 10 })],
  ])('is out of reach, and no other writer was first: of %s, %i at once', async (of, count, limit) => {
    const entity = `full-${of}-${count}`;
    await store.append([withdrawn(`before-${entity}`, 1)], meta(`before-${entity}`));
    const undo = await limited(limit);
    const failure = await failureOf(withdrawn(entity, count), meta(entity));
    await undo();
    expect(failure).toMatchObject({ kind: 'unavailable' });
    expect(await store.append([withdrawn(entity, count)], meta(entity))).toHaveLength(count);
  });
});

describe('another writer', () => {
  test.each([1, 2])('was first with the version: %i at once', async (count) => {
    await store.append([withdrawn(`taken-${count}`, 1)], meta(`taken-${count}`));
    expect(await failureOf(withdrawn(`taken-${count}`, count), meta(`late-${count}`))).toMatchObject({
      kind: 'conflict',
    });
  });

  test('of the same cause was first with less: to be looked at again', async () => {
    await store.append([withdrawn('same', 1)], meta('same'));
    const late = { ...withdrawn('same', 2), expected: 1 };
    expect(await failureOf(late, meta('same'))).toMatchObject({ kind: 'conflict' });
  });
});

describe('what will never be taken is no outage, and is told apart from one', () => {
  test.each<[string, Write, Meta]>([
    ['another service writes', { ...withdrawn('foreign', 1), context: 'permit' }, meta('foreign')],
    ['has too many events', withdrawn('many', 1_100), meta('many')],
    ['has headers that are too large', withdrawn('headed', 1), meta('headed', 'c'.repeat(70_000))],
    [
      'is too large',
      {
        ...withdrawn('large', 1),
        events: [{ type: 'task.withdrawn', data: { reason: 'x'.repeat(1_100_000) } }],
      },
      meta('large'),
    ],
  ])('what %s', async (_, write, by) => {
    const events =
      write.context === 'permit'
        ? [{ type: 'permit.review-started', data: { by: 'bob' } } as const]
        : write.events;
    const cause = await failureOf({ ...write, events }, by);
    expect(cause).toBeInstanceOf(Error);
    expect(cause).not.toBeInstanceOf(StoreError);
    expect(isExcused(cause)).toBe(false);
  });
});
