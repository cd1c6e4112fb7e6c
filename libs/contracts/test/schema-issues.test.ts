import { describe, expect, test } from '@jest/globals';
import {
  ApprovePermit,
  Assessment,
  CompletePermit,
  EVENTS,
  ImportPeople,
  PermitIssued,
  PolicyDocument,
  ReviewPermit,
  Task,
  Terms,
  WorkerDefinition,
  issuesOf,
  messageSchemas,
} from '../src/index.js';
import type { PolicyPublished, TaskAssessed, WorkerRegistered } from '../src/index.js';
import { golden } from './golden.js';
import { COMMAND_SAMPLES, SAMPLES } from './samples.js';
import { distinct, placesOf, replacedAt } from './walk.js';

const task = (golden('task.assessed').body as TaskAssessed).request;
const { assessment } = golden('task.assessed').body as TaskAssessed;
const { definition } = golden('worker.registered').body as WorkerRegistered;
const { document } = golden('policy.published').body as PolicyPublished;
const issued = golden('permit.issued').body as PermitIssued;

const AN_ID = 'must be an id: 1-64 of A-Z a-z 0-9 _ -';
const A_SHA256 = 'must be a SHA-256: 64 of 0-9 a-f';
const A_CONSTRAINT_VALUE =
  'must be a number of at least 0, true or false, a text of 1-200 characters, or a list of up to 64 such texts';
const A_GLOB = 'must be a resource such as service:api, db:orders/* or db:**';
const A_CONDITION =
  'must be a value, a list of 1-64 values, or { not: ... } of them; values are texts, true and false';

type Wrong = [
  what: string,
  type: new () => object,
  value: object,
  pointer: string,
  instead: unknown,
  says: string,
];

const approve = COMMAND_SAMPLES['permit.approve'];

describe('what is wrong is said in plain English', () => {
  test.each<Wrong>([
    ['an id with a dot', Task, task, '/taskId', 'a.b', AN_ID],
    ['an id with a star', Task, task, '/workerId', '*', AN_ID],
    ['an empty id', ReviewPermit, { taskId: 't1' }, '/taskId', '', AN_ID],
    ['an id that is too long', ReviewPermit, { taskId: 't1' }, '/taskId', 'x'.repeat(65), AN_ID],
    ['an id that is none in a list', WorkerDefinition, definition, '/owners/1', 'a b', AN_ID],
    ['a hash in capitals', ApprovePermit, approve, '/permitDigest', 'A'.repeat(64), A_SHA256],
    ['a hash that is short', ApprovePermit, approve, '/minutesSha256', 'a', A_SHA256],
    [
      'a point in time without its zone',
      Task,
      task,
      '/window/notAfter',
      '2026-11-21T10:00:00',
      'must be a date and time in UTC such as 2026-11-21T10:00:00Z',
    ],
    [
      'a day that there is not',
      Task,
      task,
      '/window/notAfter',
      '2026-02-30T10:00:00Z',
      'must be a date and time in UTC such as 2026-11-21T10:00:00Z',
    ],
    [
      'a duration in words',
      PolicyDocument,
      document,
      '/durations/token',
      '2 minutes',
      'must be a duration of years, days, hours, minutes and seconds such as P1Y, P7D or PT24H',
    ],
    [
      'a public key',
      WorkerDefinition,
      definition,
      '/identity/publicKey',
      'UABC',
      'must be the public key of a NATS user: U and 55 of A-Z 2-7',
    ],
    [
      'a capability',
      WorkerDefinition,
      definition,
      '/capabilities/0',
      'de ploy',
      'must be a capability: 1-64 of A-Z a-z 0-9 _ -',
    ],
    ['a resource', Task, task, '/scope/resources/0', 'api', A_GLOB],
    ['a resource with part of a segment open', Task, task, '/scope/resources/0', 'db:ord*', A_GLOB],
    [
      'a resource of a policy',
      PolicyDocument,
      document,
      '/resources/0/match',
      '*',
      `${A_GLOB}, or ** for everything`,
    ],
    ['an action', Task, task, '/scope/actions/0', 'read all', 'must be an action: 1-64 of A-Z a-z 0-9 _ . -'],
    [
      'an e-mail address',
      ImportPeople,
      COMMAND_SAMPLES['directory.import'],
      '/people/0/email',
      'bob',
      'must be an e-mail address',
    ],
    [
      'more than one line',
      WorkerDefinition,
      definition,
      '/onboarding/0',
      'a\nb',
      'must be one line of 1-500 characters',
    ],
    ['another type', Task, task, '/title', 7, 'must be string'],
    ['another type of list', Task, task, '/inputs', {}, 'must be array'],
    [
      'a value of another set',
      ApprovePermit,
      approve,
      '/role',
      'boss',
      'must be one of manager, engineering-director, security-lead, architect, vp, cto, ciso, cab, incident-commander, certification-board, governance-board, auditor, operator, developer',
    ],
    ['an empty text', Task, task, '/title', '', 'must not be empty'],
    ['a short text', Task, task, '/overrides/0/justification', 'because', 'must have at least 20 characters'],
    ['a long text', Task, task, '/title', 'x'.repeat(201), 'must have at most 200 characters'],
    ['an empty list', Task, task, '/scope/actions', [], 'must not be empty'],
    [
      'a short list',
      PolicyDocument,
      document,
      '/paths',
      document.paths.slice(0, 4),
      'must have at least 5 items',
    ],
    [
      'a long list',
      Task,
      task,
      '/overrides',
      Array.from({ length: 4 }, () => task.overrides?.[0]),
      'must have at most 3 items',
    ],
    [
      'an item given twice',
      Task,
      task,
      '/scope/actions',
      ['read', 'deploy', 'read'],
      'must not have the same item twice (0 and 2)',
    ],
    ['too few', Task, task, '/estimatedTokens', -1, 'must be at least 0'],
    ['too many', Task, task, '/estimatedTokens', 10_000_001, 'must be at most 10000000'],
    ['half of one', Task, task, '/estimatedTokens', 0.5, 'must be integer'],
    [
      'half an action',
      CompletePermit,
      COMMAND_SAMPLES['permit.complete'],
      '/lastSeq',
      2.5,
      'must be integer',
    ],
    ['a number beyond all', Task, task, '/constraints/0/value', Infinity, A_CONSTRAINT_VALUE],
    ['a value that fits no form', Task, task, '/constraints/0/value', { max: 3 }, A_CONSTRAINT_VALUE],
    ['a list with what it cannot hold', Task, task, '/constraints/0/value', ['a', 1], A_CONSTRAINT_VALUE],
    ['a condition', PolicyDocument, document, '/floors/0/when/environment', { is: 'test' }, A_CONDITION],
    ['a condition without any', PolicyDocument, document, '/floors/0/when', {}, 'must not be empty'],
    [
      'a window',
      Terms,
      issued.terms,
      '/window',
      { from: 'now' },
      'must be { notBefore, notAfter } or { for }',
    ],
    [
      'who approved',
      PermitIssued,
      issued,
      '/approvedBy',
      'bob',
      'must be policy, or a list of { approver, role }',
    ],
    [
      'too many labels',
      Task,
      task,
      '/labels',
      Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`l${at}`, 'x'])),
      'must have at most 16 fields',
    ],
  ])('%s', (_, type, value, pointer, instead, says) => {
    expect(issuesOf(type, value)).toEqual([]);
    expect(issuesOf(type, replacedAt(value, pointer, instead))).toEqual([{ pointer, message: says }]);
  });

  test('names in a map', () => {
    expect(issuesOf(Task, { ...task, labels: { 'a b': 'x', ok: 'y' } })).toEqual([
      {
        pointer: '/labels/a b',
        message: 'has a name that is not the name of a label: 1-64 of A-Z a-z 0-9 _ . -',
      },
    ]);
    expect(issuesOf(Assessment, replacedAt(assessment, '/approvals/0/roles', { boss: 1, cto: 0 }))).toEqual([
      {
        pointer: '/approvals/0/roles/boss',
        message: expect.stringMatching(/^has a name that is not one of manager, /),
      },
      { pointer: '/approvals/0/roles/cto', message: 'must be at least 1' },
    ]);
  });

  test('a pointer into a map or list is escaped', () => {
    expect(issuesOf(Task, { ...task, labels: { 'a/b~c': 1 } }).map(({ pointer }) => pointer)).toEqual([
      '/labels/a~1b~0c',
      '/labels/a~1b~0c',
    ]);
  });
});

test('everything that is wrong is said at once, at most a hundred things', () => {
  const inputs = Array.from({ length: 64 }, () => ({ name: '', sha256: '' }));
  expect(issuesOf(Task, { ...task, inputs })).toHaveLength(100);
  expect(issuesOf(Task, { ...task, inputs: inputs.slice(0, 3) })).toHaveLength(6);
});

test('the name of an unknown field is repeated up to a length', () => {
  expect(issuesOf(Task, { ...task, ['x'.repeat(999)]: 1 })).toEqual([
    { pointer: `/${'x'.repeat(999)}`, message: 'is not a known field' },
  ]);
  expect(issuesOf(Task, { ...task, scope: { ...task.scope, ['x'.repeat(1000)]: 1 } })).toEqual([
    {
      pointer: '/scope',
      message: 'holds something whose name is not repeated here, which is not a known field',
    },
  ]);
});

describe('every schema has words', () => {
  const parts = (schema: unknown, path: string): [string, Record<string, unknown>][] => {
    if (typeof schema !== 'object' || schema === null) return [];
    const own = schema as Record<string, unknown>;
    // Of several forms the whole is described.
    const members = Object.entries(own).filter(([key]) => key !== 'oneOf' && key !== 'anyOf');
    return [[path, own], ...members.flatMap(([key, member]) => parts(member, `${path}/${key}`))];
  };

  test('where it asks for a pattern, a format or one of several forms', () => {
    const wordless = parts(messageSchemas(), '').filter(
      ([, part]) =>
        ['pattern', 'format', 'oneOf', 'anyOf'].some((key) => key in part) &&
        typeof part['description'] !== 'string',
    );
    expect(wordless.map(([path]) => path)).toEqual([]);
  });

  test.each(SAMPLES)('no message about $name speaks of a pattern or a schema', ({ type, value }) => {
    const wrong = [{}, [], '', '*', '\u{1f600}', -1, 1e9 + 0.5, true, null];
    const messages = distinct(placesOf(type.name, value))
      .filter(({ pointer }) => pointer !== '')
      .flatMap(({ pointer }) =>
        wrong.flatMap((instead) => issuesOf(type, replacedAt(value, pointer, instead))),
      )
      .map(({ message }) => message);
    expect(
      messages.filter((message) => /pattern|schema|NOT [a-z]|[\\^$]|undefined|Object/.test(message)),
    ).toEqual([]);
  });
});

test('all event classes are known by their own names', () => {
  const names = Object.values(EVENTS).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
