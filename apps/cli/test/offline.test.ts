import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { build, guildhall } from './support/built.js';
import { tempDir } from './support/temp.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const DEPLOY = inRepository('examples/demo/deploy.json');
const DEFAULT_TEXT = readFileSync(inRepository('policies/default.yaml'), 'utf8');
const [, VERSION = ''] = /^version: (.*)$/m.exec(DEFAULT_TEXT) ?? [];

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
    // It is in no line of the file.
    expect(JSON.parse(stderr)).toMatchObject({
      error: {
        code: 'VALIDATION_FAILED',
        details: [{ pointer: '/taskId', message: expect.any(String) }],
      },
    });
    expect(stderr).not.toContain('"line"');
  });

  test('names what only the policy can tell, and the lines of a file that has some', async () => {
    const { justification, ...task } = JSON.parse(readFileSync(DEPLOY, 'utf8')) as Record<string, unknown>;
    const text = JSON.stringify({ ...task, justification: 'too short' }, undefined, 2);
    const { code, stderr } = await guildhall(['assess', '-', '--json'], {}, text);
    expect(typeof justification).toBe('string');
    const line = text.split('\n').findIndex((each) => each.includes('justification')) + 1;
    expect({ code, ...(JSON.parse(stderr) as object) }).toMatchObject({
      code: 2,
      error: { code: 'VALIDATION_FAILED', details: [{ pointer: '/justification', line }] },
    });
  });

  test('refuses a policy that is none', async () => {
    const { code, stderr } = await guildhall(['assess', DEPLOY, '--policy', DEPLOY]);
    expect(code).toBe(2);
    expect(stderr).toContain(`✗ ${DEPLOY} is not a valid policy.\n  line  1  /version  is missing`);
  });

  test('names the line of what is wrong with a policy, from the top of the file to its end', async () => {
    using dir = tempDir();
    const file = join(dir.path, 'policy.yaml');
    const lines = DEFAULT_TEXT.replace('version:', 'versoin:')
      .replace('operation: deployment,', 'operation: deploymnt,')
      .split('\n');
    writeFileSync(file, lines.join('\n'));
    const lineOf = (text: string): number => lines.findIndex((line) => line.includes(text)) + 1;
    const shape = await guildhall(['assess', DEPLOY, '--policy', file, '--json']);
    expect({ code: shape.code, ...(JSON.parse(shape.stderr) as object) }).toEqual({
      code: 2,
      error: {
        message: `${file} is not a valid policy.`,
        details: [
          { pointer: '/version', message: 'is missing', line: lineOf('versoin') },
          { pointer: '/versoin', message: 'is not a known field', line: lineOf('versoin') },
        ],
      },
    });
    writeFileSync(file, lines.join('\n').replace('versoin', 'version'));
    const rules = await guildhall(['assess', DEPLOY, '--policy', file]);
    expect(rules.stderr).toContain(
      `✗ ${file} is not a valid policy.\n  line ${lineOf('deploymnt')}  /floors/8/when/operation  is not a value of `,
    );
  });

  test('refuses a file that is not UTF-8, and names the line', async () => {
    using dir = tempDir();
    const file = join(dir.path, 'task.yaml');
    writeFileSync(file, Uint8Array.from([0x61, 0x3a, 0x0a, 0x23, 0xe9]));
    const { code, stderr } = await guildhall(['assess', file]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `✗ ${file} is not acceptable YAML.\n  line 2  is not UTF-8\n`,
    });
  });
});

describe('guildhall policy test', () => {
  test('passes the vectors of the default policy', async () => {
    const named = await guildhall(['policy', 'test', inRepository('policies/vectors/default')]);
    const file = inRepository('policies/default.yaml');
    expect(named).toEqual({
      code: 0,
      stdout: expect.stringMatching(
        new RegExp(`^policy ${VERSION}, ${file}\\n✓ (\\d+) of \\1 vectors pass\\n$`),
      ),
      stderr: '',
    });
    expect(await guildhall(['policy', 'test'])).toEqual(named);
  });

  test('names each difference of a vector that fails, and each vector that is none', async () => {
    using dir = tempDir();
    const write = (file: string, text: string): void => writeFileSync(join(dir.path, file), text);
    const task = JSON.parse(readFileSync(DEPLOY, 'utf8')) as object;
    mkdirSync(join(dir.path, 'deeper'));
    write('good.json', JSON.stringify({ task, expect: { level: 3 } }));
    write(
      'wrong-2.json',
      JSON.stringify({ task, expect: { level: 2, score: 33, reasons: ['x'.repeat(300)] } }),
    );
    write('wrong-10.yaml', `task: ${JSON.stringify(task)}\nexpect:\n  score: 33\n  level: 4\n`);
    write('deeper/refused.json', JSON.stringify({ task: { ...task, operation: 'x' }, expect: { level: 2 } }));
    write('assessed.json', JSON.stringify({ task, expect: { refusal: { code: 'VALIDATION_FAILED' } } }));
    write('broken.json', '{"task":');
    write('nothing.json', JSON.stringify({ task, expect: {} }));
    write('none.json', '[]');
    write('README.md', 'no vector');
    const { code, stdout, stderr } = await guildhall(['policy', 'test', dir.path]);
    const long = expect.stringMatching(
      /^ {4}\/expect\/reasons {2}expected \["x{100,118}\.\.\., got \[".{100,118}\.\.\.$/,
    );
    expect({ code, stderr, lines: stdout.split('\n') }).toEqual({
      code: 1,
      stderr: '✗ 7 of 8 vectors fail.\n',
      lines: [
        `policy ${VERSION}, ${inRepository('policies/default.yaml')}`,
        '✗ assessed.json',
        '    /expect/refusal  expected a refusal, got an assessment of level 3',
        '✗ broken.json  cannot be read',
        '    is not JSON',
        '✗ deeper/refused.json',
        '    /expect  expected an assessment, got VALIDATION_FAILED: The input is not a valid Task.',
        expect.stringMatching(/^ {4}\/task\/operation {2}must be one of read, /),
        '✗ none.json  must be { "task": ..., "expect": ... }, and expect something',
        '✗ nothing.json  must be { "task": ..., "expect": ... }, and expect something',
        '✗ wrong-2.json',
        '    /expect/level  expected 2, got 3',
        long,
        '✗ wrong-10.yaml',
        '    line 4  /expect/level  expected 4, got 3',
        '',
      ],
    });
  });

  test('tells programs the same', async () => {
    using dir = tempDir();
    const task = JSON.parse(readFileSync(DEPLOY, 'utf8')) as object;
    writeFileSync(join(dir.path, 'good.json'), JSON.stringify({ task, expect: { level: 3 } }));
    writeFileSync(join(dir.path, 'wrong.json'), JSON.stringify({ task, expect: { level: 2 } }, undefined, 1));
    writeFileSync(join(dir.path, 'z.json'), '[]');
    const { code, stdout } = await guildhall(['policy', 'test', dir.path, '--json']);
    expect({ code, ...(JSON.parse(stdout) as object) }).toEqual({
      code: 1,
      policy: {
        file: inRepository('policies/default.yaml'),
        version: VERSION,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      folder: dir.path,
      passed: 1,
      failed: 2,
      results: [
        { file: 'good.json', mismatches: [] },
        {
          file: 'wrong.json',
          mismatches: [{ pointer: '/expect/level', message: 'expected 2, got 3', line: expect.any(Number) }],
        },
        {
          file: 'z.json',
          broken: 'must be { "task": ..., "expect": ... }, and expect something',
          mismatches: [],
        },
      ],
    });
  });

  test('looks beside the policy where nobody names a folder', async () => {
    using dir = tempDir();
    const policy = join(dir.path, 'mine.yaml');
    cpSync(inRepository('policies/default.yaml'), policy);
    const missing = await guildhall(['policy', 'test', '--policy', policy]);
    const task = JSON.parse(readFileSync(DEPLOY, 'utf8')) as object;
    mkdirSync(join(dir.path, 'vectors/mine'), { recursive: true });
    writeFileSync(join(dir.path, 'vectors/mine/a.json'), JSON.stringify({ task, expect: { level: 3 } }));
    const found = await guildhall(['policy', 'test'], { GUILDHALL_POLICY: policy });
    expect([missing.code, found]).toEqual([
      2,
      { code: 0, stdout: `policy ${VERSION}, ${policy}\n✓ 1 of 1 vectors pass\n`, stderr: '' },
    ]);
    expect(missing.stderr).toContain(`✗ ${join(dir.path, 'vectors/mine')} cannot be read: `);
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
