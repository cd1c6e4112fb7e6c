import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { build, guildhall } from './support/built.js';
import { tempDir } from './support/temp.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const DEPLOY = inRepository('examples/demo/deploy.json');

beforeAll(() => {
  build('apps/cli');
});

describe('guildhall assess', () => {
  test('prints the assessment for people', async () => {
    const { code, stdout, stderr } = await guildhall(['assess', DEPLOY]);
    const lines = stdout.split('\n');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines[0]).toBe('deploy-api  high risk, 33 of 50: level 3 (Advanced), path advanced');
    expect(lines[2]).toBe('approvals      leadership: engineering-director, security-lead');
    expect(lines).toContain('because        environment production: 10');
  });

  test('prints the raw assessment for programs', async () => {
    const { code, stdout } = await guildhall(['assess', DEPLOY, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      taskId: 'deploy-api',
      score: 33,
      floors: ['F1', 'F4'],
      level: 3,
      path: 'advanced',
    });
  });

  test('reads YAML, and standard input', async () => {
    using dir = tempDir();
    const file = join(dir.path, 'task.yaml');
    const task = JSON.parse(readFileSync(DEPLOY, 'utf8')) as object;
    writeFileSync(
      file,
      Object.entries(task)
        .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
        .join('\n'),
    );
    const fromYaml = await guildhall(['assess', file, '--json']);
    const fromInput = await guildhall(['assess', '-', '--json'], {}, JSON.stringify(task));
    expect(fromYaml.code).toBe(0);
    expect(fromInput).toEqual(fromYaml);
  });

  test('lists everything that is wrong with a task, each with its pointer', async () => {
    const bad = { taskId: 'a.b', title: 'T', operation: 'deploy', colour: 'red' };
    const { code, stdout, stderr } = await guildhall(['assess', '-'], {}, JSON.stringify(bad));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n').map((line) => line.trim().split('  ')[0])).toEqual([
      '✗ VALIDATION_FAILED - is not a valid Task.',
      '/environment',
      '/reversibility',
      '/dataSensitivity',
      '/impactScope',
      '/customerImpact',
      '/scope',
      '/colour',
      '/taskId',
      '/operation',
      '→ Correct what the pointers name.',
      '',
    ]);
  });

  test('an id given on the command line is checked like that of the file, before anything is published', async () => {
    const { code, stdout, stderr } = await guildhall(['task', 'submit', DEPLOY, '--id', 'bad id!', '--json']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'VALIDATION_FAILED', details: [{ pointer: '/taskId' }] },
    });
  });

  test('names what only the policy can tell', async () => {
    const { justification, ...task } = JSON.parse(readFileSync(DEPLOY, 'utf8')) as Record<string, unknown>;
    const { code, stderr } = await guildhall(['assess', '-', '--json'], {}, JSON.stringify(task));
    expect(typeof justification).toBe('string');
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'VALIDATION_FAILED', details: [{ pointer: '/justification' }] },
    });
  });

  test('refuses a policy that is none', async () => {
    const { code, stderr } = await guildhall(['assess', DEPLOY, '--policy', DEPLOY]);
    expect(code).toBe(2);
    expect(stderr).toContain(`✗ ${DEPLOY} is not a valid policy.\n  /version  is missing`);
  });
});

describe('guildhall policy test', () => {
  test('passes the vectors of the default policy', async () => {
    const { code, stdout } = await guildhall(['policy', 'test', inRepository('policies/vectors/default')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✓ (\d+) of \1 vectors pass\n$/);
  });

  test('names each difference of a vector that fails', async () => {
    using dir = tempDir();
    const task = JSON.parse(readFileSync(DEPLOY, 'utf8')) as object;
    writeFileSync(join(dir.path, 'good.json'), JSON.stringify({ task, expect: { level: 3 } }));
    writeFileSync(join(dir.path, 'wrong.json'), JSON.stringify({ task, expect: { level: 2, score: 33 } }));
    writeFileSync(join(dir.path, 'none.json'), '[]');
    const { code, stdout, stderr } = await guildhall(['policy', 'test', dir.path]);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: [
        '✗ none.json',
        '      must be { "task": ..., "expect": ... }',
        '✗ wrong.json',
        '    /level  expected 2, got 3',
        '✗ 1 of 3 vectors pass',
        '',
      ].join('\n'),
      stderr: '✗ 2 of 3 vectors fail.\n',
    });
  });

  test('needs a folder with vectors', async () => {
    using dir = tempDir();
    mkdirSync(join(dir.path, 'empty'));
    const empty = await guildhall(['policy', 'test', join(dir.path, 'empty')]);
    const missing = await guildhall(['policy', 'test', join(dir.path, 'missing')]);
    expect([empty.code, missing.code]).toEqual([2, 2]);
    expect(empty.stderr).toBe(`✗ There are no vectors in ${join(dir.path, 'empty')}.\n`);
  });
});

describe('wrong usage', () => {
  test.each([
    ['an unknown command', ['nonsense'], "error: unknown command 'nonsense'"],
    ['a missing argument', ['permit', 'approve'], "error: missing required argument 'taskId'"],
    ['an unknown option', ['status', '--loud'], "error: unknown option '--loud'"],
    [
      'a value that is none of the choices',
      ['permit', 'list', '--state', 'NEW'],
      "error: option '--state <state>'",
    ],
    ['a number that is none', ['permit', 'list', '--limit', 'all'], "error: option '--limit <number>'"],
    ['a server that is no URL', ['whoami', '--server', 'here'], "error: option '--server <url>'"],
    ['an id that is none', ['whoami', '--as', '../olivia'], '✗ --as must be an id, not "../olivia".'],
    ['nobody who speaks', ['whoami'], '✗ Say who you are with --as ID, or in NATS_CREDS.'],
    ['somebody without credentials', ['whoami', '--as', 'nobody'], '✗ There are no credentials for nobody.'],
    ['a file that is not there', ['assess', '/nowhere.json'], '✗ There is no file /nowhere.json.'],
  ])('%s ends with exit 2', async (_, args, message) => {
    using dir = tempDir();
    const { code, stdout, stderr } = await guildhall(args, { GUILDHALL_HOME: dir.path });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('a bad setting is named', async () => {
    const { code, stderr } = await guildhall(['status'], { GUILDHALL_NATS_PORT: 'many' });
    expect(code).toBe(2);
    expect(stderr).toBe(
      '✗ GUILDHALL_NATS_PORT must be a port from 1 to 65535, not "many".\n' +
        '  → Correct GUILDHALL_NATS_PORT in the environment.\n',
    );
  });

  test('help that was asked for is no error', async () => {
    const { code, stdout } = await guildhall(['permit', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('agree to the terms of a permit');
  });
});

describe('a home where nothing runs', () => {
  test('cannot be reached', async () => {
    using dir = tempDir();
    const { code, stderr } = await guildhall(['status'], { GUILDHALL_HOME: dir.path });
    expect(code).toBe(3);
    expect(stderr).toBe(`✗ No Guildhall runs in ${dir.path}.\n  → Start it with \`guildhall up\`.\n`);
  });

  test('has nothing to stop, and no logs', async () => {
    using dir = tempDir();
    const env = { GUILDHALL_HOME: dir.path };
    expect(await guildhall(['down', '--json'], env)).toEqual({
      code: 0,
      stdout: '{\n  "stopped": false\n}\n',
      stderr: '',
    });
    expect((await guildhall(['logs', 'nats-server'], env)).code).toBe(2);
  });
});
