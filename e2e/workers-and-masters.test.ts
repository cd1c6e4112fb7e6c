import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { waitFor } from '@guildhall/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSystem } from './system.js';
import type { TestSystem } from './system.js';
import { tempDir } from '../apps/cli/test/support/temp.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const PAGE = readFileSync(join(root, 'docs/workers-and-masters.md'), 'utf8');

const blocks = (language: string): string[] =>
  [...PAGE.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , body = '']) => body);

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

let system: TestSystem;
const folder = tempDir();
beforeAll(async () => {
  system = await startSystem();
  for (const text of blocks('yaml')) {
    const [, id] = /^(?:workerId|id): (\S+)/.exec(text) ?? [];
    writeFileSync(join(folder.path, `${id}.yaml`), text);
  }
}, 60_000);
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
}, 60_000);

const run = async (line: string): Promise<Ran> => {
  const env = { ...system.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}` };
  const done = promisify(execFile)('sh', ['-c', line], { cwd: folder.path, env });
  return done.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: unknown) => error as Ran,
  );
};

const lines = blocks('sh').flatMap((block) => block.trim().split('\n'));

const list = async (kind: 'worker' | 'master'): Promise<Record<string, unknown>[]> => {
  const { stdout } = await system.run('oscar', kind, 'list', '--json');
  return (JSON.parse(stdout) as Record<string, Record<string, unknown>[]>)[`${kind}s`] ?? [];
};

test('the commands of the page end as it says, and leave what it says', async () => {
  for (const text of lines) {
    const [command = '', refusal] = text.split(' # refused: ');
    const line = command.replace(/^npx /, '');
    // What was registered a moment ago may not have come to the view yet.
    const ran = / (?:show|list) /.test(line) ? await eventually(line) : await run(line);
    expect({ line, code: ran.code, stderr: ran.stderr }).toEqual({
      line,
      code: refusal === undefined ? 0 : 1,
      stderr: refusal === undefined ? '' : expect.stringContaining(refusal),
    });
  }
  const statusOf = async (id: string) => (await list('worker')).find((each) => each['id'] === id)?.['status'];
  await waitFor(async () => (await statusOf('deployer-7')) === 'retired');
  expect(await statusOf('architect-4')).toBe('revoked');
  const master = async () => (await list('master')).find(({ id }) => id === 'release-master');
  await waitFor(async () => (await master())?.['retired'] === true);
  expect(await master()).toEqual({
    id: 'release-master',
    level: 2,
    owners: ['zoe'],
    capabilities: ['deploy'],
    retired: true,
  });
}, 120_000);

const eventually = async (line: string): Promise<Ran> => {
  let ran = await run(line);
  await waitFor(async () => ran.code === 0 || (ran = await run(line)).code === 0);
  return ran;
};

test('a definition is data: tags, unknown fields and unknown witnesses are refused, with where they are', async () => {
  const refusalOf = async (text: string) => {
    const file = join(folder.path, 'bad.yaml');
    writeFileSync(file, text);
    const { code, stderr } = await system.run('oscar', 'worker', 'register', file);
    return { code, said: stderr };
  };
  const [good = ''] = blocks('yaml');
  expect(await refusalOf(good.replace('kind: agent', 'kind: !!js/function "agent"'))).toEqual({
    code: 2,
    said: expect.stringContaining('tags are not accepted'),
  });
  expect(await refusalOf(`${good}onStart: rm -rf /\n`)).toEqual({
    code: 2,
    said: expect.stringContaining('/onStart'),
  });
  expect(
    await refusalOf(
      good.replace('value: 200,', 'value: 200, witness: eval,').replace('deployer-7', 'deployer-8'),
    ),
  ).toEqual({ code: 2, said: expect.stringContaining('/definition/constraints/0/witness') });
}, 60_000);
