import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMANDS, QUERIES, Task } from '@guildhall/contracts';
import { problemsOf } from './check-log.js';
import { sha256 } from './support/canonical.js';
import { Guild } from './support/guild.js';
import type { LogEvent } from './support/log-event.js';
import { granted, refused } from './support/participant.js';
import type { Answer, Participant } from './support/participant.js';
import { badMessages, fullMessage } from './support/schema-cases.js';
import { deployment, exploration } from './support/tasks.js';

let guild: Guild;
let bob: Participant;
let pids: Record<string, number | null>;
beforeAll(async () => {
  guild = await Guild.start();
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

const verdict = (answer: Answer): unknown => {
  if (answer.ok) return 'ACCEPTED';
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
    expect(cases.map(({ what }, at) => [what, verdict(answers[at] as Answer)])).toEqual(
      cases.map(({ what, pointer }) => [what, ['VALIDATION_FAILED', [pointer]]]),
    );
  });

  test.each(REQUESTS)('%s takes no name of an object for its own', async (subject, type) => {
    const message = JSON.stringify(fullMessage(type));
    const answers = await answersTo(
      NAMED_AFTER_OBJECTS.map((name) => [subject, `{"${name}":{"x":1},${message.slice(1)}`]),
    );
    expect(answers.map((answer) => refused(answer).details)).toEqual(
      NAMED_AFTER_OBJECTS.map((name) => [{ pointer: `/${name}`, message: 'is not a known field' }]),
    );
  });
});
