import { beforeAll } from '@jest/globals';
import { memoryStore } from '@guildhall/testing';
import { eventStoreContract } from './contract.js';
import type { Fixture } from './contract.js';

let fixture: Fixture;

beforeAll(() => {
  const store = memoryStore();
  fixture = {
    store,
    other: store,
    withdrawals: { durable: 'permit-workflow-tasks', writer: store, reactors: [store, store] },
    deadLetters: store.deadLetters,
    // There is no server to kill: what is left of those tests is that the store works.
    crash: () => Promise.resolve(),
  };
});

eventStoreContract('in memory', () => fixture);
