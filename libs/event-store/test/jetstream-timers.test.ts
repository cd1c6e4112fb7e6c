import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { timerDueSubject, timerSetSubject } from '@guildhall/contracts';
import type { Service } from '@guildhall/contracts';
import { provision } from '@guildhall/broker';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { StoreError, jetStreamDeadLetters, jetStreamTimers } from '../src/index.js';
import type { Incident, Running, Timer, Timers } from '../src/index.js';
import { timersContract } from './timers-contract.js';
import type { Fixture } from './timers-contract.js';

const DURABLE = 'permit-workflow-timers';

let nats: TestNats;
let fixture: Fixture;
let admin: NatsConnection;
let incidents: Incident[] = [];
/** On servers of their own, beside everything else, as they mostly wait. */
let beside: Promise<void>[] = [];

const timersOf = async (service: Service): Promise<Timers> =>
  jetStreamTimers(await nats.service(service), { report: (incident) => incidents.push(incident) });

const moment = (ms: number): string => new Date(Date.now() + ms).toISOString();

beforeAll(async () => {
  nats = await startNats();
  admin = await nats.admin();
  beside = [bothKilled(), serverKilled(), notTaken()];
  for (const one of beside) one.catch(() => undefined);
  fixture = {
    timers: await timersOf('permit-workflow'),
    other: await timersOf('permit-workflow'),
    durable: DURABLE,
    deadLetters: await jetStreamDeadLetters(await nats.service('audit-projection')),
    moment,
    now: () => new Date().toISOString(),
    // It does by itself.
    pass: () => Promise.resolve(),
  };
});
afterAll(async () => {
  await Promise.allSettled(beside);
  await nats[Symbol.asyncDispose]();
});

timersContract('JetStream', () => fixture);

interface Call extends Timer {
  /** How long after its time. */
  late: number;
}

/** Who reacts, and what it was called with. */
const reacting = (timers: Timers): { called: Call[] } & AsyncDisposable => {
  const called: Call[] = [];
  const running: Running = timers.react(DURABLE, (timer) => {
    called.push({ ...timer, late: Date.now() - Date.parse(timer.due) });
    return Promise.resolve();
  });
  return { called, [Symbol.asyncDispose]: () => running.stop() };
};

const of = (entity: string, due: string): Timer => ({ context: 'permit', entity, kind: 'window', due });

/** The server and the reader are killed before a timer is due, and another one is due when both are back. */
const bothKilled = async (): Promise<void> => {
  await using own = await startNats();
  const connected = async (): Promise<Timers> =>
    jetStreamTimers(await own.service('permit-workflow'), { report: () => undefined });
  const timers = await connected();
  const reader = reacting(timers);
  const [soon, later] = [moment(2_500), moment(4_000)];
  await timers.set(of('soon', soon));
  await timers.set(of('later', later));
  await reader[Symbol.asyncDispose]();
  await own.kill();
  expect(reader.called).toEqual([]);
  await waitFor(() => Date.now() > Date.parse(soon));
  await own.restart();
  await using again = reacting(await connected());
  const back = Date.now();
  await waitFor(() => again.called.length === 2);
  expect(again.called.map(({ entity }) => entity)).toEqual(['soon', 'later']);
  const sinceBack = again.called.map(({ due, late }) => late - Math.max(0, back - Date.parse(due)));
  expect(Math.max(...sinceBack)).toBeLessThan(1_000);
};

/** The server is killed before a timer is due, and the reader stays. */
const serverKilled = async (): Promise<void> => {
  await using own = await startNats();
  const timers = jetStreamTimers(await own.service('permit-workflow'), { report: () => undefined });
  await using reader = reacting(timers);
  await timers.set(of('before', moment(0)));
  await waitFor(() => reader.called.length === 1);
  const due = moment(2_000);
  await timers.set(of('through', due));
  await own.kill();
  await waitFor(() => Date.now() > Date.parse(due));
  await own.restart();
  // Both are back once the reader's own connection is answered.
  await waitFor(() =>
    timers.set(of('after', moment(60_000))).then(
      () => true,
      () => false,
    ),
  );
  const back = Date.now();
  await waitFor(() => reader.called.length === 2);
  expect(Date.now() - back).toBeLessThan(1_000);
};

/** The broker has no stream, and then another service sets a timer. */
const notTaken = async (): Promise<void> => {
  await using own = await startNats({ provisioned: false });
  const timers = jetStreamTimers(await own.service('permit-workflow'), { report: () => undefined });
  const timer = of('s1', moment(0));
  await expect(timers.set(timer)).rejects.toMatchObject({
    kind: 'unavailable',
    message: 'TIMERS did not take timer.set.permit.s1.window',
  });
  await provision(await own.admin());
  await timers.set(timer);
  await using reader = reacting(timers);
  await waitFor(() => reader.called.length === 1);
  const other = jetStreamTimers(await own.service('risk-assessment'), { report: () => undefined });
  await expect(other.set(timer)).rejects.not.toBeInstanceOf(StoreError);
};

const waitingMessages = async (): Promise<number> => {
  const jsm = await jetstreamManager(admin, { checkAPI: false });
  return (await jsm.streams.info('TIMERS')).state.messages;
};

describe('on a real server', () => {
  test('hundreds are called once each and never early, and no other is late for them', async () => {
    const { timers } = fixture;
    await using reader = reacting(timers);
    const many = Array.from({ length: 200 }, (_, index) => of(`many-${index}`, moment(500 + 2 * index)));
    const far = many.slice(0, 50).map(({ entity }) => of(`far-${entity}`, '2100-01-01T00:00:00Z'));
    await Promise.all([...many, ...far].map((timer) => timers.set(timer)));
    await waitFor(() => reader.called.length >= many.length, { within: 20_000 });
    await timers.set(of('one', moment(200)));
    await waitFor(() => reader.called.length > many.length);
    expect(reader.called.map(({ entity }) => entity).sort()).toEqual(
      [...many.map(({ entity }) => entity), 'one'].sort(),
    );
    expect(Math.min(...reader.called.map(({ late }) => late))).toBeGreaterThanOrEqual(0);
    expect(reader.called.at(-1)?.late).toBeLessThan(1_000);
    await Promise.all(far.map((timer) => timers.clear(timer)));
  });

  test('survive SIGKILL of server and reader, and are called within 1 s after both are back', () =>
    beside[0]);

  test('go on with the reader that was there when the server was killed', () => beside[1]);

  test('come to another reader within 1 s where the connection of the first ends in the middle of handling', async () => {
    const nc = await nats.service('permit-workflow');
    let begun = false;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const dying = jetStreamTimers(nc, { report: () => undefined }).react(DURABLE, () => {
      begun = true;
      return ended;
    });
    await fixture.timers.set(of('taken', moment(0)));
    await waitFor(() => begun);
    await nc.close();
    await using next = reacting(fixture.timers);
    const back = Date.now();
    await waitFor(() => next.called.some(({ entity }) => entity === 'taken'));
    const late = Date.now() - back;
    end();
    await dying.stop();
    expect(late).toBeLessThan(1_000);
  });

  test('are not given out again while a reader takes its time', async () => {
    const jsm = await jetstreamManager(admin, { checkAPI: false });
    let redelivered: number | undefined;
    const reader = fixture.timers.react(DURABLE, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      redelivered = (await jsm.consumers.info('TIMERS', DURABLE)).num_redelivered;
    });
    await fixture.timers.set(of('slow', moment(0)));
    await waitFor(() => redelivered !== undefined);
    await reader.stop();
    expect(redelivered).toBe(0);
  });

  test('are called once where the reader was too busy to hear that they were given out again', async () => {
    await Promise.allSettled(beside);
    const jsm = await jetstreamManager(admin, { checkAPI: false });
    const called: string[] = [];
    const reader = fixture.timers.react(DURABLE, ({ entity }) => {
      called.push(entity);
      const until = Date.now() + 1_000;
      while (entity === 'busy' && Date.now() < until);
      return Promise.resolve();
    });
    await fixture.timers.set(of('first', moment(0)));
    const { delivered } = await waitFor(async () => {
      const info = await jsm.consumers.info('TIMERS', DURABLE);
      return called.length > 0 && info.num_waiting > 0 && info;
    });
    await fixture.timers.set(of('busy', moment(0)));
    await waitFor(() => called.length > 1);
    const after = await waitFor(async () => {
      const info = await jsm.consumers.info('TIMERS', DURABLE);
      return info.num_ack_pending === 0 && info.delivered;
    });
    await fixture.timers.set(of('idle', moment(0)));
    await waitFor(() => called.includes('idle'));
    await reader.stop();
    expect(after.consumer_seq - delivered.consumer_seq).toBeGreaterThan(1);
    expect(called).toEqual(['first', 'busy', 'idle']);
  });

  test('that are far ahead are set again on the way there', async () => {
    const jsm = await jetstreamManager(admin, { checkAPI: false });
    const own = await nats.service('permit-workflow');
    const setOn = (entity: string): string => timerSetSubject(of(entity, ''));
    const comesNow = async (entity: string, due: string): Promise<void> => {
      const made = headers();
      made.set('Nats-Schedule', `@at ${moment(0)}`);
      made.set('Nats-Schedule-Target', timerDueSubject(of(entity, due)));
      await own.request(setOn(entity), JSON.stringify({ due }), { headers: made, timeout: 3_000 });
    };
    const daysAhead = async (entity: string): Promise<number> => {
      const wanted = { last_by_subj: setOn(entity) };
      const message = await jsm.streams.getMessage('TIMERS', wanted).catch(() => undefined);
      const at = message?.header.get('Nats-Schedule').slice('@at '.length) ?? '';
      return (Date.parse(at) - Date.now()) / (24 * 60 * 60 * 1_000);
    };
    await using reader = reacting(fixture.timers);
    const soon = moment(1_000);
    await comesNow('very-early', '9999-12-31T23:59:59.000Z');
    await comesNow('early', soon);
    await waitFor(async () => (await daysAhead('very-early')) > 90);
    expect(await daysAhead('very-early')).toBeLessThan(365);
    await waitFor(() => reader.called.length > 0);
    expect(reader.called).toEqual([{ ...of('early', soon), late: expect.any(Number) }]);
    expect(reader.called[0]?.late).toBeGreaterThanOrEqual(0);
    await fixture.timers.clear(of('very-early', soon));
  });
});

test('what the broker does not take now may be set again; what it never takes is no outage', () => beside[2]);

describe('what others put on the subjects of a service', () => {
  const forge = async (service: Service, set: string, target: string, body: string): Promise<void> => {
    const made = headers();
    made.set('Nats-Schedule', `@at ${moment(0)}`);
    made.set('Nats-Schedule-Target', target);
    const ack = await (await nats.service(service)).request(set, body, { headers: made, timeout: 3_000 });
    expect(ack.json()).toMatchObject({ stream: 'TIMERS', seq: expect.any(Number) });
  };
  const target = (entity: string) => timerDueSubject({ context: 'permit', entity, kind: 'window' });
  const set = (context: string, entity: string) => timerSetSubject({ context, entity, kind: 'window' });

  test('is passed over and reported: set by another service, for another timer, or without a time', async () => {
    incidents = [];
    await using reader = reacting(fixture.timers);
    const due = JSON.stringify({ due: moment(0) });
    await forge('risk-assessment', set('task', 'p1'), target('p1'), due);
    await forge('permit-workflow', set('permit', 'p2'), target('p3'), due);
    await forge('permit-workflow', set('permit', 'p4'), target('p4'), '{"due":"soon"}');
    await forge('permit-workflow', set('permit', 'p5'), target('p5'), 'due');
    await forge('permit-workflow', set('permit', 'p6'), target('p6'), 'null');
    await waitFor(() => incidents.length === 5);
    await fixture.timers.set(of('p7', moment(0)));
    await waitFor(() => reader.called.length > 0);
    expect(reader.called.map(({ entity }) => entity)).toEqual(['p7']);
    const said = incidents.map(({ kind, cause }) => `${kind}: ${(cause as Error).message}`).sort();
    expect(said).toEqual([
      expect.stringMatching(/^foreign-timer: Unexpected token/),
      'foreign-timer: timer.due.permit.p1.window was not set as a timer, but by timer.set.task.p1.window',
      'foreign-timer: timer.due.permit.p3.window was not set as a timer, but by timer.set.permit.p2.window',
      'foreign-timer: timer.due.permit.p4.window does not say when it was due',
      'foreign-timer: timer.due.permit.p6.window does not say when it was due',
    ]);
  });

  test('is denied by the server where it is no schedule, or another context', async () => {
    const permits = await nats.service('permit-workflow');
    const denied = nats.denied.length;
    permits.publish(target('q1'), '{}');
    permits.publish(set('task', 'q1'), '{}');
    await waitFor(() => nats.denied.length === denied + 2);
    expect(nats.denied.slice(denied)).toEqual([
      expect.stringContaining('timer.due.permit.q1.window'),
      expect.stringContaining('timer.set.task.q1.window'),
    ]);
  });

  test('a schedule cannot claim to have been set elsewhere', async () => {
    const made = headers();
    made.set('Nats-Schedule', `@at ${moment(0)}`);
    made.set('Nats-Schedule-Target', target('r1'));
    made.set('Nats-Scheduler', set('permit', 'r1'));
    const risk = await nats.service('risk-assessment');
    const ack = await risk.request(set('task', 'r1'), '{}', { headers: made, timeout: 3_000 });
    expect(ack.json()).toMatchObject({ error: { err_code: 10212 } });
  });
});

test('nothing is left behind of timers that were called or cleared', async () => {
  await waitFor(async () => (await waitingMessages()) === 0);
});
