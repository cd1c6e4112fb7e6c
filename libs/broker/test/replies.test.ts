import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PARTICIPANT_KINDS, SERVICES, STREAMS, requestsHeardBy, throughGateway } from '@guildhall/contracts';
import type { ParticipantKind } from '@guildhall/contracts';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { headers } from '@nats-io/transport-node';
import { unlimitedUser } from './account-user.js';

/** Where an attacker would like an answer to go: into the log, to somebody's command, task or inbox. */
const TARGETS = [
  'log.permit.issued.t1.1',
  'log.refusal.refused.f1.1',
  'evt.permit.issued.t1.1',
  'cmd.bob.permit.approve',
  'qry.bob.permit.get',
  'via.cmd.bob.permit.approve',
  'task.requested.x',
  'timer.set.permit.t1.window',
  'alert.log-integrity.x',
  'dead.permit-workflow.1',
  '$KV.person-keys.bob',
  '$JS.API.STREAM.DELETE.EVENTS',
  '$JS.API.STREAM.PURGE.INTAKE',
  '$JS.API.CONSUMER.CREATE.EVENTS.mine',
  '_INBOX_permit-workflow.x',
];

interface Heard {
  subject: string;
  /** Where its sender wants an answer; empty where it wants none. */
  reply: string;
}

let nats: TestNats;
let core: NatsConnection;
let edge: NatsConnection;
let jsm: JetStreamManager;
const inCore: Heard[] = [];
const inEdge: Heard[] = [];
const byServices: Heard[] = [];

const record =
  (heard: Heard[]) =>
  (_: Error | null, { subject, reply }: Msg): void => {
    heard.push({ subject, reply: reply ?? '' });
  };

// Answers whatever it hears, as no service would: nothing that can be answered may do harm.
const answerEverything = async (): Promise<void> => {
  for (const service of SERVICES) {
    const nc = await nats.service(service);
    for (const subject of requestsHeardBy(service).flatMap((heard) => [heard, throughGateway(heard)])) {
      nc.subscribe(subject, {
        callback: (error, message) => {
          record(byServices)(error, message);
          message.respond('{"ok":true}');
        },
      });
    }
    await nc.flush();
  }
};

beforeAll(async () => {
  nats = await startNats();
  core = await unlimitedUser(nats, 'CORE');
  edge = await unlimitedUser(nats, 'EDGE');
  jsm = await jetstreamManager(await nats.admin(), { checkAPI: false });
  core.subscribe('>', { callback: record(inCore) });
  edge.subscribe('>', { callback: record(inEdge) });
  await Promise.all([core.flush(), edge.flush(), answerEverything()]);
});
afterAll(() => nats[Symbol.asyncDispose]());

const messagesIn = async (stream: string): Promise<number> => (await jsm.streams.info(stream)).state.messages;

const idOf = (kind: ParticipantKind): string =>
  kind === 'gateway' || kind === 'system' ? kind : `a-${kind}`;

interface Questions {
  toServices: string[];
  toStreams: string[];
}

/** Everything that this kind may ask of CORE. */
const asks = (kind: ParticipantKind): Questions => {
  const id = idOf(kind);
  if (kind === 'gateway') {
    return { toServices: ['via.cmd.carol.permit.approve', 'via.qry.carol.permit.get'], toStreams: [] };
  }
  return {
    toServices: [`cmd.${id}.permit.approve`, `cmd.${id}.task.withdraw`, `qry.${id}.permit.get`],
    toStreams: [
      ...(kind === 'master' ? [`task.requested.${id}`] : []),
      ...(kind === 'auditor' ? ['$JS.API.DIRECT.GET.EVENTS'] : []),
    ],
  };
};

const timesEach = (subjects: string[]): string[] =>
  TARGETS.flatMap(() => subjects).sort((a, b) => a.localeCompare(b));

test.each(PARTICIPANT_KINDS)(
  '%s cannot make anybody answer into the log or as somebody else',
  async (kind) => {
    const nc = await nats.connectAs(idOf(kind), kind);
    const { toServices, toStreams } = asks(kind);
    const [coreStart, edgeStart, serviceStart] = [inCore.length, inEdge.length, byServices.length];
    const waiting = await messagesIn(STREAMS.intake);
    for (const reply of TARGETS) {
      for (const subject of [...toServices, ...toStreams]) nc.publish(subject, '{}', { reply });
    }

    // Each answer does come, on the subject that was asked for, but only outside: in EDGE, where no service listens.
    const answers = () => inEdge.slice(edgeStart).filter(({ reply }) => reply === '');
    const expected = TARGETS.length * (toServices.length + toStreams.length);
    await waitFor(() => answers().length >= expected, { what: 'all answers' });
    await Promise.all([core.flush(), edge.flush()]);

    const heard = byServices.slice(serviceStart);
    expect(heard.map(({ subject }) => subject).sort((a, b) => a.localeCompare(b))).toEqual(
      timesEach(toServices),
    );
    expect(heard.filter(({ reply }) => !reply.startsWith('_R_.'))).toEqual([]);
    expect(inCore.slice(coreStart).filter(({ subject }) => TARGETS.includes(subject))).toEqual([]);

    const requested = toStreams.some((subject) => subject.startsWith('task.')) ? TARGETS.length : 0;
    expect(await messagesIn(STREAMS.intake)).toBe(waiting + requested);
    for (const stream of [
      STREAMS.events,
      STREAMS.timers,
      STREAMS.alerts,
      STREAMS.deadLetters,
      'KV_person-keys',
    ]) {
      expect({ stream, messages: await messagesIn(stream) }).toEqual({ stream, messages: 0 });
    }
  },
);

test('a tracing header cannot make the server publish for somebody else', async () => {
  const nc = await nats.connectAs('tracer', 'person');
  const [coreStart, edgeStart] = [inCore.length, inEdge.length];
  for (const target of TARGETS) {
    const traced = headers();
    traced.set('Nats-Trace-Dest', target);
    nc.publish('cmd.tracer.permit.approve', '{}', { headers: traced, reply: '_INBOX_tracer.x' });
    await waitFor(() =>
      nats.denied.some((denial) => denial.startsWith('tracer:') && denial.includes(target)),
    );
  }
  await Promise.all([core.flush(), edge.flush()]);
  const heard = [...inCore.slice(coreStart), ...inEdge.slice(edgeStart)];
  expect(heard.filter(({ subject }) => TARGETS.includes(subject))).toEqual([]);
});

test.each([
  [{ 'Nats-Rollup': 'all' }],
  [{ 'Nats-Rollup': 'sub' }],
  [{ 'Nats-TTL': '1s' }],
  [{ 'Nats-Schedule': '@at 2020-01-01T00:00:00Z', 'Nats-Schedule-Target': 'task.requested.victim' }],
  [{ 'Nats-Batch-Id': 'b', 'Nats-Batch-Sequence': '1', 'Nats-Batch-Commit': '1' }],
  [{ 'Nats-Incr': '1' }],
])('a master cannot erase, schedule or batch with %j', async (attempt) => {
  const nc = await nats.connectAs('attacker', 'master');
  const waiting = await messagesIn(STREAMS.intake);
  const tried = headers();
  for (const [name, value] of Object.entries(attempt)) tried.set(name, value);
  const ack = await nc.request('task.requested.attacker', '{}', { headers: tried, timeout: 5000 });
  expect(ack.json()).toEqual({
    stream: STREAMS.intake,
    seq: 0,
    error: expect.objectContaining({ err_code: expect.any(Number) }),
  });
  expect(await messagesIn(STREAMS.intake)).toBe(waiting);
});

test('in one account it would work: the reason why there are two, and proof that it would be seen here', async () => {
  const start = inCore.length;
  core.publish('task.requested.x', '{}', { reply: 'log.permit.issued.t1.1' });
  core.publish('task.requested.x', '{}', { reply: 'cmd.bob.permit.approve' });
  await waitFor(() => byServices.some(({ subject }) => subject === 'cmd.bob.permit.approve'));
  await waitFor(async () => (await messagesIn(STREAMS.events)) === 1);
  const forged = inCore.slice(start).filter(({ subject }) => TARGETS.includes(subject));
  expect(forged.map(({ subject }) => subject)).toEqual(
    expect.arrayContaining(['log.permit.issued.t1.1', 'cmd.bob.permit.approve', 'evt.permit.issued.t1.1']),
  );
});
