import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { provision } from '@guildhall/broker';
import { waitFor } from '@guildhall/testing';
import { jetStreamTimers } from '../src/index.js';
import { Reactions, review } from './reacting.js';

// How processes of one service share a consumer, and what they do while something is out of reach.

let reactions: Reactions;
beforeAll(async () => {
  reactions = await Reactions.start();
});
afterAll(() => reactions[Symbol.asyncDispose]());
afterEach(() => reactions.stop());

/** What the operating system answers a process that has too much open. */
const noFileLeft = (): Promise<never> =>
  Promise.reject(Object.assign(new Error('no file left'), { code: 'EMFILE' }));

/** What a process holds while it is out of order, of the 256 that a consumer gives out. */
const FEW = 8;

describe('a process that is sick', () => {
  /** A process that has handled `first`, and then fails at all it is given, once it has been given so many. */
  const sicken = async (first: string, atOnce: number, keptFor: number): Promise<void> => {
    const given = new Set<string>();
    let works = false;
    await reactions.process(
      async (entity) => {
        works ||= entity === first;
        if (entity === first) return;
        given.add(entity);
        await waitFor(() => given.size >= atOnce);
        await noFileLeft();
      },
      { keptFor },
    );
    await reactions.withdraw(first);
    await waitFor(() => works);
    await reactions.settled();
  };

  const failures = (): number => reactions.incidents.length;

  test('leaves nearly everything to those that are not', async () => {
    await sicken('well-1', 200, 60_000);
    await reactions.withdraw('sick', 300);
    await waitFor(() => failures() >= 200);
    const handled = new Set<string>();
    await reactions.process((entity) => void handled.add(entity));
    await waitFor(() => handled.size === 300 - FEW);
    await waitFor(async () => (await reactions.info()).num_ack_pending === FEW);
    await reactions.stop();
    await reactions.process((entity) => void handled.add(entity));
    await reactions.settled();
    expect(handled.size).toBe(300);
  });

  test('leaves them what it has, too, after a while', async () => {
    await sicken('well-2', 20, 300);
    const handled = new Set<string>();
    await reactions.withdraw('kept', 20);
    await waitFor(() => failures() >= 20);
    await reactions.process((entity) => void handled.add(entity));
    await waitFor(() => handled.size === 20);
    await reactions.settled();
    expect(reactions.incidents.filter(({ kind }) => kind === 'dead-letter')).toEqual([]);
  });

  test('goes on trying what it has, and takes nothing new meanwhile', async () => {
    await sicken('well-3', 20, 60_000);
    await reactions.withdraw('alone', 20);
    await waitFor(() => failures() >= 20);
    const before = await reactions.deliveries();
    const already = failures();
    await waitFor(() => failures() > already + 2 * FEW);
    expect(await reactions.deliveries()).toBe(before);
    await reactions.stop();
    await reactions.process(() => undefined);
    await reactions.settled();
  });

  test('goes on with everything once it is well again', async () => {
    let sick = true;
    const handled: string[] = [];
    await reactions.process((entity) => (sick ? noFileLeft() : void handled.push(entity)), { keptFor: 100 });
    await reactions.withdraw('recovered', 50);
    await waitFor(() => reactions.incidents.length > FEW);
    sick = false;
    await reactions.settled();
    expect(handled.sort()).toEqual(Array.from({ length: 50 }, (_, index) => `recovered-${index}`).sort());
  });
});

test('one message that is wrongly taken for an outage holds up no others', async () => {
  const handled: string[] = [];
  let wrong = true;
  await reactions.process((entity) =>
    entity === 'wrong' && wrong ? noFileLeft() : void handled.push(entity),
  );
  await reactions.withdraw('wrong');
  await waitFor(() => reactions.incidents.length > 2);
  await reactions.withdraw('right', 300);
  await waitFor(() => handled.length === 300);
  wrong = false;
  await reactions.settled();
  expect(handled.at(-1)).toBe('wrong');
});

test('while the log takes nothing, a process has few messages, and the broker counts no attempts', async () => {
  const ids = await reactions.withdraw('full', 50);
  const available = await reactions.fullLog();
  let attempts = 0;
  const begin = (): Promise<unknown> =>
    reactions.process(
      (entity, store) => {
        attempts += 1;
        return review(store, entity);
      },
      { retryAfter: () => 10 },
    );
  const given = async (): Promise<number> => (await reactions.info()).num_ack_pending;
  await begin();
  await waitFor(async () => (await given()) === FEW);
  const first = { deliveries: await reactions.deliveries(), attempts };
  await waitFor(() => attempts > first.attempts + 200);
  expect(await reactions.deliveries()).toBe(first.deliveries);
  expect(reactions.incidents[0]).toMatchObject({ kind: 'reaction-failed', cause: { kind: 'unavailable' } });
  // With the 1st, 2nd, 4th, ... attempt of each, so that an outage does not fill the disk.
  expect(reactions.incidents.length).toBeLessThan(FEW * (Math.log2(attempts) + 1));
  // Started again in the outage, it is given few of them once more, and none of those that it has not had.
  await reactions.stop();
  await begin();
  await waitFor(async () => (await reactions.deliveries()) === first.deliveries + FEW);
  await waitFor(() => reactions.incidents.length >= FEW);
  expect(await given()).toBe(FEW);
  await available();
  await reactions.settled();
  for (const id of ids) expect(await reactions.deadLetters.find('permit-workflow', id)).toBeUndefined();
});

test('what takes its time is not given out again', async () => {
  await reactions.impatient(500);
  let handled = 0;
  let redelivered = 0;
  await reactions.process(async () => {
    handled += 1;
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    redelivered = (await reactions.info()).num_redelivered;
  });
  await reactions.withdraw('slow');
  await waitFor(() => handled > 0);
  await reactions.settled();
  await reactions.patient();
  expect({ handled, redelivered }).toEqual({ handled: 1, redelivered: 0 });
});

describe('while a process is paused', () => {
  test('another one has its messages', async () => {
    const handled: string[] = [];
    let paused = false;
    await reactions.process((entity) => void handled.push(`first ${entity}`), { paused: () => paused });
    await reactions.withdraw('before');
    await waitFor(() => handled.length === 1);
    paused = true;
    await reactions.process((entity) => void handled.push(`second ${entity}`));
    // The first one may be given a message before it looks whether it is paused; it leaves that one.
    await reactions.withdraw('during');
    await waitFor(() => handled.length === 2);
    await reactions.settled();
    expect(handled).toEqual(['first before', 'second during']);
  });

  test('another one has what it has in hand, too', async () => {
    let paused = false;
    const handled: string[] = [];
    const waitLong = { paused: () => paused, retryAfter: () => 20, keptFor: 60_000 };
    await reactions.process(noFileLeft, waitLong);
    await reactions.withdraw('in-hand');
    await waitFor(() => reactions.incidents.length > 0);
    await reactions.process((entity) => void handled.push(entity));
    paused = true;
    await waitFor(() => handled.length === 1);
    await reactions.settled();
    expect(handled).toEqual(['in-hand']);
  });
});

test('a process that stops gives back what is not handled yet, and tries it no more', async () => {
  let free: () => void = () => undefined;
  const busy = new Promise<void>((resolve) => (free = resolve));
  const handled: string[] = [];
  const reacting = await reactions.process((entity) => {
    handled.push(`first ${entity}`);
    return entity === 'queue' ? busy : noFileLeft();
  });
  await reactions.withdraw('queue');
  await waitFor(() => handled.length > 0);
  const more = { context: 'task' as const, entity: 'queue', expected: 1 };
  const events = Array.from({ length: 5 }, () => ({
    type: 'task.withdrawn' as const,
    data: { reason: 'no longer wanted' },
  }));
  const meta = {
    source: 'x',
    actor: 'm',
    correlation: 'queue',
    causation: 'queue:2',
    time: new Date().toISOString(),
  };
  await reactions.writer.append([{ ...more, events }], meta);
  await waitFor(async () => (await reactions.info()).num_ack_pending === 6);
  const stopped = reacting.stop();
  await reactions.process((entity) => void handled.push(`second ${entity}`));
  await waitFor(() => handled.length === 6);
  free();
  await stopped;
  await reactions.settled();
  expect(handled).toEqual(['first queue', ...Array.from({ length: 5 }, () => 'second queue')]);
});

test('a consumer that is missing is looked for, ever less often, and taken from once it is there', async () => {
  const nc = await reactions.nats.service('permit-workflow');
  const reported: number[] = [];
  await reactions.jsm.consumers.delete('TIMERS', 'permit-workflow-timers');
  const timers = jetStreamTimers(nc, { report: () => reported.push(Date.now()) });
  const called: string[] = [];
  const reacting = timers.react('permit-workflow-timers', ({ entity }) => {
    called.push(entity);
    return Promise.resolve();
  });
  await waitFor(() => reported.length === 3);
  // After the 1st, 2nd and 4th attempt.
  const [first = 0, second = 0, third = 0] = reported;
  expect(second - first).toBeGreaterThanOrEqual(490);
  expect(third - second).toBeGreaterThanOrEqual(980);
  await provision(await reactions.nats.admin());
  await timers.set({ context: 'permit', entity: 'late', kind: 'window', due: new Date().toISOString() });
  await waitFor(() => called.length > 0);
  await reacting.stop();
  expect(called).toEqual(['late']);
});
