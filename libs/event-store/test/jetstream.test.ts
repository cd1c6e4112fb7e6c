import { afterAll, beforeAll } from '@jest/globals';
import type { Service } from '@guildhall/contracts';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetStreamStore } from '../src/index.js';
import { eventStoreContract } from './contract.js';
import type { Fixture } from './contract.js';

let nats: TestNats;
let fixture: Fixture;

// Incidents are what the tests provoke; none of them is a failure of its own.
const storeOf = async (service: Service) =>
  jetStreamStore(await nats.service(service), { service, report: () => undefined });

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
    crash: () => nats.restart(),
  };
});

afterAll(() => nats[Symbol.asyncDispose]());

eventStoreContract('JetStream', () => fixture);
