import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EventOf, Recorded } from '@guildhall/contracts';
import { connect } from '@guildhall/broker';
import { startFaultProxy, startNats, waitFor } from '@guildhall/testing';
import type { FaultProxy, TestNats } from '@guildhall/testing';
import { jetStreamStore } from '../src/index.js';
import type { EventStore, Meta, Write } from '../src/index.js';

let nats: TestNats;
/** On the broker itself. */
let witness: EventStore;
beforeAll(async () => {
  nats = await startNats();
  witness = await jetStreamStore(await nats.service('permit-workflow'), {
    service: 'permit-workflow',
    report: () => undefined,
  });
});
afterAll(() => nats[Symbol.asyncDispose]());

interface Far extends AsyncDisposable {
  store: EventStore;
  proxy: FaultProxy;
}

/** A store behind a network of its own. */
const farStore = async (): Promise<Far> => {
  const proxy = await startFaultProxy(nats.url);
  const nc = await connect({
    servers: proxy.url,
    creds: await nats.trust.service('permit-workflow'),
    name: 'permit-workflow',
  });
  const store = await jetStreamStore(nc, { service: 'permit-workflow', report: () => undefined });
  return {
    store,
    proxy,
    [Symbol.asyncDispose]: async () => {
      proxy.release();
      await nc.close();
      await proxy[Symbol.asyncDispose]();
    },
  };
};

const meta = (causation: string): Meta => ({
  source: 'permit-workflow',
  actor: 'bob',
  correlation: 'chain',
  causation,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  time: '2026-11-21T09:00:00.000Z',
});

const write = (entity: string, count: number): Write => ({
  context: 'permit',
  entity,
  expected: 0,
  events: Array.from({ length: count }, (): EventOf<'permit.review-started'> => ({
    type: 'permit.review-started',
    data: { by: 'bob' },
  })),
});

const held = async (entity: string): Promise<readonly Recorded[]> =>
  (await witness.read('permit', entity)).events;

const places = (events: readonly Recorded[]) =>
  events.map(({ id, version, position }) => ({ id, version, position }));

/** Runs all of them at the same time, as they mostly wait for time to pass, and reports each by its name. */
const sideBySide = (scenarios: Record<string, () => Promise<void>>): void => {
  const running = new Map<string, Promise<void>>();
  beforeAll(() => {
    for (const [name, scenario] of Object.entries(scenarios)) {
      const run = scenario();
      run.catch(() => undefined);
      running.set(name, run);
    }
  });
  test.each(Object.keys(scenarios))('%s', async (name) => {
    await running.get(name);
  });
};

const storedAndUnsaid = async (count: number): Promise<void> => {
  await using far = await farStore();
  const entity = `stored-${count}`;
  // The last one asks for the acknowledgement.
  const last = `log.permit.review-started.${entity}.${count} `;
  const stored = far.proxy.once('to-server', last, () => far.proxy.hold('to-client'));
  const appending = far.store.append([write(entity, count)], meta(entity));
  await stored;
  const written = await waitFor(async () => {
    const events = await held(entity);
    return events.length === count && events;
  });
  far.proxy.cut();
  far.proxy.release();

  expect(places(await appending)).toEqual(places(written));
  expect(places(await far.store.append([write(entity, count)], meta(entity)))).toEqual(places(written));
  expect(await held(entity)).toEqual(written);
};

/** Refused as unavailable, it is not there; tried again once all is well, it is there once. */
const refusedThenDone = async ({ store, proxy }: Far, entity: string, count: number): Promise<void> => {
  const append = (): Promise<Recorded[]> => store.append([write(entity, count)], meta(entity));
  await expect(append()).rejects.toMatchObject({ kind: 'unavailable' });
  expect(await held(entity)).toEqual([]);
  proxy.release();
  const recorded = await waitFor(() => append().catch(() => undefined));
  expect(recorded).toHaveLength(count);
  expect(places(await held(entity))).toEqual(places(recorded));
};

const unheard = async (count: number): Promise<void> => {
  await using far = await farStore();
  far.proxy.drop('to-server');
  await refusedThenDone(far, `unheard-${count}`, count);
};

const half = async (): Promise<void> => {
  await using far = await farStore();
  const cut = far.proxy.once('to-server', 'log.permit.review-started.half.1 ', () => far.proxy.cut());
  await Promise.all([refusedThenDone(far, 'half', 400), cut]);
};

const hanging = async (): Promise<void> => {
  await using far = await farStore();
  far.proxy.hold();
  const append = (): Promise<Recorded[]> => far.store.append([write('hanging', 3)], meta('hanging'));
  await expect(append()).rejects.toMatchObject({ kind: 'unavailable' });
  far.proxy.release();
  const recorded = await waitFor(() => append().catch(() => undefined));
  expect(places(await held('hanging'))).toEqual(places(recorded));
  expect(recorded).toHaveLength(3);
};

describe('an append on a network that fails', () => {
  sideBySide({
    'has succeeded where its event was stored and the connection cut before that was said': () =>
      storedAndUnsaid(1),
    'has succeeded where its three events were stored and the connection cut before that was said': () =>
      storedAndUnsaid(3),
    'is unavailable where its event is lost on the way, and may be tried again': () => unheard(1),
    'is unavailable where its three events are lost on the way, and may be tried again': () => unheard(3),
    'is unavailable where the connection is cut in the middle of it, leaves nothing, and may be tried again':
      half,
    'is unavailable in time where the network hangs, and is done once however often it is tried': hanging,
  });
});
