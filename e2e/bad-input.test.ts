import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMANDS, QUERIES } from '@guildhall/contracts';
import { problemsOf } from './check-log.js';
import { sha256 } from './support/canonical.js';
import { Guild } from './support/guild.js';
import type { JsonObject, LogEvent } from './support/log-event.js';
import { granted, refused } from './support/participant.js';
import type { Answer, Participant } from './support/participant.js';
import { badMessages, fullMessage } from './support/schema-cases.js';
import { deployment, exploration } from './support/tasks.js';

let guild: Guild;
let bob: Participant;
let pids: Record<string, number | null>;
beforeAll(async () => {
  // One caller sends thousands of commands here, which the policy in force has to allow.
  const limits = { commandsPerMinute: 1_000_000, burst: 1_000_000, refusalsPerMinute: 20 };
  guild = await Guild.start({ policy: { limits } });
  bob = await guild.as('bob');
  pids = guild.system.pids();
}, 60_000);
afterAll(() => guild[Symbol.asyncDispose]());

/** Every request that a service answers, and the class of its payload. */
const REQUESTS: [string, string][] = [
  ...Object.entries(COMMANDS).map(([name, type]): [string, string] => [`cmd.bob.${name}`, type.name]),
  ...Object.entries(QUERIES).map(([name, type]): [string, string] => [`qry.bob.${name}`, type.name]),
];

const MANY = 64;

/** The answers to many requests, some of them at a time. */
const answersTo = async (requests: [string, string | Uint8Array][]): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (let at = 0; at < requests.length; at += MANY) {
    const some = requests.slice(at, at + MANY);
    answers.push(...(await Promise.all(some.map(([subject, body]) => bob.ask(subject, body)))));
  }
  return answers;
};

const verdict = (answer: Answer | undefined): unknown => {
  if (!answer || answer.ok) return 'ACCEPTED';
  const { code, details } = answer.error;
  return [code, [...new Set(details.map(({ pointer }) => pointer))]];
};

interface BadBody {
  what: string;
  body: string | Uint8Array;
  code: string;
  pointer?: string;
  message?: string;
}

const bad = (what: string, body: string | Uint8Array, pointer: string, message: string): BadBody => ({
  what,
  body,
  code: 'VALIDATION_FAILED',
  pointer,
  message,
});

const KIB = 1024;
const times = (text: string, bytes: number): string => text.repeat(Math.floor(bytes / text.length));
const CHARACTERS = 'has control or bidirectional characters';
const DEEP = 'is nested deeper than 16 levels';
const SURROGATE = 'has half a surrogate pair';

/** Bodies that are refused whatever they were meant for. */
const BAD_BODIES: BadBody[] = [
  bad('nothing', '', '', 'is not JSON'),
  bad('a space', ' ', '', 'is not JSON'),
  bad('a word', 'hello', '', 'is not JSON'),
  bad('half an object', '{"taskId": "t1"', '', 'is not JSON'),
  bad('two objects', '{}{}', '', 'is not JSON'),
  bad('a comma too many', '{"taskId": "t1",}', '', 'is not JSON'),
  bad('a comment', '{} // x', '', 'is not JSON'),
  bad('not a number', 'NaN', '', 'is not JSON'),
  bad('a byte order mark', '\ufeff{}', '', 'is not JSON'),
  bad('a raw NUL', '{"taskId": "t\u0000"}', '', 'is not JSON'),
  bad('bytes that are not UTF-8', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), '', 'is not UTF-8'),
  bad('an overlong encoding', Uint8Array.of(0x22, 0xc0, 0xaf, 0x22), '', 'is not UTF-8'),
  bad('null', 'null', '', 'must be object'),
  bad('a number', '42', '', 'must be object'),
  bad('a text', '"x"', '', 'must be object'),
  bad('a list', '[]', '', 'must be object'),
  bad('a key twice', '{"taskId":"t1","taskId":"t2"}', '/taskId', 'is given twice'),
  bad('a key twice, once escaped', '{"taskId":"t1","task\\u0049d":"t2"}', '/taskId', 'is given twice'),
  bad('a key twice below', '{"a":[{"b/c":{"d":1,"e":2,"d":3}}]}', '/a/0/b~1c/d', 'is given twice'),
  bad('60 KiB of lists', times('[', 60 * KIB), '/0'.repeat(16), DEEP),
  bad('60 KiB of objects', times('{"a":', 60 * KIB), '/a'.repeat(16), DEEP),
  bad('17 levels', `${'[['.repeat(8)}[${']]'.repeat(8)}]`, '/0'.repeat(16), DEEP),
  bad('a NUL', '{"taskId":"t\\u0000"}', '/taskId', CHARACTERS),
  bad('a delete', '{"taskId":"t\\u007f"}', '/taskId', CHARACTERS),
  bad('a line break', '{"reason":"a\\nb"}', '/reason', CHARACTERS),
  bad('a right-to-left override', '{"taskId":"t\u202e1"}', '/taskId', CHARACTERS),
  bad('an escaped isolate', '{"taskId":"t\\u20661"}', '/taskId', CHARACTERS),
  bad('half a surrogate pair', '{"a":{"b":["\\ud83d"]}}', '/a/b/0', SURROGATE),
  bad('a NUL in a key', '{"a":{"b\\u0000":1}}', '/a', `has a key that ${CHARACTERS}`),
  { what: 'more than 64 KiB', body: `{"taskId":"${times('t', 64 * KIB)}"}`, code: 'PAYLOAD_TOO_LARGE' },
  { what: 'half a megabyte of nesting', body: times('[', 512 * KIB), code: 'PAYLOAD_TOO_LARGE' },
];

const NAMED_AFTER_OBJECTS = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf'];

/** As many things wrong as fit, each below a name of its own length. */
const CROWDED = `{"${'n'.repeat(20 * KIB)}":[${times('"\\u0001",', 30 * KIB)}1]}`;

describe('every command and query', () => {
  test.each(BAD_BODIES)('refuses $what', async ({ body, code, pointer, message }) => {
    const answers = await answersTo(REQUESTS.map(([subject]) => [subject, body]));
    const details = pointer === undefined ? [] : [{ pointer, message }];
    expect(answers.map((answer) => refused(answer))).toEqual(
      REQUESTS.map(() => ({ code, message: expect.any(String), details })),
    );
  });

  test.each(REQUESTS)('%s names the field that is wrong, whichever it is', async (subject, type) => {
    const cases = badMessages(type);
    const answers = await answersTo(cases.map(({ message }) => [subject, JSON.stringify(message)]));
    expect(cases.map(({ what }, at) => [what, verdict(answers[at])])).toEqual(
      cases.map(({ what, pointer }) => [what, ['VALIDATION_FAILED', [pointer]]]),
    );
  });

  test('takes no name of an object for its own', async () => {
    const cases = REQUESTS.flatMap(([subject, type]) =>
      NAMED_AFTER_OBJECTS.map((name): [string, string] => [
        subject,
        `{"${name}":{"x":1},${JSON.stringify(fullMessage(type)).slice(1)}`,
      ]),
    );
    const answers = await answersTo(cases);
    expect(answers.map((answer) => refused(answer).details)).toEqual(
      REQUESTS.flatMap(() =>
        NAMED_AFTER_OBJECTS.map((name) => [{ pointer: `/${name}`, message: 'is not a known field' }]),
      ),
    );
  });

  test('lists at most 100 things, each in few words', async () => {
    const answers = await answersTo(REQUESTS.map(([subject]) => [subject, CROWDED]));
    for (const { code, details } of answers.map(refused)) {
      expect(code).toBe('VALIDATION_FAILED');
      expect(details).toHaveLength(100);
      expect(JSON.stringify(details).length).toBeLessThan(32 * KIB);
    }
  });

  test('refuses a message id that is none', async () => {
    const ids = ['two words', 'x'.repeat(129), 'ünïcode', 'nul\u0000'];
    for (const id of ids) {
      for (const [subject, type] of REQUESTS) {
        const answer = await bob.ask(subject, JSON.stringify(fullMessage(type)), { id });
        expect([subject, refused(answer)]).toEqual([
          subject,
          { code: 'VALIDATION_FAILED', message: expect.stringContaining('Nats-Msg-Id'), details: [] },
        ]);
      }
    }
  });

  test('is none under another name', async () => {
    for (const name of ['permit.frobnicate', 'permit.__proto__', 'directory.constructor', 'nothing.get']) {
      expect(refused(await bob.ask(`qry.bob.${name}`, '{}')).code).toBe('NOT_FOUND');
    }
    expect(refused(await bob.command('permit.toString', {})).code).toBe('NOT_FOUND');
    await expect(bob.command('nothing.do', {})).rejects.toThrow('no responders');
    await expect(bob.ask('cmd.bob.more.permit.approve', '{}')).rejects.toThrow('no responders');
  });
});

test('a command that wants no reply is not carried out', async () => {
  const { taskId, permitDigest } = await guild.asked('silent-1');
  bob.nc.publish(
    'cmd.bob.permit.approve',
    JSON.stringify({ taskId, role: 'engineering-director', permitDigest }),
  );
  // Requests of one connection are heard in the order in which they were made.
  granted(await bob.command('permit.review', { taskId }));
  const events = await guild.entity('permit', taskId);
  expect(events.map(({ type }) => type)).toEqual(['permit.requested', 'permit.review-started']);
});

describe('the intake', () => {
  const MASTER = 'development-master';

  /** Publishes bodies and resolves to the refusals of them, in their order. */
  const refusalsOf = async (bodies: (string | Uint8Array)[]): Promise<LogEvent[]> => {
    const master = await guild.as(MASTER);
    await Promise.all(bodies.map((body) => master.publishTask(body)));
    return Promise.all(
      bodies.map((body) => {
        const hash = sha256(body);
        return guild.ear.first(
          `the refusal of ${String(body).slice(0, 100)}`,
          ({ type, data }) => type === 'task.refused' && data['sha256'] === hash,
        );
      }),
    );
  };

  const receiptOf = (body: string | Uint8Array) => ({
    requestedBy: MASTER,
    bytes: Buffer.byteLength(body),
    sha256: sha256(body),
  });

  test('refuses what is no message at all', async () => {
    const cases = BAD_BODIES.filter(({ body }) => body.length < 68 * KIB);
    const events = await refusalsOf(cases.map(({ body }) => body));
    expect(events.map(({ data }) => data)).toEqual(
      cases.map(({ body, code, pointer = '', message }) => ({
        code,
        errors: [{ pointer, message: message ?? expect.any(String) }],
        ...receiptOf(body),
      })),
    );
  });

  test('names the field that is wrong, whichever it is', async () => {
    const cases = badMessages('Task').map((one) => ({ ...one, body: JSON.stringify(one.message) }));
    const events = await refusalsOf(cases.map(({ body }) => body));
    const found = events.map(({ data }) => {
      const { errors, ...rest } = data;
      return { ...rest, pointers: [...new Set((errors as JsonObject[]).map(({ pointer }) => pointer))] };
    });
    const isTaskId = (pointer: string): boolean => pointer === '' || pointer === '/taskId';
    expect(found).toEqual(
      cases.map(({ body, pointer }) => ({
        code: 'VALIDATION_FAILED',
        pointers: [pointer],
        ...(isTaskId(pointer) ? {} : { taskId: 'sample-1' }),
        ...receiptOf(body),
      })),
    );
  });

  test('names everything that is wrong at once, and keeps none of it', async () => {
    const secret = 'Zq7-do-not-keep-me';
    const { title: _, ...task } = deployment('wrong-1', {
      environment: secret,
      critical: secret,
      estimatedTokens: -1,
      workerId: `${secret}.1`,
      labels: { tier: 7 },
      scope: { resources: [secret], actions: [] },
      note: secret,
    });
    const [event] = await refusalsOf([JSON.stringify(task)]);
    const errors = event?.data['errors'] as JsonObject[];
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
      '/critical',
      '/environment',
      '/estimatedTokens',
      '/labels/tier',
      '/note',
      '/scope/actions',
      '/scope/resources/0',
      '/title',
      '/workerId',
    ]);
    expect(event?.body).not.toContain(secret);
    expect(event?.data['taskId']).toBe('wrong-1');
  });

  test('names everything that the rules miss at once', async () => {
    const window = { notBefore: '2020-01-01T00:00:00Z', notAfter: '2020-01-02T00:00:00Z' };
    const { justification: _, inputs: __, ...task } = deployment('wrong-2', { window });
    const [event] = await refusalsOf([JSON.stringify(task)]);
    expect(event?.data).toMatchObject({ code: 'VALIDATION_FAILED', taskId: 'wrong-2' });
    const errors = event?.data['errors'] as JsonObject[];
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
      '/inputs',
      '/justification',
      '/window/notAfter',
    ]);
  });

  test('a crowd of errors fits into one event', async () => {
    const [event] = await refusalsOf([CROWDED]);
    expect(event?.data['errors']).toHaveLength(100);
    expect(event?.body.length).toBeLessThan(32 * KIB);
  });

  test('what is far too large is refused by the broker', async () => {
    const master = await guild.as(MASTER);
    const { error } = await master.publishTask(times('[', 128 * KIB));
    expect(error).toMatchObject({ err_code: 10054 });
  });

  test('a well-formed task of nobody is not taken from a person', async () => {
    await expect(bob.nc.request('task.requested.bob', '{}', { timeout: 2_000 })).rejects.toThrow(
      /permission/i,
    );
  });
});

test('afterwards every process is the same, the log is whole, and work goes on', async () => {
  await guild.publish('development-master', exploration('after-1'));
  await guild.ear.event('permit.issued', 'after-1');
  await guild.issued('after-2');
  granted(await guild.query('bob', 'directory.whoami'));
  const log = await guild.log();
  expect(guild.system.pids()).toEqual(pids);
  expect(problemsOf(log)).toEqual([]);
  // Not one of them was taken for a task.
  expect(log.filter(({ entity, type }) => entity === 'sample-1' || type === 'task.held')).toEqual([]);
});
