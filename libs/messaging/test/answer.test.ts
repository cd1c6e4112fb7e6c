import { describe, expect, test } from '@jest/globals';
import {
  CODE_NAMES,
  DEFAULT_LIMITS,
  MAX_INPUT_BYTES,
  RefusalRefused,
  causedEntity,
  isRecorded,
  issuesOf,
  refuse,
} from '@guildhall/contracts';
import type { CallerLimits, Code } from '@guildhall/contracts';
import { StoreError, sha256 } from '@guildhall/event-store';
import type { EventStore, Incident } from '@guildhall/event-store';
import { memoryStore } from '@guildhall/testing';
import { answer } from '../src/answer.js';
import type { Answering, RawRequest } from '../src/answer.js';
import type { CommandRequest, Outcome, QueryRequest } from '../src/index.js';
import { CallerLimiter } from '../src/limiter.js';
import { RefusalBook } from '../src/refusal-book.js';

const utf8 = new TextEncoder();
const NOW = '2026-11-21T09:00:00.000Z';
const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const SHA = 'a'.repeat(64);

type Request = CommandRequest | QueryRequest;

interface Options {
  handler?: (request: Request) => Promise<Outcome>;
  store?: Partial<EventStore>;
  clockAgrees?: boolean;
  limits?: CallerLimits;
}

/** A service that handles every request with `handler`, and what it has seen. */
const service = ({
  handler,
  store: broken = {},
  clockAgrees = true,
  limits: given = DEFAULT_LIMITS,
}: Options = {}) => {
  const memory = memoryStore();
  const handled: Request[] = [];
  const incidents: Incident[] = [];
  let ids = 0;
  const keeping = {
    service: 'permit-workflow' as const,
    store: { ...memory, ...broken },
    newId: () => `id-${++ids}`,
    report: (incident: Incident) => incidents.push(incident),
  };
  const limits = () => given;
  const runtime: Answering = {
    ...keeping,
    now: () => NOW,
    clockAgrees: () => clockAgrees,
    limits,
    limiter: new CallerLimiter(limits),
    refusals: new RefusalBook(keeping, limits),
  };
  const ask = (raw: Partial<RawRequest>) =>
    answer(
      runtime,
      () =>
        handler &&
        ((request) => {
          handled.push(request);
          return handler(request);
        }),
      { ...command('permit.review', { taskId: 't1' }), ...raw },
    );
  return { ask, handled, incidents, log: memory.log };
};

const command = (name: string, payload: unknown): RawRequest => ({
  kind: 'command',
  name,
  caller: 'bob',
  body: utf8.encode(JSON.stringify(payload)),
  messageId: 'm1',
  traceparent: PARENT,
});

const done = (): Promise<Outcome> => Promise.resolve({ result: { state: 'UNDER_REVIEW' }, position: 7 });
const refusing = (code: Code, message = 'No.', more: { rule?: string } = {}) => ({
  handler: (): Promise<Outcome> => Promise.resolve(refuse(code, message, more)),
});
const failing = (error: Error) => ({ handler: (): Promise<Outcome> => Promise.reject(error) });

const refused = (code: Code, message: string, ...details: object[]) => ({
  ok: false,
  error: { code, message, details },
});

describe('a valid request', () => {
  test('is handed to its handler, and its result is the reply', async () => {
    const { ask, handled, incidents, log } = service({ handler: done });
    expect(await ask({})).toEqual({ ok: true, result: { state: 'UNDER_REVIEW' }, position: 7 });
    expect(handled).toEqual([
      {
        name: 'permit.review',
        caller: 'bob',
        payload: { taskId: 't1' },
        now: NOW,
        meta: expect.any(Function),
      },
    ]);
    expect({ incidents, log }).toEqual({ incidents: [], log: [] });
  });

  test('may be a query', async () => {
    const { ask, handled } = service({ handler: done });
    const query = {
      kind: 'query',
      name: 'permit.get',
      body: utf8.encode('{"taskId":"t1","after":3}'),
    } as const;
    expect(await ask(query)).toEqual({ ok: true, result: { state: 'UNDER_REVIEW' }, position: 7 });
    expect(handled).toMatchObject([
      { name: 'permit.get', caller: 'bob', payload: { taskId: 't1', after: 3 } },
    ]);
  });

  const metaOf = async (raw: Partial<RawRequest>) => {
    const { ask, handled } = service({ handler: done });
    await ask(raw);
    const [request] = handled;
    return request && 'meta' in request ? request.meta('t1') : undefined;
  };

  test('brings what its events say of their cause', async () => {
    expect(await metaOf({})).toEqual({
      source: 'permit-workflow',
      actor: 'bob',
      correlation: 't1',
      causation: 'bob:m1',
      traceparent: expect.stringMatching(
        /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/,
      ),
      time: NOW,
    });
  });

  test('without an id of its own gets one, and without a trace begins one', async () => {
    expect(await metaOf({ messageId: '', traceparent: undefined })).toMatchObject({
      causation: 'bob:id-1',
      traceparent: expect.stringMatching(
        /^00-(?!0af7651916cd43dd8448eb211c80319c)[0-9a-f]{32}-[0-9a-f]{16}-01$/,
      ),
    });
  });

  test('has the same cause for all entities it touches', async () => {
    const { ask, handled } = service({ handler: done });
    await ask({ messageId: '' });
    const [request] = handled;
    const metas = request && 'meta' in request ? [request.meta('t1'), request.meta('t2')] : [];
    expect(metas.map(({ causation }) => causation)).toEqual(['bob:id-1', 'bob:id-1']);
    expect(metas[1]?.traceparent).toBe(metas[0]?.traceparent);
  });
});

describe('bad input reaches no handler and writes nothing', () => {
  const tried = async (raw: Partial<RawRequest>) => {
    const { ask, handled, incidents, log } = service({ handler: done });
    const reply = await ask(raw);
    expect({ handled, incidents, log }).toEqual({ handled: [], incidents: [], log: [] });
    return reply;
  };

  test.each(['x'.repeat(129), 'a b', 'a\nb', 'é', '\u0000', '\u007f'])('message id %j', async (messageId) => {
    expect(await tried({ messageId })).toEqual(
      refused('VALIDATION_FAILED', 'Nats-Msg-Id has to be at most 128 visible ASCII characters.'),
    );
  });

  test.each(['x'.repeat(128), '!~', ''])('message id %j is good', async (messageId) => {
    expect(await service({ handler: done }).ask({ messageId })).toMatchObject({ ok: true });
  });

  test.each([
    ['', 'is not JSON'],
    ['permit', 'is not JSON'],
    ['{"taskId":"t1"', 'is not JSON'],
    ['{"taskId":"t1","\\u0074askId":"t2"}', 'is given twice', '/taskId'],
    ['{"taskId":"t\\u0000"}', 'has control or bidirectional characters', '/taskId'],
    ['['.repeat(60 * 1024), 'is nested deeper than 16 levels', '/0'.repeat(16)],
  ])('bytes %#', async (body, message, pointer = '') => {
    expect(await tried({ body: utf8.encode(body) })).toEqual(
      refused('VALIDATION_FAILED', 'The input is not acceptable JSON.', { pointer, message }),
    );
  });

  test('bytes that are no UTF-8', async () => {
    expect(await tried({ body: Uint8Array.from([0x7b, 0xff, 0x7d]) })).toMatchObject({
      error: { details: [{ pointer: '', message: 'is not UTF-8' }] },
    });
  });

  test('too many bytes', async () => {
    expect(await tried({ body: new Uint8Array(MAX_INPUT_BYTES + 1) })).toEqual(
      refused('PAYLOAD_TOO_LARGE', 'The input has 65537 bytes; at most 65536 are accepted.'),
    );
  });

  test('a payload of another shape', async () => {
    expect(
      await tried(command('permit.approve', { taskId: 'a.b', role: 'cto', permitDigest: SHA, fast: true })),
    ).toEqual(
      refused(
        'VALIDATION_FAILED',
        'The input is not a valid ApprovePermit.',
        { pointer: '/fast', message: 'is not a known field' },
        { pointer: '/taskId', message: 'must be an id: 1-64 of A-Z a-z 0-9 _ -' },
      ),
    );
  });

  test.each(['permit.sign', 'permit.get', 'constructor', '__proto__', 'toString.x', '.', ''])(
    'a command %j that there is not',
    async (name) => {
      expect(await tried(command(name, { taskId: 't1' }))).toEqual(
        refused('NOT_FOUND', `There is no command ${name}.`),
      );
    },
  );

  test('a query that is a command', async () => {
    expect(await tried({ ...command('permit.approve', {}), kind: 'query' })).toEqual(
      refused('NOT_FOUND', 'There is no query permit.approve.'),
    );
  });
});

test('a command that this service does not handle is none', async () => {
  expect(await service().ask({})).toEqual(refused('NOT_FOUND', 'There is no command permit.review.'));
});

describe('a service whose clock is off', () => {
  test('refuses commands', async () => {
    const { ask, handled } = service({ handler: done, clockAgrees: false });
    expect(await ask({})).toMatchObject({ ok: false, error: { code: 'CLOCK_SKEW', details: [] } });
    expect(handled).toEqual([]);
  });

  test('answers queries', async () => {
    const query = { kind: 'query', name: 'directory.whoami', body: utf8.encode('{}') } as const;
    expect(await service({ handler: done, clockAgrees: false }).ask(query)).toMatchObject({ ok: true });
  });
});

describe('a refusal', () => {
  test('is the reply, with all it says', async () => {
    const details = [{ pointer: '/role', message: 'is not in the plan' }];
    const handler = () => Promise.resolve(refuse('FORBIDDEN', 'Not you.', { rule: 'HB4', details }));
    expect(await service({ handler }).ask({})).toEqual({
      ok: false,
      error: { code: 'FORBIDDEN', message: 'Not you.', rule: 'HB4', details },
    });
  });

  test('on grounds of right or rule is on record', async () => {
    const { ask, log } = service(refusing('SEPARATION_OF_DUTIES', 'You own the worker.', { rule: 'HB4' }));
    await ask({});
    const entity = causedEntity('f', 'bob:m1', sha256);
    expect(log).toEqual([
      {
        type: 'refusal.refused',
        data: {
          command: 'permit.review',
          caller: 'bob',
          code: 'SEPARATION_OF_DUTIES',
          rule: 'HB4',
          about: 't1',
          message: 'You own the worker.',
          details: [],
        },
        id: expect.any(String),
        context: 'refusal',
        entity,
        version: 1,
        position: 1,
        time: NOW,
        actor: 'bob',
        correlation: 't1',
        causation: 'bob:m1',
        traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-/),
      },
    ]);
    expect(issuesOf(RefusalRefused, log[0]?.data)).toEqual([]);
  });

  test.each(CODE_NAMES)('with %s', async (code) => {
    const { ask, log } = service(refusing(code));
    expect(await ask({})).toEqual(refused(code, 'No.'));
    expect(log).toHaveLength(isRecorded(code) ? 1 : 0);
  });

  test('is on record once per cause, whatever it says the next time', async () => {
    const answers = [
      refuse('ROLE_NOT_HELD', 'First.'),
      refuse('ROLE_NOT_HELD', 'First.'),
      refuse('STALE_VIEW', 'Later.'),
    ];
    const { ask, log } = service({
      handler: () => Promise.resolve(answers.shift() ?? refuse('INTERNAL', 'Over.')),
    });
    expect([await ask({}), await ask({}), await ask({})]).toEqual([
      refused('ROLE_NOT_HELD', 'First.'),
      refused('ROLE_NOT_HELD', 'First.'),
      refused('STALE_VIEW', 'Later.'),
    ]);
    expect(log.map(({ data }) => ('code' in data ? data.code : ''))).toEqual(['ROLE_NOT_HELD']);
  });

  test('of a request without an id is on record each time', async () => {
    const { ask, log } = service(refusing('FORBIDDEN'));
    await ask({ messageId: '' });
    await ask({ messageId: '' });
    expect(log.map(({ causation }) => causation)).toEqual(['bob:id-1', 'bob:id-2']);
  });

  test('of two at once with the same cause is on record once', async () => {
    const { ask, log } = service(refusing('FORBIDDEN'));
    expect(await Promise.all([ask({}), ask({})])).toEqual([
      refused('FORBIDDEN', 'No.'),
      refused('FORBIDDEN', 'No.'),
    ]);
    expect(log).toHaveLength(1);
  });

  test('that somebody else has just recorded is on record', async () => {
    const { ask, incidents } = service({
      ...refusing('FORBIDDEN'),
      store: { append: () => Promise.reject(new StoreError('conflict', 'written')) },
    });
    expect(await ask({})).toEqual(refused('FORBIDDEN', 'No.'));
    expect(incidents).toEqual([]);
  });

  test('of a request about nothing is about its caller', async () => {
    const { ask, log } = service(refusing('FORBIDDEN'));
    await ask(command('directory.complete-bootstrap', { sha256: SHA }));
    expect(log).toMatchObject([
      {
        correlation: 'bob',
        data: { command: 'directory.complete-bootstrap', caller: 'bob', about: 'bob' },
      },
    ]);
  });

  test('is on record with what exactly is wrong, as much as an event holds', async () => {
    const details = Array.from({ length: 201 }, (_, at) => ({ pointer: `/${at}`, message: 'is not yours' }));
    const { ask, log } = service({
      handler: () => Promise.resolve(refuse('OUT_OF_SCOPE', 'Not all of it.', { details })),
    });
    await ask({});
    expect(log).toMatchObject([{ data: { message: 'Not all of it.', details: details.slice(0, 200) } }]);
    expect(issuesOf(RefusalRefused, log[0]?.data)).toEqual([]);
  });

  test('is on record with as much of its message as an event holds', async () => {
    const { ask, log } = service(refusing('FORBIDDEN', 'x'.repeat(3000)));
    expect(await ask({})).toMatchObject({ error: { message: 'x'.repeat(3000) } });
    expect(log).toMatchObject([{ data: { message: 'x'.repeat(1000) } }]);
  });

  test.each(['read', 'append'] as const)(
    'that cannot be recorded is no answer: without a record nothing is decided (%s)',
    async (operation) => {
      const away = new StoreError('unavailable', 'the broker is away');
      const { ask, incidents } = service({
        ...refusing('FORBIDDEN'),
        store: { [operation]: () => Promise.reject(away) },
      });
      expect(await ask({})).toEqual(refused('LOG_UNAVAILABLE', 'The event log cannot be reached.'));
      expect(incidents).toEqual([{ kind: 'reaction-failed', cause: away }]);
    },
  );
});

describe('a handler that fails', () => {
  test.each([
    [
      new StoreError('unavailable', 'the broker is away'),
      'LOG_UNAVAILABLE',
      'The event log cannot be reached.',
    ],
    [new StoreError('conflict', 'written'), 'CONFLICT', 'Somebody else changed the same thing.'],
    [new StoreError('integrity', 'a gap'), 'INTERNAL', 'The service failed; its log names the cause.'],
    [new TypeError('secret details'), 'INTERNAL', 'The service failed; its log names the cause.'],
  ] as const)('with %s', async (error, code, message) => {
    const { ask, incidents, log } = service(failing(error));
    expect(await ask({})).toEqual(refused(code, message));
    expect(incidents).toEqual([{ kind: 'reaction-failed', cause: error }]);
    expect(log).toEqual([]);
  });

  test('at once instead of in its promise is the same', async () => {
    const { ask } = service({
      handler: () => {
        throw new Error('at once');
      },
    });
    expect(await ask({})).toMatchObject({ error: { code: 'INTERNAL' } });
  });
});

describe('a caller beyond the limit', () => {
  const limits = { commandsPerMinute: 30, burst: 2, refusalsPerMinute: 1 };
  const overloaded = refused(
    'OVERLOADED',
    'A service takes 30 commands a minute of one caller, and 2 at once.',
  );

  test('is refused, and nothing is done or written', async () => {
    const { ask, handled, incidents, log } = service({ handler: done, limits });
    expect([await ask({}), await ask({}), await ask({})]).toEqual([
      { ok: true, result: { state: 'UNDER_REVIEW' }, position: 7 },
      { ok: true, result: { state: 'UNDER_REVIEW' }, position: 7 },
      overloaded,
    ]);
    expect(handled).toHaveLength(2);
    expect({ incidents, log }).toEqual({ incidents: [], log: [] });
  });

  test.each<[string, Partial<RawRequest>]>([
    ['what is not valid', { body: utf8.encode('{') }],
    ['what there is not', { name: 'permit.sign' }],
    ['the same command again', { messageId: 'm1' }],
  ])('has spent a place on %s', async (_, raw) => {
    const { ask } = service({ handler: done, limits });
    await ask(raw);
    await ask(raw);
    expect(await ask({ messageId: 'm2' })).toEqual(overloaded);
  });

  test('leaves others, and queries, alone', async () => {
    const { ask } = service({ handler: done, limits });
    const query = { kind: 'query', name: 'directory.whoami', body: utf8.encode('{}') } as const;
    for (let at = 0; at < 5; at++) expect(await ask(query)).toMatchObject({ ok: true });
    await ask({});
    await ask({});
    expect(await ask({})).toEqual(overloaded);
    expect(await ask({ caller: 'carol' })).toMatchObject({ ok: true });
    expect(await ask(query)).toMatchObject({ ok: true });
  });

  test('of queries is refused, and may still send commands', async () => {
    const { ask, handled } = service({ handler: done, limits: { ...limits, burst: 1 } });
    const query = { kind: 'query', name: 'directory.whoami', body: utf8.encode('{}') } as const;
    for (let at = 0; at < 100; at++) expect(await ask(query)).toMatchObject({ ok: true });
    expect(await ask(query)).toEqual(
      refused('OVERLOADED', 'A service takes 3000 queries a minute of one caller, and 100 at once.'),
    );
    expect(handled).toHaveLength(100);
    expect(await ask({})).toMatchObject({ ok: true });
  });

  test('is told the number alone where nothing is taken at once', async () => {
    const { ask } = service({ handler: done, limits: { ...limits, burst: 1 } });
    await ask({});
    expect(await ask({})).toEqual(
      refused('OVERLOADED', 'A service takes 30 commands a minute of one caller.'),
    );
  });

  test('that is refused by right too often is answered as ever, and counted', async () => {
    const { ask, log } = service({
      ...refusing('FORBIDDEN'),
      limits: { ...DEFAULT_LIMITS, refusalsPerMinute: 2 },
    });
    const asked = ['m1', 'm2', 'm3', 'm4'].map((messageId) => ask({ messageId }));
    expect(await Promise.all(asked)).toEqual(asked.map(() => refused('FORBIDDEN', 'No.')));
    expect(log.map(({ causation }) => causation)).toEqual(['bob:m1', 'bob:m2']);
  });

  test('counts what is refused of queries, too', async () => {
    const { ask, log } = service({ ...refusing('FORBIDDEN'), limits });
    const query = { kind: 'query', name: 'permit.get' } as const;
    await ask({ ...query, messageId: 'm1' });
    await ask({ ...query, messageId: 'm2' });
    expect(log.map(({ causation }) => causation)).toEqual(['bob:m1']);
  });
});
