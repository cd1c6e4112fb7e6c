import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager, PubAck } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { headers } from '@nats-io/transport-node';
import { provision } from '../src/index.js';

const SECOND = 1_000_000_000;
const DAY = 86_400 * SECOND;

let nats: TestNats;
let admin: NatsConnection;
let jsm: JetStreamManager;
beforeAll(async () => {
  nats = await startNats();
  admin = await nats.admin();
  jsm = await jetstreamManager(admin, { checkAPI: false });
});
afterAll(() => nats[Symbol.asyncDispose]());

describe('settings of 6.2, as the server returns them', () => {
  test.each([
    [
      'INTAKE',
      {
        subjects: ['task.requested.*'],
        retention: 'workqueue',
        max_msgs_per_subject: 1000,
        discard: 'new',
        discard_new_per_subject: true,
        max_msg_size: 68 * 1024,
        duplicate_window: SECOND / 10,
      },
    ],
    [
      'EVENTS',
      {
        subjects: ['log.>'],
        subject_transform: { src: 'log.>', dest: 'evt.>' },
        republish: { src: 'evt.>', dest: 'evt.>' },
        retention: 'limits',
        max_msgs_per_subject: 1,
        max_age: 0,
        discard: 'new',
        discard_new_per_subject: true,
        deny_delete: true,
        deny_purge: true,
        allow_direct: true,
        allow_atomic: true,
        allow_rollup_hdrs: false,
        allow_msg_ttl: false,
        duplicate_window: 3600 * SECOND,
        num_replicas: 1,
      },
    ],
    [
      'TIMERS',
      { subjects: ['timer.>'], retention: 'workqueue', allow_msg_schedules: true, allow_msg_ttl: true },
    ],
    ['ALERTS', { subjects: ['alert.>'], max_age: 30 * DAY, duplicate_window: 3600 * SECOND }],
    ['DEAD_LETTERS', { subjects: ['dead.>'], max_age: 30 * DAY, duplicate_window: 3600 * SECOND }],
    [
      'KV_person-keys',
      { subjects: ['$KV.person-keys.>'], max_msgs_per_subject: 1, deny_delete: false, deny_purge: false },
    ],
  ])('%s', async (name, settings) => {
    const { config } = await jsm.streams.info(name);
    expect(config).toEqual(expect.objectContaining({ ...settings, storage: 'file' }));
  });

  test('EVENTS has no schedules', async () => {
    expect((await jsm.streams.info('EVENTS')).config.allow_msg_schedules ?? false).toBe(false);
  });

  test.each([
    ['INTAKE', 'risk-assessment-intake', ['task.requested.*']],
    ['EVENTS', 'worker-registry-tasks', ['evt.task.assessed.>']],
    [
      'EVENTS',
      'permit-workflow-tasks',
      ['evt.assignment.made.>', 'evt.task.overridden.>', 'evt.task.withdrawn.>'],
    ],
  ])('%s has the durable consumer %s', async (stream, name, filters) => {
    const { config } = await jsm.consumers.info(stream, name);
    expect(config).toEqual(
      expect.objectContaining({
        durable_name: name,
        ack_policy: 'explicit',
        deliver_policy: 'all',
        max_deliver: -1,
        filter_subjects: filters,
      }),
    );
    expect(config.deliver_subject).toBeUndefined();
  });

  test('EVENTS has a consumer for alerts, which begins when it is made', async () => {
    const { config } = await jsm.consumers.info('EVENTS', 'audit-projection-alerts');
    expect(config).toEqual(
      expect.objectContaining({ ack_policy: 'explicit', deliver_policy: 'new', max_deliver: -1 }),
    );
  });
});

describe('provisioning', () => {
  test('may be repeated, also by two at once, and leaves everything as it is', async () => {
    const before = await jsm.streams.info('EVENTS');
    await Promise.all([provision(admin), provision(admin)]);
    const { created, config } = await jsm.streams.info('EVENTS');
    expect({ created, config }).toEqual({ created: before.created, config: before.config });
  });

  test('makes what is missing', async () => {
    await jsm.streams.delete('DEAD_LETTERS');
    await jsm.consumers.delete('EVENTS', 'worker-registry-tasks');
    await provision(admin);
    expect((await jsm.streams.info('DEAD_LETTERS')).config.max_age).toBe(30 * DAY);
    expect((await jsm.consumers.info('EVENTS', 'worker-registry-tasks')).config.max_deliver).toBe(-1);
  });

  test('refuses a stream that would lose alerts, a queue that takes more', async () => {
    const refused = async (message: string): Promise<void> =>
      expect(provision(admin)).rejects.toThrow(message);

    await jsm.streams.update('ALERTS', { max_age: DAY });
    await refused(`stream ALERTS exists with other settings: max_age is ${DAY}, not ${30 * DAY}`);
    await jsm.streams.update('ALERTS', { max_age: 30 * DAY });

    await jsm.streams.update('INTAKE', { allow_msg_ttl: true });
    await refused('stream INTAKE exists with other settings: allow_msg_ttl is true, not undefined');
    await jsm.streams.delete('INTAKE');
    await provision(admin);
  });

  test('brings a stream of an earlier version up to date, and keeps what it holds', async () => {
    const { seq } = await jetstream(await nats.service('audit-projection')).publish('alert.x.t1');
    await jsm.streams.update('ALERTS', { duplicate_window: 120 * SECOND });
    await provision(admin);
    const { config, state } = await jsm.streams.info('ALERTS');
    expect([config.duplicate_window, state.last_seq]).toEqual([3600 * SECOND, seq]);
  });

  test('brings the timers of an earlier version up to date, and keeps those that are set', async () => {
    const { config } = await jsm.streams.info('TIMERS');
    await jsm.streams.delete('TIMERS');
    await jsm.streams.add({ ...config, allow_msg_ttl: false });
    await jetstream(await nats.service('permit-workflow')).publish('timer.set.permit.t1.window');
    await provision(admin);
    const after = await jsm.streams.info('TIMERS');
    expect([after.config.allow_msg_ttl, after.state.messages]).toEqual([true, 1]);
  });

  test('brings a consumer of an earlier version up to date', async () => {
    const before = await jsm.consumers.info('EVENTS', 'permit-workflow-tasks');
    await jsm.consumers.update('EVENTS', 'permit-workflow-tasks', {
      max_deliver: 3,
      filter_subjects: ['evt.assignment.made.>'],
    });
    await provision(admin);
    const after = await jsm.consumers.info('EVENTS', 'permit-workflow-tasks');
    expect(after.config).toEqual(before.config);
  });
});

describe('what the streams then guarantee', () => {
  const say = async (
    nc: NatsConnection,
    subject: string,
    fields: Record<string, string> = {},
  ): Promise<PubAck> => {
    const sent = headers();
    for (const [name, value] of Object.entries(fields)) sent.set(name, value);
    return (await nc.request(subject, '{}', { headers: sent, timeout: 5000 })).json<PubAck>();
  };
  const refusal = (code: number) => ({ error: expect.objectContaining({ err_code: code }) });

  test('an event is written once, heard once outside with its position, and its loser is not heard', async () => {
    const service = await nats.service('permit-workflow');
    const [bob, wally] = [await nats.connectAs('bob', 'person'), await nats.connectAs('wally', 'worker')];
    const heard: string[] = [];
    for (const [name, nc] of Object.entries({ bob, wally })) {
      nc.subscribe('evt.permit.>', {
        callback: (_, message) => {
          heard.push(`${name} ${message.subject} ${message.headers?.get('Nats-Sequence')}`);
        },
      });
    }
    await Promise.all([bob.flush(), wally.flush()]);
    const first = await say(service, 'log.permit.closed.t9.1');
    expect(await say(service, 'log.permit.closed.t9.1')).toEqual(expect.objectContaining(refusal(10077)));
    const last = await say(service, 'log.permit.closed.t9.2');
    await waitFor(() => heard.length >= 4);
    await Promise.all([bob.flush(), wally.flush()]);
    expect(heard.sort()).toEqual([
      `bob evt.permit.closed.t9.1 ${first.seq}`,
      `bob evt.permit.closed.t9.2 ${last.seq}`,
      `wally evt.permit.closed.t9.1 ${first.seq}`,
      `wally evt.permit.closed.t9.2 ${last.seq}`,
    ]);
  });

  test('an auditor replays the log from any position, from outside', async () => {
    const service = await nats.service('permit-workflow');
    const { seq } = await say(service, 'log.permit.closed.t8.1');
    await say(service, 'log.permit.closed.t8.2');
    const manager = await jetstreamManager(await nats.connectAs('judy', 'auditor'), { checkAPI: false });
    const replayed: string[] = [];
    const batch = await manager.direct.getBatch('EVENTS', { seq, batch: 2, next_by_subj: 'evt.permit.>' });
    for await (const message of batch) replayed.push(`${message.seq} ${message.subject}`);
    expect(replayed).toEqual([`${seq} evt.permit.closed.t8.1`, `${seq + 1} evt.permit.closed.t8.2`]);
  });

  test('an event cannot be erased, not even by who made the stream', async () => {
    const service = await nats.service('audit-projection');
    const { seq } = await say(service, 'log.audit.exported.a1.1');
    await expect(jsm.streams.deleteMessage('EVENTS', seq)).rejects.toThrow('message delete not permitted');
    await expect(jsm.streams.purge('EVENTS')).rejects.toThrow('stream purge not permitted');
    await expect(jsm.streams.update('EVENTS', { deny_delete: false })).rejects.toThrow('can not cancel deny');
    for (const fields of [{ 'Nats-Rollup': 'all' }, { 'Nats-TTL': '1s' }]) {
      expect(await say(service, 'log.audit.exported.a1.2', fields)).toEqual(
        expect.objectContaining({ error: expect.objectContaining({ err_code: expect.any(Number) }) }),
      );
    }
    expect((await jsm.streams.getMessage('EVENTS', { seq }))?.subject).toBe('evt.audit.exported.a1.1');
  });

  test('a master may have 1,000 tasks waiting, whatever others have', async () => {
    const [greedy, other] = [
      await nats.connectAs('greedy', 'master'),
      await nats.connectAs('modest', 'master'),
    ];
    const js = jetstream(greedy, { checkAPI: false });
    await Promise.all(Array.from({ length: 1000 }, () => js.publish('task.requested.greedy', '{}')));
    await expect(js.publish('task.requested.greedy', '{}')).rejects.toEqual(
      expect.objectContaining({ code: 10077 }),
    );
    expect((await say(other, 'task.requested.modest')).seq).toBeGreaterThan(1000);
  });

  test('a task of 64 KiB fits in with its headers, a larger message does not', async () => {
    const nc = await nats.connectAs('large', 'master');
    const js = jetstream(nc, { checkAPI: false });
    const fits = await js.publish('task.requested.large', 'x'.repeat(64 * 1024), { msgID: 'm'.repeat(64) });
    expect(fits.stream).toBe('INTAKE');
    await expect(js.publish('task.requested.large', 'x'.repeat(69 * 1024))).rejects.toThrow(
      'message size exceeds',
    );
  });

  test('person keys are written by permit-workflow, read by both, and gone once audit-projection erases them', async () => {
    const [workflow, audit] = [await nats.service('permit-workflow'), await nats.service('audit-projection')];
    const open = (nc: NatsConnection) => new Kvm(jetstream(nc, { checkAPI: false })).open('person-keys');
    const [written, read] = [await open(workflow), await open(audit)];
    await written.put('bob', 'secret');
    expect((await written.get('bob'))?.string()).toBe('secret');
    const entry = await read.get('bob');
    expect(entry?.string()).toBe('secret');
    const manager = await jetstreamManager(audit, { checkAPI: false });
    await manager.streams.deleteMessage('KV_person-keys', entry?.revision ?? 0, true);
    expect(await read.get('bob')).toBeNull();
    expect(nats.denied).toEqual([]);
  });
});
