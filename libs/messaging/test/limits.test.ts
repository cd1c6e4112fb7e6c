import { expect, test } from '@jest/globals';
import { DEFAULT_LIMITS } from '@guildhall/contracts';
import type { CallerLimits, PolicyDocument } from '@guildhall/contracts';
import { memoryStore, waitFor } from '@guildhall/testing';
import type { MemoryStore } from '@guildhall/testing';
import { followLimits } from '../src/limits.js';

const LOW: CallerLimits = { commandsPerMinute: 20, burst: 5, refusalsPerMinute: 3 };

/** Publishes a policy; nothing here reads any other part of it. */
const publish = async (store: MemoryStore, limits?: CallerLimits): Promise<void> => {
  const document = { version: '1', ...(limits ? { limits } : {}) } as PolicyDocument;
  const events = [
    {
      type: 'policy.published' as const,
      data: { document, sha256: 'a'.repeat(64), basis: 'bootstrap' as const },
    },
  ];
  await store.append([{ context: 'policy', entity: 'default', expected: store.log.length, events }], {
    source: 'risk-assessment',
    actor: 'policy',
    correlation: 'default',
    causation: `test:${store.log.length}`,
    time: '2026-11-21T09:00:00.000Z',
  });
};

test('without a policy, the defaults hold', async () => {
  const limits = await followLimits(memoryStore());
  expect(limits.current()).toEqual({ commandsPerMinute: 60, burst: 60, refusalsPerMinute: 20 });
  await limits.stop();
});

test('those of the policy of the log hold from the start', async () => {
  const store = memoryStore();
  await publish(store);
  await publish(store, LOW);
  const limits = await followLimits(store);
  expect(limits.current()).toEqual(LOW);
  await limits.stop();
});

test('those of a policy that is published later hold from then on, and a policy without any has the defaults', async () => {
  const store = memoryStore();
  const limits = await followLimits(store);
  await publish(store, LOW);
  await waitFor(() => limits.current().burst === LOW.burst);
  expect(limits.current()).toEqual(LOW);
  await publish(store);
  await waitFor(() => limits.current().burst !== LOW.burst);
  expect(limits.current()).toEqual(DEFAULT_LIMITS);
  await limits.stop();
  await limits.done;
});
