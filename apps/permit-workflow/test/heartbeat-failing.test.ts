import { expect, test } from '@jest/globals';
import { StoreError } from '@guildhall/event-store';
import type { EventStore } from '@guildhall/event-store';
import { manualTimers, memoryStore } from '@guildhall/testing';
import { Heartbeats } from '../src/heartbeats.js';
import { LogFacts } from '../src/log-facts.js';
import { Permits } from '../src/permits.js';
import { WorkController } from '../src/work.controller.js';
import { POLICIES } from './support/policy.js';

const NOW = '2026-11-21T09:00:00.000Z';

/** Sends a heartbeat that fails because of what the log says to being read; resolves to how often that was noted. */
const missedAfter = async (cause: Error): Promise<number> => {
  const store: EventStore = { ...memoryStore(), read: () => Promise.reject(cause) };
  const facts = new LogFacts({ store });
  const heartbeats = new Heartbeats({ timers: manualTimers(NOW) }, { since: NOW });
  let missed = 0;
  const hearing = { missed: () => void (missed += 1) };
  const controller = new WorkController(
    { now: () => NOW },
    new Permits({ store }, facts, POLICIES),
    facts,
    POLICIES,
    hearing,
    heartbeats,
    { give: () => Promise.resolve({}) },
  );
  const meta = (correlation: string) => ({
    source: 'permit-workflow',
    actor: 'deployer-3',
    correlation,
    causation: 'deployer-3:beat',
    time: NOW,
  });
  const payload = { taskId: 't1', tokens: 0 };
  const beat = controller.heartbeat({
    name: 'execution.heartbeat',
    caller: 'deployer-3',
    payload,
    meta,
    now: NOW,
  });
  await expect(beat).rejects.toBe(cause);
  return missed;
};

test('a heartbeat that an outage fails might have been anybody’s: nobody is lost for what was not heard', async () => {
  expect(await missedAfter(new StoreError('unavailable', 'the log is out of reach'))).toBe(1);
});

test('a heartbeat that fails because of its permit says nothing of other workers', async () => {
  expect(await missedAfter(new StoreError('integrity', 'version 3 is missing'))).toBe(0);
  expect(await missedAfter(new Error('a defect'))).toBe(0);
});
