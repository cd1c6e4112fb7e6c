import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Service } from '@guildhall/contracts';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetStreamDeadLetters, jetStreamStore } from '../src/index.js';
import type { Incident, Write } from '../src/index.js';
import { eventStoreContract } from './contract.js';
import type { Fixture } from './contract.js';

let nats: TestNats;
let fixture: Fixture;

// Incidents are what the tests provoke; none of them is a failure of its own.
const storeOf = async (service: Service) =>
  jetStreamStore(await nats.service(service), { service, report: () => undefined, retryAfter: () => 1 });

beforeAll(async () => {
  nats = await startNats();
  fixture = {
    store: await storeOf('permit-workflow'),
    other: await storeOf('permit-workflow'),
    withdrawals: {
      durable: 'permit-workflow-tasks',
      writer: await storeOf('risk-assessment'),
      reactors: [await storeOf('permit-workflow'), await storeOf('permit-workflow')],
    },
    deadLetters: await jetStreamDeadLetters(await nats.service('audit-projection')),
    crash: () => nats.restart(),
  };
});

afterAll(() => nats[Symbol.asyncDispose]());

eventStoreContract('JetStream', () => fixture);

test('what is no event is passed over by whoever reads the log, and reported', async () => {
  const nc = await nats.service('risk-assessment');
  const incidents: Incident[] = [];
  const report = (incident: Incident): void => {
    incidents.push(incident);
  };
  const store = await jetStreamStore(nc, { service: 'risk-assessment', report });
  const withdrawn = (entity: string): Promise<unknown> => {
    const write: Write = {
      context: 'task',
      entity,
      expected: 0,
      events: [{ type: 'task.withdrawn', data: { reason: 'no longer wanted' } }],
    };
    const time = '2026-11-21T09:00:00.000Z';
    return store.append([write], {
      source: 'risk-assessment',
      actor: 'm1',
      correlation: entity,
      causation: entity,
      time,
    });
  };
  const from = await store.end();
  await withdrawn('before-junk');
  nc.publish('log.task.withdrawn.junk.1', '{}');
  await nc.flush();
  await withdrawn('after-junk');

  const junk = from + 2;
  const unreadable = { kind: 'unreadable-event', position: junk, cause: { kind: 'integrity' } };
  for (const types of [undefined, ['task.withdrawn'] as const]) {
    const read: string[] = [];
    for await (const { entity } of store.readAll(from, types)) read.push(entity);
    expect(read).toEqual(['before-junk', 'after-junk']);
  }
  expect(await store.at(junk)).toMatchObject({ entity: 'after-junk' });
  expect(incidents).toMatchObject([unreadable, unreadable, unreadable]);
  await expect(store.read('task', 'junk')).rejects.toMatchObject({ kind: 'integrity' });
});
