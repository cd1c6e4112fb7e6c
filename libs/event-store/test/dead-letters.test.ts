import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { causedEntity, intakeCausation, taskRequested } from '@guildhall/contracts';
import type { DeadLetter } from '@guildhall/contracts';
import { provision } from '@guildhall/broker';
import { waitFor } from '@guildhall/testing';
import { jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { consumeIntake, sha256 } from '../src/index.js';
import type { TaskRequest } from '../src/index.js';
import { DURABLE, REACTS, Reactions, review } from './reacting.js';

// What only a broker, and a process that dies, can do; the rest is in the contract of the store.

const INTAKE = 'risk-assessment-intake';

let reactions: Reactions;
beforeAll(async () => {
  reactions = await Reactions.start();
});
afterAll(() => reactions[Symbol.asyncDispose]());
afterEach(() => reactions.stop());

const filed = async (): Promise<number> => (await reactions.deadLetters.before(undefined, 1_000)).length;

/** The next message is taken so many times, and nobody ever says anything about it; then whoever took it is gone. */
const dieOf = async (times: number): Promise<void> => {
  await reactions.impatient(20);
  const nc = await reactions.nats.service(REACTS);
  const consumer = await jetstream(nc).consumers.get('EVENTS', DURABLE);
  for (let count = 0; count < times; count++) expect(await consumer.next({ expires: 5_000 })).not.toBeNull();
  await nc.close();
  // Not too soon for a process that is slow to say that it lives.
  await reactions.impatient(500);
};

describe('a message that every process dies of', () => {
  afterAll(() => reactions.patient());

  test('is handled until the 19th time', async () => {
    const [id = ''] = await reactions.withdraw('nineteen');
    await dieOf(18);
    const handled: string[] = [];
    await reactions.process((entity) => void handled.push(entity));
    await waitFor(() => handled.length > 0);
    await reactions.settled();
    expect(handled).toEqual(['nineteen']);
    expect(await reactions.deadLetters.find(REACTS, id)).toBeUndefined();
  });

  test('is given up before the 20th', async () => {
    const [id] = await reactions.withdraw('twenty');
    await dieOf(19);
    const handled: string[] = [];
    await reactions.process((entity) => void handled.push(entity));
    const letter = await reactions.letter(id);
    expect(letter).toMatchObject({
      attempts: 20,
      subject: 'evt.task.withdrawn.twenty.1',
      reason: 'it was given out 20 times, and never settled',
    });
    await reactions.settled();
    expect(handled).toEqual([]);
    expect(reactions.incidents).toEqual([
      expect.objectContaining({ kind: 'dead-letter', attempt: 20, letter }),
    ]);
  });
});

test('an outage of the whole broker makes no dead letter', async () => {
  let attempts = 0;
  await reactions.process(async (entity, store) => {
    if (++attempts === 1) await reactions.nats.restart();
    await review(store, entity);
  });
  const [id = ''] = await reactions.withdraw('gone');
  const isWritten = (): Promise<boolean> =>
    reactions.writer.read('permit', 'gone').then(
      ({ version }) => version === 1,
      () => false,
    );
  await waitFor(isWritten);
  await reactions.settled();
  expect(await reactions.deadLetters.find(REACTS, id)).toBeUndefined();
});

const broken = (): Promise<never> => Promise.reject(new Error('broken'));

test('what cannot be put among the dead letters stays what it was', async () => {
  await reactions.jsm.streams.delete('DEAD_LETTERS');
  let attempts = 0;
  await reactions.process(() => {
    attempts += 1;
    return broken();
  });
  const [id] = await reactions.withdraw('stays');
  await waitFor(() => attempts > 5);
  await provision(await reactions.nats.admin());
  const letter = await reactions.letter(id);
  await reactions.settled();
  expect(letter.attempts).toBeGreaterThan(5);
  expect(reactions.incidents.filter(({ kind }) => kind === 'dead-letter')).toHaveLength(1);
});

test('who is to be told of a letter is told before its message is gone, and again where that fails', async () => {
  const told: { letter: DeadLetter; filed: number; given: number }[] = [];
  const before = await filed();
  await reactions.process(broken, {
    onDead: async (letter) => {
      told.push({ letter, filed: await filed(), given: (await reactions.info()).num_ack_pending });
      if (told.length === 1) throw new Error('nobody hears');
    },
  });
  const [id] = await reactions.withdraw('told');
  await reactions.settled();
  const letter = await reactions.letter(id);
  const there = { filed: before + 1, given: 1 };
  expect(told).toEqual([
    { letter, ...there },
    { letter: { ...letter, attempts: 6, at: expect.any(String) }, ...there },
  ]);
});

describe('a letter', () => {
  test('of an event that is larger than a letter can be has no body, and is handled with that of the log', async () => {
    const reason = 'x'.repeat(790_000);
    const [event] = await reactions.writer.append(
      [
        {
          context: 'task',
          entity: 'large',
          expected: 0,
          events: [{ type: 'task.withdrawn', data: { reason } }],
        },
      ],
      { source: 'x', actor: 'm1', correlation: 'large', causation: 'large', time: new Date().toISOString() },
    );
    const handled: unknown[] = [];
    let isBroken = true;
    const process = await reactions.process((entity, _, data) =>
      isBroken ? broken() : void handled.push(entity, data),
    );
    const letter = await reactions.letter(event?.id);
    await reactions.settled();
    expect(letter).toMatchObject({ id: event?.id, reason: 'broken', attempts: 5 });
    expect(letter).not.toHaveProperty('body');
    await expect(process.retry(letter)).rejects.toThrow('broken');
    isBroken = false;
    await process.retry(letter);
    expect(handled).toEqual(['large', { reason }]);
  });

  test('of an event whose id is none is known by its place', async () => {
    const made = headers();
    made.set('ce-id', 'no id.at all');
    made.set('ce-type', 'guildhall.task.withdrawn.v1');
    const nc = await reactions.nats.service('risk-assessment');
    const subject = 'task.withdrawn.odd.1';
    const { seq } = (await nc.request(`log.${subject}`, '{}', { headers: made, timeout: 3_000 })).json<{
      seq: number;
    }>();
    await reactions.process(broken);
    const letter = await reactions.letter(causedEntity('e', `evt.${subject}.${seq}`, sha256));
    expect(letter.headers).toMatchObject({ 'ce-id': ['no id.at all'] });
  });
});

test('an event whose body is no event is passed over, and says that the log is not what it should be', async () => {
  const made = headers();
  made.set('ce-id', 'truncated');
  made.set('ce-type', 'guildhall.task.withdrawn.v1');
  const nc = await reactions.nats.service('risk-assessment');
  const handled: string[] = [];
  await reactions.process((entity) => void handled.push(entity));
  const sent = await nc.request('log.task.withdrawn.cut-off.1', '{"reason":', {
    headers: made,
    timeout: 3_000,
  });
  await reactions.withdraw('whole');
  await waitFor(() => handled.length > 0);
  await reactions.settled();
  expect(handled).toEqual(['whole']);
  const { seq } = sent.json<{ seq: number }>();
  expect(reactions.incidents).toMatchObject([
    { kind: 'unreadable-event', position: seq, cause: { kind: 'integrity' } },
  ]);
  await expect(reactions.writer.read('task', 'cut-off')).rejects.toMatchObject({ kind: 'integrity' });
});

describe('a task request', () => {
  const BODY = Uint8Array.of(0x7b, 0xff, 0x00, 0x7d);

  test('that cannot be handled leaves the intake, as it was, and can be handled later', async () => {
    const requests: TaskRequest[] = [];
    let isBroken = true;
    const intake = consumeIntake(
      await reactions.nats.service('risk-assessment'),
      INTAKE,
      (request) => {
        requests.push(request);
        return isBroken ? broken() : Promise.resolve();
      },
      reactions.taking,
    );
    reactions.running.push(intake);
    const master = await reactions.nats.connectAs('cicd-master', 'master');
    const sent = headers();
    for (const value of ['one', 'two']) sent.append('several', value);
    const asked = await master.request(taskRequested('cicd-master'), BODY, { headers: sent, timeout: 3_000 });
    const { seq } = asked.json<{ seq: number }>();
    await waitFor(() => requests.length === 5);
    const [first] = requests;
    const id = causedEntity('i', intakeCausation(seq, first?.receivedAt ?? ''), sha256);
    const letter = await reactions.letter(id, 'risk-assessment');
    expect(letter).toEqual({
      service: 'risk-assessment',
      durable: INTAKE,
      id,
      stream: 'INTAKE',
      sequence: seq,
      subject: 'task.requested.cicd-master',
      headers: expect.objectContaining({ several: ['one', 'two'] }),
      body: Buffer.from(BODY).toString('base64'),
      attempts: 5,
      reason: 'broken',
      firstAt: first?.receivedAt,
      at: expect.any(String),
    });
    await waitFor(async () => (await reactions.jsm.streams.info('INTAKE')).state.messages === 0);
    isBroken = false;
    await intake.retry(letter);
    expect(requests.at(-1)).toEqual({ ...first, body: Buffer.from(BODY), redelivered: true });
  });
});
