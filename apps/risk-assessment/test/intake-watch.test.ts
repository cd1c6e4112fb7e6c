import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { provision } from '@guildhall/broker';
import { ALERTS, STREAMS, alertSubject, taskRequested } from '@guildhall/contracts';
import type { Alert } from '@guildhall/contracts';
import { jetStreamStore, waitingTasks } from '@guildhall/event-store';
import type { EventStore, Incident } from '@guildhall/event-store';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { IntakeWatch } from '../src/intake-watch.js';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const MINUTE = 60_000;

let nats: TestNats;
let jsm: JetStreamManager;
let nc: NatsConnection;
const incidents: Incident[] = [];
const report = (incident: Incident): void => {
  incidents.push(incident);
};
beforeAll(async () => {
  nats = await startNats();
  jsm = await jetstreamManager(await nats.admin());
  nc = await nats.service('risk-assessment');
});
afterAll(() => nats[Symbol.asyncDispose]());

/** A watch of a service that has just started, at a time that the test says. */
const startWatch = async (connection = nc, but: Partial<EventStore> = {}) => {
  const clock = { now: NOON };
  const stops: (() => Promise<void>)[] = [];
  const watch = new IntakeWatch({
    nc: connection,
    store: { ...(await jetStreamStore(connection, { service: 'risk-assessment', report })), ...but },
    now: () => new Date(clock.now).toISOString(),
    report,
    onStop: (stop) => stops.push(stop),
  });
  const stop = async (): Promise<void> => {
    for (const one of stops) await one();
  };
  return { watch, clock, stop, [Symbol.asyncDispose]: stop };
};

const publisher = async (master: string) => {
  const js = jetstream(await nats.connectAs(master, 'master'), { checkAPI: false });
  return (count: number) =>
    Promise.all(Array.from({ length: count }, () => js.publish(taskRequested(master), '{}')));
};

/** The alerts that the stream holds, by master, and the last one about `master`. */
const alerts = async (): Promise<Record<string, number>> =>
  (await jsm.streams.info(STREAMS.alerts, { subjects_filter: ALERTS })).state.subjects ?? {};
const lastAlert = async (master: string): Promise<Alert | undefined> => {
  const subject = alertSubject('intake-overload', master);
  return (await jsm.streams.getMessage(STREAMS.alerts, { last_by_subj: subject }))?.json<Alert>();
};

test('a master whose tasks pile up is told of, is refused at 1,000, and nobody else is', async () => {
  const [greedy, modest] = [await publisher('greedy'), await publisher('modest')];
  await greedy(799);
  await using started = await startWatch();
  const { watch, clock } = started;
  await watch.onModuleInit();
  expect(await alerts()).toEqual({});

  await greedy(1);
  await modest(1);
  await watch.look();
  expect(await alerts()).toEqual({ 'alert.intake-overload.greedy': 1 });
  expect(await lastAlert('greedy')).toEqual({
    kind: 'intake-overload',
    severity: 'warning',
    at: new Date(NOON).toISOString(),
    summary: 'greedy has 800 tasks waiting in the intake; beyond 1000 the broker refuses them.',
    position: 0,
    links: [],
  });

  await greedy(200);
  await expect(greedy(1)).rejects.toMatchObject({ code: 10077 });
  await modest(1);
  expect((await waitingTasks(nc)).byMaster).toEqual(
    new Map([
      ['greedy', 1000],
      ['modest', 2],
    ]),
  );

  clock.now = NOON + 5 * MINUTE - 1;
  await watch.look();
  expect(await alerts()).toEqual({ 'alert.intake-overload.greedy': 1 });
  clock.now = NOON + 5 * MINUTE;
  await watch.look();
  expect(await alerts()).toEqual({ 'alert.intake-overload.greedy': 2 });
  expect((await lastAlert('greedy'))?.summary).toMatch(/^greedy has 1000 tasks/);

  // Another process of the service, or one that was started again, in the same 5 minutes.
  await using other = await startWatch();
  other.clock.now = NOON + 6 * MINUTE;
  await other.watch.onModuleInit();
  expect(await alerts()).toEqual({ 'alert.intake-overload.greedy': 2 });
  expect({ incidents, denied: nats.denied }).toEqual({ incidents: [], denied: [] });
});

test('once its tasks are taken up, the master may ask for more and no alert is raised', async () => {
  const taking = await jetstream(nc, { checkAPI: false }).consumers.get(
    STREAMS.intake,
    'risk-assessment-intake',
  );
  for await (const task of await taking.fetch({ max_messages: 1002 })) await task.ackAck();
  expect((await waitingTasks(nc)).byMaster.size).toBe(0);
  await (
    await publisher('greedy')
  )(1);
  await using started = await startWatch();
  started.clock.now = NOON + 30 * MINUTE;
  await started.watch.onModuleInit();
  expect(await alerts()).toEqual({ 'alert.intake-overload.greedy': 2 });
});

test('an alert that could not be raised is reported, and raised the next time, position or not', async () => {
  await (
    await publisher('eager')
  )(800);
  await using started = await startWatch(nc, { end: () => Promise.reject(new Error('away')) });
  await jsm.streams.delete(STREAMS.alerts);
  await started.watch.look();
  expect(incidents.splice(0)).toEqual([
    { kind: 'interrupted', cause: expect.objectContaining({ kind: 'unavailable' }) },
  ]);
  await provision(await nats.admin());
  await started.watch.look();
  expect(await lastAlert('eager')).toMatchObject({ kind: 'intake-overload', position: 0 });
  await started.watch.look();
  expect([await alerts(), incidents]).toEqual([{ 'alert.intake-overload.eager': 1 }, []]);
});

test('an intake that cannot be looked at is reported, each time', async () => {
  const cut = await nats.service('risk-assessment');
  await using started = await startWatch(cut);
  await cut.close();
  const looked = started.watch.look();
  expect(started.watch.look()).toBe(looked);
  await looked;
  await started.watch.look();
  expect(incidents.map(({ kind }) => kind)).toEqual(['interrupted', 'interrupted']);
});
