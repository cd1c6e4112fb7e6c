import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { chunks } from '../src/bootstrap/chunks.js';
import { kindOf } from '../src/bootstrap/credentials.js';
import { parseBootstrap } from '../src/bootstrap/file.js';
import { DEMO_BOOTSTRAP } from '../src/repository.js';

const parse = (text: string) => parseBootstrap(new TextEncoder().encode(text), 'file.yaml');

const PEOPLE = 'people: [{ id: olivia, name: Olivia, roles: [operator] }]\n';

const refusal = (text: string): { message: string; details: unknown } => {
  try {
    parse(text);
  } catch (error) {
    return Reflect.get(Object(error), 'refusal') as { message: string; details: unknown };
  }
  throw new Error('the file was accepted');
};

describe('a bootstrap file', () => {
  test('is read with its three sections, each of which may be left out', () => {
    expect(parse(PEOPLE)).toEqual({
      people: [{ id: 'olivia', name: 'Olivia', roles: ['operator'] }],
      masters: [],
      workers: [],
    });
  });

  test('may use plain aliases', () => {
    const { people } = parse(
      'people:\n  - { id: a, name: A, roles: &r [vp] }\n  - { id: b, name: B, roles: *r }\n',
    );
    expect(people.map(({ roles }) => roles)).toEqual([['vp'], ['vp']]);
  });

  test('names everything that is wrong with its shape, with pointers into the file and lines, from its top to its end', () => {
    const text = `${PEOPLE}masters:\n  - { id: m, level: 9, owner: olivia, owners: [olivia] }\nworkers: 3\nrobots: []\n`;
    expect(refusal(text)).toEqual({
      message: 'file.yaml is not a valid bootstrap file.',
      details: [
        { pointer: '/masters/0/owner', message: 'is not a known field', line: 3 },
        { pointer: '/masters/0/level', message: 'must be one of 0, 1, 2, 3, 4', line: 3 },
        { pointer: '/workers', message: 'must be array', line: 4 },
        { pointer: '/robots', message: 'is not a known field', line: 5 },
      ],
    });
  });

  test('names ids that are taken or reserved, owners that nobody is, and what a worker may not have', () => {
    const text = `${PEOPLE}masters: [{ id: OLIVIA, level: 1, owners: [nobody] }]
workers:
  - level: 1
    definition: { workerId: system, name: W, owners: [olivia], kind: agent, capabilities: [x], identity: { publicKey: U${'A'.repeat(55)} } }
`;
    expect(refusal(text).details).toEqual([
      { pointer: '/masters/0/id', message: '"OLIVIA" is taken by /people/0/id', line: 2 },
      { pointer: '/masters/0/owners/0', message: '"nobody" is not one of the people', line: 2 },
      { pointer: '/workers/0/definition/workerId', message: '"system" is reserved', line: 5 },
      { pointer: '/workers/0/definition/artifact', message: 'is required from level 1', line: 5 },
      {
        pointer: '/workers/0/definition/identity',
        message: 'is filled in from the credentials that are issued; leave it out',
        line: 5,
      },
    ]);
  });

  test.each([
    ['a tag', 'people: !!js/function x', 'tags are not accepted', 1],
    ['a key given twice', 'people: []\npeople: []', 'people is given twice', 2],
    ['an alias to nothing', 'people: *gone', 'stands for the anchor gone, which is not there', 1],
    ['two documents', 'people: []\n---\npeople: []', 'another document begins here', 2],
    [
      'aliases that explode',
      `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefgh'
        .split('')
        .map((key, n) => `${key}: &${key} [${`*${'abcdefg'[n] ?? ''},`.repeat(9)}]`)
        .join('\n')}`,
      'is where aliases come to stand for more than 100000',
      6,
    ],
  ])('is refused with %s', (_, text, message, line) => {
    expect(refusal(text)).toMatchObject({
      message: 'file.yaml is not acceptable YAML.',
      details: [{ pointer: '', message: expect.stringContaining(message), line }],
    });
  });

  test('that is no YAML at all is told in five short lines', () => {
    const { message, details } = refusal(`a: b: ${'x'.repeat(300)}\n`.repeat(200));
    const lines = (details as { message: string }[]).map((detail) => detail.message);
    expect(message).toBe('file.yaml is not acceptable YAML.');
    expect(lines).toHaveLength(6);
    expect(lines.filter((line) => line.length > 120 || line.includes('\n'))).toEqual([]);
    expect(lines.at(-1)).toMatch(/^… and \d+ more$/);
  });

  test('of the demo holds the participants of the contract', () => {
    const { people, masters, workers } = parseBootstrap(readFileSync(DEMO_BOOTSTRAP), 'demo');
    expect(people.map(({ id, roles }) => `${id} ${roles.join(' ')}`)).toEqual([
      'alice manager',
      'bob engineering-director',
      'carol security-lead',
      'dave vp',
      'erin cto',
      'frank ciso',
      'grace cab',
      'heidi architect',
      'ivan incident-commander',
      'judy auditor',
      'olivia operator',
      'oscar operator',
      'peggy certification-board',
      'trent certification-board',
      'victor certification-board',
      'gwen governance-board',
      'george governance-board',
      'zoe manager engineering-director',
    ]);
    expect(masters.map(({ id, level, owners }) => `${id} ${level} ${owners.join(' ')}`)).toEqual([
      'coordinator-master 4 olivia',
      'development-master 3 olivia',
      'security-master 4 olivia',
      'cicd-master 3 zoe',
    ]);
    expect(
      workers.map(
        ({ level, definition }) => `${definition.workerId} ${level} ${definition.capabilities.join(' ')}`,
      ),
    ).toEqual([
      'scout-0 0 code test',
      'reader-1 1 observe',
      'deployer-2 2 deploy',
      'deployer-3 3 deploy',
      'architect-4 4 deploy architecture',
    ]);
  });
});

test('what a person may hear follows from two roles', () => {
  const person = (...roles: ('operator' | 'auditor' | 'vp')[]) => ({ id: 'x', name: 'X', roles });
  expect(
    [person('vp'), person('vp', 'auditor'), person('auditor', 'operator'), person()].map(kindOf),
  ).toEqual(['person', 'auditor', 'operator', 'person']);
});

describe('chunks', () => {
  test('hold at most a hundred items', () => {
    const items = Array.from({ length: 250 }, (_, n) => n);
    expect(chunks(items).map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(chunks(items).flat()).toEqual(items);
  });

  test('stay below the size of an input', () => {
    const items = Array.from({ length: 7 }, (_, n) => `${n}${'x'.repeat(20_000)}`);
    const made = chunks(items);
    expect(made.map(({ length }) => length)).toEqual([3, 3, 1]);
    expect(made.every((chunk) => JSON.stringify(chunk).length < 64 * 1024)).toBe(true);
  });

  test('of nothing are none', () => {
    expect(chunks([])).toEqual([]);
  });
});
