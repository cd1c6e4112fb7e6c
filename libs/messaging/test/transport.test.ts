import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { STREAMS, commandSubject, querySubject, refuse, taskRequested } from '@guildhall/contracts';
import type { EventOf, Recorded, Reply } from '@guildhall/contracts';
import { StoreError, jetStreamStore } from '@guildhall/event-store';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import { Controller } from '@nestjs/common';
import { headers } from '@nats-io/transport-node';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { unlimitedUser } from '../../broker/test/account-user.js';
import { LogFold, OnCommand, OnIntake, OnQuery, OnReaction, foldProvider } from '../src/index.js';
import type { CommandRequest, IntakeRequest, Outcome, QueryRequest, ReactionRequest } from '../src/index.js';
import { serve } from './serve.js';
import type { Served } from './serve.js';

type Handler = (request: unknown) => Promise<unknown>;

/** What the controllers below do, each test in its own way, and what they were given. */
let behaviour: Partial<Record<'command' | 'query' | 'reaction' | 'intake', Handler>> = {};
let given: unknown[] = [];

const act = async <R>(kind: keyof typeof behaviour, request: unknown, otherwise: R): Promise<R> => {
  given.push(request);
  return ((await behaviour[kind]?.(request)) ?? otherwise) as R;
};

@Controller()
class PermitController {
  @OnCommand('permit.review')
  review(request: CommandRequest<'permit.review'>): Promise<Outcome> {
    return act('command', request, { result: { taskId: request.payload.taskId }, position: 3 });
  }

  @OnReaction('permit-workflow-tasks')
  react(request: ReactionRequest): Promise<void> {
    return act('reaction', request, undefined);
  }
}

@Controller()
class AuditController {
  @OnQuery('directory.whoami')
  whoami(request: QueryRequest<'directory.whoami'>): Promise<Outcome> {
    return act('query', request, { result: { id: request.caller }, position: 9 });
  }
}

@Controller()
class IntakeController {
  @OnIntake('risk-assessment-intake')
  take(request: IntakeRequest): Promise<void> {
    return act('intake', request, undefined);
  }
}

let nats: TestNats;
let bob: NatsConnection;
let core: NatsConnection;
let served: Served[] = [];

beforeAll(async () => {
  nats = await startNats();
  bob = await nats.connectAs('bob', 'person');
  core = await unlimitedUser(nats, 'CORE');
});
afterAll(() => nats[Symbol.asyncDispose]());

beforeEach(() => {
  behaviour = {};
  given = [];
});
afterEach(async () => {
  for (const { close } of served) await close();
  served = [];
});

const running = async (...args: Parameters<typeof serve> extends [unknown, ...infer Rest] ? Rest : never) => {
  const made = await serve(nats, ...args);
  served.push(made);
  return made;
};
const permits = () => running('permit-workflow', PermitController);

const REVIEW = commandSubject('bob', 'permit.review');

const ask = async (subject: string, body: string | Uint8Array, nc = bob): Promise<unknown> =>
  (await nc.request(subject, body, { timeout: 5_000 })).json();

const review = (taskId: string): Promise<unknown> => ask(REVIEW, JSON.stringify({ taskId }));

/** A promise, and how to end it. */
const open = () => {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { ended, end };
};

const ROUND_TRIPS = 50;

/** Whether a promise is settled by the time that others have gone to the broker and back many times. */
const isSettled = async (promise: Promise<unknown>): Promise<boolean> => {
  let settled = false;
  void promise.finally(() => (settled = true));
  for (let trip = 0; trip < ROUND_TRIPS && !settled; trip++) await core.flush();
  return settled;
};

describe('commands and queries', () => {
  test('are answered across accounts: a person in EDGE, services in CORE', async () => {
    await permits();
    await running('audit-projection', AuditController);
    expect(await review('t1')).toEqual({ ok: true, result: { taskId: 't1' }, position: 3 });
    expect(await ask(querySubject('bob', 'directory.whoami'), '{}')).toEqual({
      ok: true,
      result: { id: 'bob' },
      position: 9,
    });
    expect(given).toMatchObject([
      { name: 'permit.review', caller: 'bob', payload: { taskId: 't1' } },
      { name: 'directory.whoami', caller: 'bob', payload: {} },
    ]);
    expect(nats.denied).toEqual([]);
  });

  test('bring the id and the trace that their headers give them', async () => {
    await permits();
    const own = headers();
    own.set('Nats-Msg-Id', 'm-17');
    own.set('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    await bob.request(REVIEW, '{"taskId":"t1"}', { headers: own, timeout: 5_000 });
    const [request] = given as CommandRequest[];
    expect(request?.meta('t1')).toMatchObject({
      causation: 'bob:m-17',
      traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-/),
    });
  });

  test('get replies without the headers of the request', async () => {
    await permits();
    const own = headers();
    own.set('Nats-Msg-Id', 'm-18');
    own.set('X-Mine', 'y');
    const reply = await bob.request(REVIEW, '{"taskId":"t1"}', { headers: own, timeout: 5_000 });
    expect(reply.headers).toBeUndefined();
  });

  test.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'VALIDATION_FAILED'],
    ['no JSON', 'taskId=t1', 'VALIDATION_FAILED'],
    ['no UTF-8', Uint8Array.from([0xff, 0xfe]), 'VALIDATION_FAILED'],
    ['an id with a star', '{"taskId":"*"}', 'VALIDATION_FAILED'],
    ['60 KiB of nesting', '{"taskId":'.repeat(6 * 1024), 'VALIDATION_FAILED'],
    ['more than 64 KiB', 'x'.repeat(65 * 1024), 'PAYLOAD_TOO_LARGE'],
  ])('with %s are answered, and harm nobody', async (_, body, code) => {
    const { incidents } = await permits();
    expect(await ask(REVIEW, body)).toMatchObject({ ok: false, error: { code } });
    expect(given).toEqual([]);
    expect(await review('t1')).toMatchObject({ ok: true });
    expect(incidents).toEqual([]);
  });

  test('that nobody handles are answered', async () => {
    await permits();
    expect(await ask(commandSubject('bob', 'permit.sign'), '{}')).toMatchObject({
      error: { code: 'NOT_FOUND' },
    });
    const complete = commandSubject('bob', 'directory.complete-bootstrap');
    expect(await ask(complete, JSON.stringify({ sha256: 'a'.repeat(64) }))).toMatchObject({
      error: { code: 'NOT_FOUND', message: 'There is no command directory.complete-bootstrap.' },
    });
  });

  test('that fail say what kind of failure it is, and no more', async () => {
    const { incidents } = await permits();
    const errors = [new StoreError('unavailable', 'away'), new Error('secret')];
    const reasons: unknown[] = [...errors];
    behaviour.command = () => Promise.reject(errors.shift() ?? new Error('over'));
    expect(await review('t1')).toMatchObject({ error: { code: 'LOG_UNAVAILABLE' } });
    const reply = await review('t1');
    expect(reply).toMatchObject({ error: { code: 'INTERNAL' } });
    expect(JSON.stringify(reply)).not.toContain('secret');
    expect(incidents.map(({ cause }) => cause)).toEqual(reasons);
  });

  test('of which the answer is larger than the broker carries are refused, and harm nobody', async () => {
    const { incidents } = await permits();
    const most = bob.info?.max_payload ?? 0;
    const around = JSON.stringify({ ok: true, result: { text: '' }, position: 3 }).length;
    const answerOf = (bytes: number): void => {
      const result = { text: 'x'.repeat(bytes - around) };
      behaviour.command = () => Promise.resolve({ result, position: 3 });
    };
    answerOf(most);
    expect(await review('t1')).toMatchObject({ ok: true });
    answerOf(most + 1);
    const message = `The answer has ${most + 1} bytes, and the broker carries ${most}; ask for less.`;
    expect(await review('t1')).toEqual({
      ok: false,
      error: { code: 'PAYLOAD_TOO_LARGE', message, details: [] },
    });
    expect(incidents).toEqual([]);
  });

  test('that are refused on grounds of right are on record', async () => {
    const { runtime } = await permits();
    behaviour.command = () => Promise.resolve(refuse('ROLE_NOT_HELD', 'Not since the request.'));
    const from = await runtime.store.end();
    expect(await review('t9')).toMatchObject({ error: { code: 'ROLE_NOT_HELD' } });
    const events: Recorded[] = [];
    for await (const event of runtime.store.readAll(from)) events.push(event);
    expect(events).toMatchObject([
      {
        type: 'refusal.refused',
        actor: 'bob',
        correlation: 't9',
        data: { code: 'ROLE_NOT_HELD', about: 't9' },
      },
    ]);
  });

  test('are shared between replicas of a service: each is answered once', async () => {
    await permits();
    await permits();
    const replies = await Promise.all(Array.from({ length: 20 }, (_, at) => review(`t${at}`)));
    expect(replies).toEqual(
      Array.from({ length: 20 }, (_, at) => ({ ok: true, result: { taskId: `t${at}` }, position: 3 })),
    );
    expect(given).toHaveLength(20);
  });
});

describe('of one caller', () => {
  const reviews = (count: number, nc = bob, caller = 'bob'): Promise<unknown[]> =>
    Promise.all(
      Array.from({ length: count }, (_, at) =>
        ask(commandSubject(caller, 'permit.review'), JSON.stringify({ taskId: `l${at}` }), nc),
      ),
    );
  const codesOf = (replies: unknown[]): string[] =>
    (replies as Reply[]).map((reply) => (reply.ok ? 'OK' : reply.error.code));
  const refusalsAfter = async (position: number): Promise<Recorded<'refusal.refused'>['data'][]> => {
    const nc = await nats.service('permit-workflow');
    const store = await jetStreamStore(nc, { service: 'permit-workflow', report: () => undefined });
    const found: Recorded<'refusal.refused'>['data'][] = [];
    for await (const event of store.readAll(position))
      if (event.type === 'refusal.refused') found.push(event.data);
    await nc.close();
    return found;
  };

  test('60 commands at once are accepted, and of others as many', async () => {
    const { incidents, clock } = await permits();
    clock.at = '2026-11-21T09:00:00.000Z';
    const carol = await nats.connectAs('carol', 'person');
    const replies = await Promise.all([reviews(100), reviews(60, carol, 'carol')]);
    expect(replies.map(codesOf)).toEqual([
      [...Array<string>(60).fill('OK'), ...Array<string>(40).fill('OVERLOADED')],
      Array<string>(60).fill('OK'),
    ]);
    expect(given).toHaveLength(120);
    expect(incidents).toEqual([]);
  });

  test('20 refusals a minute are recorded one by one, the others as one when the minute has passed', async () => {
    const { runtime, clock } = await permits();
    behaviour.command = () => Promise.resolve(refuse('ROLE_NOT_HELD', 'Not since the request.'));
    const from = await runtime.store.end();
    clock.at = '2026-11-21T09:00:59.000Z';
    expect(codesOf(await reviews(25))).toEqual(Array<string>(25).fill('ROLE_NOT_HELD'));
    expect(await refusalsAfter(from)).toHaveLength(20);
    clock.at = '2026-11-21T09:01:59.000Z';
    const summary = await waitFor(async () => (await refusalsAfter(from + 20))[0]);
    expect(summary).toMatchObject({
      caller: 'bob',
      about: 'bob',
      summary: { count: 5, codes: [{ code: 'ROLE_NOT_HELD', count: 5 }] },
    });
  });

  test('refusals that are counted when the service stops are recorded before it has', async () => {
    const { runtime, close } = await permits();
    behaviour.command = () => Promise.resolve(refuse('FORBIDDEN', 'Not you.'));
    const from = await runtime.store.end();
    await reviews(22);
    served = [];
    await close();
    const counts = (await refusalsAfter(from)).map(({ summary }) => summary?.count ?? 1);
    expect(counts).toEqual([...Array<number>(20).fill(1), 2]);
    expect(nats.denied).toEqual([]);
  });
});

describe('a request whose answer has nowhere to go has no effect', () => {
  const heardOn = async (subject: string) => {
    const heard: string[] = [];
    const callback = (_: Error | null, message: Msg): void => {
      heard.push(message.subject);
    };
    const subscription = core.subscribe(subject, { callback });
    await core.flush();
    return { heard, subscription };
  };

  test('without a reply subject', async () => {
    await permits();
    bob.publish(REVIEW, '{"taskId":"quiet"}');
    // Messages of one publisher are heard in their order.
    await review('t1');
    expect(given).toMatchObject([{ payload: { taskId: 't1' } }]);
  });

  // In EDGE no subject can be chosen that a service would speak on; inside of CORE one could.
  test.each([
    'evt.permit.issued.t1.1',
    'log.permit.issued.t1.1',
    'task.requested.cicd-master',
    'cmd.carol.permit.approve',
    'alert.log-integrity.x',
    '_RX_.abc',
    'x._R_.abc',
  ])('with the reply subject %s', async (reply) => {
    await permits();
    const { heard, subscription } = await heardOn(reply);
    core.publish(REVIEW, '{"taskId":"chosen"}', { reply });
    await core.flush();
    expect(await review('t1')).toMatchObject({ ok: true });
    await core.flush();
    subscription.unsubscribe();
    expect(given).toMatchObject([{ payload: { taskId: 't1' } }]);
    expect(heard).toEqual([]);
    expect(nats.denied).toEqual([]);
  });
});

const withdrawn = (reason: string): EventOf<'task.withdrawn'> => ({
  type: 'task.withdrawn',
  data: { reason },
});

let causes = 0;
const withdraw = async (taskId: string, reason = 'no longer wanted'): Promise<void> => {
  const nc = await nats.service('risk-assessment');
  const store = await jetStreamStore(nc, { service: 'risk-assessment', report: () => undefined });
  await store.append([{ context: 'task', entity: taskId, expected: 0, events: [withdrawn(reason)] }], {
    source: 'risk-assessment',
    actor: 'cicd-master',
    correlation: taskId,
    causation: `cicd-master:${++causes}`,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    time: '2026-11-21T09:00:00.000Z',
  });
  await nc.close();
};

describe('reactions', () => {
  test('are given the event, and what follows from it is of its chain', async () => {
    const { incidents } = await permits();
    await withdraw('w1');
    await waitFor(() => given.length === 1);
    const [{ event, redelivered, meta, now }] = given as [ReactionRequest];
    expect(redelivered).toBe(false);
    expect(event).toMatchObject({
      type: 'task.withdrawn',
      entity: 'w1',
      version: 1,
      data: { reason: 'no longer wanted' },
    });
    expect(meta).toEqual({
      source: 'permit-workflow',
      actor: 'cicd-master',
      correlation: 'w1',
      causation: event.id,
      traceparent: expect.stringMatching(
        /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/,
      ),
      time: now,
    });
    expect(incidents).toEqual([]);
  });

  test('that fail are given the event again until they do not', async () => {
    const { incidents } = await permits();
    let attempts = 0;
    behaviour.reaction = () =>
      ++attempts < 3 ? Promise.reject(new Error(`attempt ${attempts}`)) : Promise.resolve();
    await withdraw('w2');
    await waitFor(() => attempts === 3);
    const events = (given as ReactionRequest[]).map(({ event }) => event);
    expect(events).toEqual([events[0], events[0], events[0]]);
    const { position } = events[0] ?? {};
    expect(incidents).toEqual([
      { kind: 'reaction-failed', position, attempt: 1, cause: new Error('attempt 1') },
      { kind: 'reaction-failed', position, attempt: 2, cause: new Error('attempt 2') },
    ]);
    expect((given as ReactionRequest[]).map(({ redelivered }) => redelivered)).toEqual([false, true, true]);
    // The same cause, so that what it has written is found.
    expect(new Set((given as ReactionRequest[]).map(({ meta }) => meta.causation)).size).toBe(1);
  });

  test('that were not finished are given to the next process', async () => {
    const first = await permits();
    behaviour.reaction = () => Promise.reject(new Error('dying'));
    await withdraw('w3');
    await waitFor(() => given.length === 1);
    await first.close();
    served = [];
    given = [];
    behaviour = {};
    await permits();
    await waitFor(() => given.length === 1);
    expect(given).toMatchObject([{ event: { entity: 'w3' }, redelivered: true }]);
  });
});

describe('dead letters', () => {
  const RETRY = commandSubject('bob', 'dead-letter.retry');

  /** The replies of all services that answer each of these. */
  const repliesTo = async (bodies: string[]): Promise<unknown[][]> => {
    const replies = bodies.map((): unknown[] => []);
    bodies.forEach((body, index) => {
      const reply = `_INBOX_bob.${Math.random()}`;
      bob.subscribe(reply, { callback: (_, message) => void replies[index]?.push(message.json()) });
      bob.publish(RETRY, body, { reply });
    });
    await waitFor(() => replies.every(({ length }) => length > 0));
    // Whoever had more to say has said it by now: messages of one publisher are heard in their order.
    for (const subject of [RETRY, REVIEW]) await ask(subject, '{}');
    return replies;
  };

  test('are the business of the service that a command names, and of one alone', async () => {
    await permits();
    await running('audit-projection', AuditController);
    const replies = await repliesTo([
      JSON.stringify({ service: 'permit-workflow', id: 'x1' }),
      JSON.stringify({ service: 'audit-projection', id: 'x1' }),
      '{"service":"permit-workflow"}',
      '{"service":"nobody","id":"x1"}',
      '{}',
      '',
    ]);
    const message = 'Only operators decide about dead letters.';
    const forbidden = { ok: false, error: { code: 'FORBIDDEN', message, details: [] } };
    expect(replies.slice(0, 2)).toEqual([[forbidden], [forbidden]]);
    for (const each of replies.slice(2))
      expect(each).toMatchObject([{ error: { code: 'VALIDATION_FAILED' } }]);
    expect(nats.denied).toEqual([]);
  });

  test('are made of a reaction that fails five times, and reported', async () => {
    const { incidents, runtime } = await permits();
    const broken = new Error('this breaks an invariant');
    behaviour.reaction = () => Promise.reject(broken);
    await withdraw('dead');
    const incident = await waitFor(() => incidents.find(({ kind }) => kind === 'dead-letter'));
    const [{ event }] = given as [ReactionRequest];
    const letter = await runtime.deadLetters.find('permit-workflow', event.id);
    expect(incident).toEqual({
      kind: 'dead-letter',
      position: event.position,
      attempt: 5,
      cause: broken,
      letter,
    });
    expect(letter).toMatchObject({
      subject: 'evt.task.withdrawn.dead.1',
      reason: 'this breaks an invariant',
    });
    expect(given).toHaveLength(5);
  });
});

describe('the intake', () => {
  const TASK = '{"taskId":"t1", "title": "as it was sent"}';

  test('hands on what masters publish, as bytes, with who and when', async () => {
    const { incidents } = await running('risk-assessment', IntakeController);
    const master = await nats.connectAs('cicd-master', 'master');
    const ack = await master.request(taskRequested('cicd-master'), TASK);
    const { seq } = ack.json<{ seq: number }>();
    await waitFor(() => given.length === 1);
    const [{ meta, body, ...request }] = given as [IntakeRequest];
    expect(new TextDecoder().decode(body)).toBe(TASK);
    expect(request).toEqual({
      master: 'cicd-master',
      sequence: seq,
      receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      redelivered: false,
      now: expect.any(String),
    });
    expect(meta('t1')).toEqual({
      source: 'risk-assessment',
      actor: 'cicd-master',
      correlation: 't1',
      causation: `intake:${seq}:${request.receivedAt}`,
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
      time: request.now,
    });
    expect(incidents).toEqual([]);
  });

  test('hands it on again where that failed, with the same cause, and says so', async () => {
    await running('risk-assessment', IntakeController);
    behaviour.intake = () => (given.length < 2 ? Promise.reject(new Error('not yet')) : Promise.resolve());
    const master = await nats.connectAs('cicd-master', 'master');
    await master.request(taskRequested('cicd-master'), TASK);
    await waitFor(() => given.length === 2);
    const [first, second] = given as [IntakeRequest, IntakeRequest];
    expect([first.redelivered, second.redelivered]).toEqual([false, true]);
    expect(second.meta('t1').causation).toBe(first.meta('t1').causation);
  });
});

describe('while the clock of a service is wrong', () => {
  test('commands are refused', async () => {
    const { clock } = await permits();
    clock.agrees = false;
    expect(await review('t1')).toMatchObject({ ok: false, error: { code: 'CLOCK_SKEW' } });
    clock.agrees = true;
    expect(await review('t1')).toMatchObject({ ok: true });
  });

  test('reactions and the intake wait until it is right', async () => {
    const services = [await permits(), await running('risk-assessment', IntakeController)];
    for (const { clock } of services) clock.agrees = false;
    const taken = waitFor(() => given.length === 2);
    await withdraw('skewed');
    const master = await nats.connectAs('cicd-master', 'master');
    await master.request(taskRequested('cicd-master'), '{}');
    expect({ settled: await isSettled(taken), given }).toEqual({ settled: false, given: [] });
    for (const { clock } of services) clock.agrees = true;
    await taken;
    expect(services.map(({ incidents }) => incidents)).toEqual([[], []]);
  });
});

describe('closing', () => {
  test('finishes the command that has begun, and its answer arrives', async () => {
    const service = await permits();
    const { ended, end } = open();
    behaviour.command = () => ended;
    const reply = review('t1');
    await waitFor(() => given.length === 1);
    const closed = service.close();
    served = [];
    expect(await isSettled(closed)).toBe(false);
    end();
    await closed;
    expect(await reply).toEqual({ ok: true, result: { taskId: 't1' }, position: 3 });
  });

  test('finishes the reaction that has begun, and acknowledges it', async () => {
    const service = await permits();
    const { ended, end } = open();
    behaviour.reaction = () => ended;
    await withdraw('c1');
    await waitFor(() => given.length === 1);
    const closed = service.close();
    served = [];
    expect(await isSettled(closed)).toBe(false);
    end();
    await closed;
    const jsm = await jetstreamManager(await nats.admin(), { checkAPI: false });
    const acknowledged = async (): Promise<boolean> =>
      (await jsm.consumers.info(STREAMS.events, 'permit-workflow-tasks')).num_ack_pending === 0;
    await waitFor(acknowledged, { within: 5_000, what: 'the acknowledgement' });
  });

  test('at once after the start does not wait for anything', async () => {
    const { close } = await permits();
    served = [];
    await close();
  });
});

describe('a view of the log', () => {
  const TASKS = Symbol('tasks');
  type Withdrawn = Recorded<'task.withdrawn'>;
  const folding = (evolve: (tasks: string[], event: Withdrawn) => string[]) =>
    foldProvider<string[], Withdrawn>(TASKS, {
      name: 'tasks-1',
      types: ['task.withdrawn'],
      initialState: [],
      evolve,
    });

  test('is up to date before the service answers anything', async () => {
    await withdraw('v1');
    const views: LogFold<string[], Withdrawn>[] = [];
    const watching = {
      provide: 'watching',
      inject: [TASKS],
      useFactory: (view: LogFold<string[], Withdrawn>) => {
        expect(view.state).toContain('v1');
        views.push(view);
        return true;
      },
    };
    await running('permit-workflow', PermitController, [
      folding((tasks, { entity }) => [...tasks, entity]),
      watching,
    ]);
    await withdraw('v2');
    await waitFor(() => views[0]?.state.includes('v2'));
  });

  test('that cannot be folded any more ends the service', async () => {
    const { fatal } = await running('permit-workflow', PermitController, [
      folding((tasks, { entity }) => {
        if (entity === 'poison') throw new Error('cannot be folded');
        return [...tasks, entity];
      }),
    ]);
    await withdraw('poison');
    await waitFor(() => fatal.length > 0);
    expect(fatal).toEqual([new Error('cannot be folded')]);
  });
});
