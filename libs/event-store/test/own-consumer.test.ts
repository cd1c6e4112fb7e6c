import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { followConsumers, inboxPrefix } from '@guildhall/contracts';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { disown, ownConsumer } from '../src/jetstream/own-consumer.js';

const SERVICE = 'worker-registry';
const [first = '', second = ''] = followConsumers(SERVICE);

let nats: TestNats;
let nc: NatsConnection;
let jsm: JetStreamManager;
beforeAll(async () => {
  nats = await startNats();
  nc = await nats.service(SERVICE);
  jsm = await jetstreamManager(nc, { checkAPI: false });
});
afterAll(() => nats[Symbol.asyncDispose]());

const claim = async (owner: string, claimedFor?: number): Promise<string> => {
  const consumer = await ownConsumer(nc, jsm, {
    names: [first, second],
    owner,
    inbox: `${inboxPrefix(SERVICE)}.${owner}`,
    filters: ['evt.>'],
    from: 0,
    ...(claimedFor === undefined ? {} : { claimedFor }),
  });
  return consumer.name;
};

const bound = (name: string, expected: boolean) =>
  waitFor(async () => ((await jsm.consumers.info('EVENTS', name)).push_bound ? expected : !expected), {
    within: 5_000,
    what: `${name} to be listened to: ${expected}`,
  });

test("a consumer is its follower's for as long as that listens, and is free once it does not", async () => {
  expect(await claim('slow')).toBe(first);
  const listening = nc.subscribe(`${inboxPrefix(SERVICE)}.slow`);
  await bound(first, true);
  expect(await claim('other', 0)).toBe(second);
  nc.subscribe(`${inboxPrefix(SERVICE)}.other`);
  await bound(second, true);
  await expect(claim('third', 0)).rejects.toMatchObject({ kind: 'unavailable' });

  listening.unsubscribe();
  await bound(first, false);
  // It may be about to listen again.
  await expect(claim('third')).rejects.toMatchObject({ kind: 'unavailable' });
  expect(await claim('third', 0)).toBe(first);

  await disown(jsm, first, 'slow');
  expect((await jsm.consumers.info('EVENTS', first)).config.metadata?.['owner']).toBe('third');
});
