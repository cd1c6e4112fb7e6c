import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  COMMANDS,
  EVENTS,
  QUERIES,
  commandCausation,
  intakeCausation,
  policyCausation,
  refusalsCausation,
  timerCausation,
  timerDueSubject,
} from '@guildhall/contracts';
import type { Service } from '@guildhall/contracts';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { published } from '../scripts/contract/src/comments.js';
import { differences } from '../scripts/contract/src/current.js';
import { contractFiles } from '../scripts/contract/src/files.js';
import { readPage, root } from './support/page.js';

interface AsyncApi {
  components: { messages: { alert: { headers: { required: string[] } } } };
}

interface Described {
  properties: Record<string, { description?: string }>;
}

interface PolicySchema extends Described {
  definitions: Record<string, Described>;
}

interface Headers {
  properties: Record<'ce-causationid', { description: string }>;
}

describe('the published contract', () => {
  let files: Record<string, string>;
  beforeAll(async () => {
    files = await contractFiles(root);
  });

  test('is current: `npm run contract` would change nothing', () => {
    expect(differences(root, files)).toEqual({ outdated: [], surplus: [] });
  });

  test('has a schema of each message, and a reply to each request', () => {
    const paths = Object.keys(files).filter((path) => path.startsWith('docs/contract/schemas/'));
    const made = paths.map((path) => path.replace(/^.*\/(.*)\.json$/, '$1'));
    const requests = [...Object.keys(COMMANDS), ...Object.keys(QUERIES)];
    const wanted = [
      ...Object.keys(EVENTS).map((type) => `${type}.v1`),
      ...Object.keys(COMMANDS).map((name) => `${name}.command`),
      ...Object.keys(QUERIES).map((name) => `${name}.query`),
      ...requests.map((name) => `${name}.reply`),
      ...['task', 'worker-definition', 'policy', 'alert', 'dead-letter', 'error', 'event-headers'],
    ];
    expect(made.sort()).toEqual(wanted.sort());
  });

  test('says what every key of a policy means, for editors', () => {
    const { properties, definitions } = JSON.parse(
      files['policies/policy.schema.json'] ?? '{}',
    ) as PolicySchema;
    const keys = [['policy', { properties }] as const, ...Object.entries(definitions)].flatMap(
      ([name, schema]) =>
        Object.entries(schema.properties).map(([key, { description }]) => ({
          key: `${name}.${key}`,
          description,
        })),
    );
    expect(keys.length).toBeGreaterThan(50);
    expect(keys.filter(({ description }) => description === undefined)).toEqual([]);
  });

  test('says which alerts are none', () => {
    const { components } = parse(files['docs/contract/asyncapi.yaml'] ?? '') as AsyncApi;
    expect(components.messages.alert.headers.required).toEqual(['Nats-Msg-Id']);
  });

  test('says every form of what an event follows from', () => {
    const { properties } = JSON.parse(files['docs/contract/schemas/event-headers.json'] ?? '{}') as Headers;
    const said = properties['ce-causationid'].description;
    const service = '<service>' as Service;
    const timer = { context: 'permit', entity: 't1', kind: 'window' };
    const forms = [
      commandCausation('<caller>', '<command id>'),
      intakeCausation(7, '<time>').replace('7', '<sequence>'),
      timerCausation(timer, '<due>').replace(timerDueSubject(timer), '<subject>'),
      refusalsCausation(service, '<caller>', '<since>', '<id>'),
      policyCausation(service, '<sha256>'),
    ];
    expect(forms.filter((form) => !said.includes(`\`${form}\``))).toEqual([]);
  });
});

test('a comment that goes on in the next one is not published', () => {
  expect(published('Not before this\n time (2.5) has passed.')).toBe('Not before this time has passed.');
  expect(() => published('Not before this time has passed, (2.5)')).toThrow('no sentence of its own');
});

// Jest and ESLint have others at the top.
const ours = createRequire(join(root, 'libs/contracts/package.json'));
const PACKAGES = ['ajv', 'ajv-formats'];

/** A folder of somebody who has installed the packages and saved the program, beside that of the repository. */
const somebodys = async (program: string): Promise<{ folder: string } & AsyncDisposable> => {
  const dir = await mkdtemp(join(tmpdir(), 'guildhall-contract-'));
  const folder = join(dir, 'validating');
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  for (const name of PACKAGES)
    await symlink(dirname(ours.resolve(`${name}/package.json`)), join(folder, 'node_modules', name));
  await symlink(root, join(dir, 'guildhall'));
  await writeFile(join(folder, 'validate.mjs'), program);
  return { folder, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
};

test('the program on the page validates a message, with the packages that it names', async () => {
  const { program, blocks } = await readPage('contract/README.md', 'validate.mjs');
  const [install, command = '', printed] = blocks('console').join('').trim().split('\n');
  const named = PACKAGES.map((name) => {
    const { version } = ours(`${name}/package.json`) as { version: string };
    return `${name}@${version.split('.')[0]}`;
  });
  expect(install).toBe(`$ npm install ${named.join(' ')}`);

  await using somebody = await somebodys(program);
  const [, node, ...args] = command.split(' ');
  const ran = await promisify(execFile)(process.execPath, args, { cwd: somebody.folder, timeout: 20_000 });
  expect([node, ran]).toEqual(['node', { stdout: `${printed}\n`, stderr: '' }]);
});

/** What the parser finds, from a process of its own: it does not run inside Jest. */
const PARSE = `
const { readFileSync } = require('node:fs');
const { Parser } = require(process.argv[1]);
const text = readFileSync(process.argv[2], 'utf8');
new Parser().parse(text).then(({ document, diagnostics }) => {
  const operations = document === undefined ? 0 : document.operations().all().length;
  console.log(JSON.stringify({ operations, diagnostics }));
});`;

interface Parsed {
  operations: number;
  diagnostics: { severity: number; code: string; message: string }[];
}

const parsedByAsyncApi = async (path: string): Promise<Parsed> => {
  const parser = createRequire(import.meta.url).resolve('@asyncapi/parser');
  const child = spawn(process.execPath, ['-e', PARSE, parser, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  await once(child, 'close');
  return JSON.parse(said) as Parsed;
};

test('the AsyncAPI document is valid, and nothing about it is warned of', async () => {
  const { operations, diagnostics } = await parsedByAsyncApi(join(root, 'docs/contract/asyncapi.yaml'));
  const notes = diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version');
  expect(notes).toEqual([]);
  expect(operations).toBe(
    Object.keys(EVENTS).length + Object.keys(COMMANDS).length + Object.keys(QUERIES).length + 2,
  );
}, 60_000);
