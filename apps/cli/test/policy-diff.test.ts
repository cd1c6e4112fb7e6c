import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Change } from '@guildhall/risk';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PolicyDiff } from '../src/comparison/compare.js';
import { DEFAULT_POLICY } from '../src/repository.js';
import { build, guildhall } from './support/built.js';
import { policyFile } from './support/policy.js';
import { tempDir } from './support/temp.js';

const VECTORS = fileURLToPath(new URL('../../../policies/vectors/default', import.meta.url));
const SMALL_TEAM = fileURLToPath(new URL('../../../policies/small-team.yaml', import.meta.url));
const DEPLOY = fileURLToPath(new URL('../../../examples/demo/deploy.json', import.meta.url));

const stricter = (text: string): string =>
  text.replace(
    'floors:',
    'floors:\n  - { id: X1, level: 4, when: { operation: deployment }, why: deployments need level 4 }',
  );

beforeAll(() => {
  build('apps/cli');
});

const compared = async (...args: string[]): Promise<PolicyDiff> => {
  const { code, stdout, stderr } = await guildhall(['policy', 'diff', ...args, '--json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as PolicyDiff;
};

describe('guildhall policy diff', () => {
  test('of a policy with itself changes none of all kinds of task', async () => {
    const { comparison, documents, tasks } = await compared(DEFAULT_POLICY, DEFAULT_POLICY);
    expect(tasks).toEqual({ from: 'kinds', kinds: 369_600 });
    expect([comparison.compared, comparison.unchanged, documents]).toEqual([369_600, 369_600, []]);
  }, 60_000);

  test('compares the tasks of a folder of vectors, and says which are none', async () => {
    using dir = tempDir();
    const after = policyFile(dir.path, stricter);
    const folder = join(dir.path, 'tasks');
    mkdirSync(folder);
    const task = JSON.parse(readFileSync(DEPLOY, 'utf8')) as object;
    writeFileSync(join(folder, 'a.json'), JSON.stringify(task));
    writeFileSync(join(folder, 'b.json'), JSON.stringify({ task: { ...task, taskId: 'b' }, expect: {} }));
    writeFileSync(join(folder, 'c.json'), '[]');
    writeFileSync(join(folder, 'd.txt'), 'not looked at');
    const { comparison, tasks, documents } = await compared(DEFAULT_POLICY, after, '--tasks', folder);
    expect(tasks).toEqual({ from: 'files', path: folder, invalid: 1 });
    expect(comparison.moves.map(({ kind, from, to, count }) => ({ kind, from, to, count }))).toEqual([
      { kind: 'higher', from: 3, to: 4, count: 2 },
    ]);
    expect(documents).toEqual([
      {
        pointer: '/floors/0',
        after: { id: 'X1', level: 4, when: { operation: 'deployment' }, why: 'deployments need level 4' },
      },
    ]);
  });

  test('compares a file of tasks, writes every change into another, and fails on what it is told to', async () => {
    using dir = tempDir();
    const after = policyFile(dir.path, stricter);
    const [tasks, changes] = [join(dir.path, 'tasks.jsonl'), join(dir.path, 'changes.jsonl')];
    const task = JSON.parse(readFileSync(DEPLOY, 'utf8')) as object;
    const lines = Array.from({ length: 2_500 }, (_, n) => JSON.stringify({ ...task, taskId: `t${n}` }));
    writeFileSync(tasks, `${lines.join('\n')}\n\n`);
    const args = ['policy', 'diff', after, DEFAULT_POLICY, '--tasks', tasks, '--changes', changes];
    const { code, stdout, stderr } = await guildhall([...args, '--fail-on', 'lower']);
    expect(code).toBe(1);
    expect(stdout).toContain(`Of 2,500 tasks of ${tasks} 2,500 (100%) would be decided otherwise`);
    expect(stderr).toBe(
      '✗ 2,500 of the changes are of a kind that --fail-on names, such as t0: level 4 to 3.\n',
    );
    const written = readFileSync(changes, 'utf8').trimEnd().split('\n');
    expect(written.map((line) => (JSON.parse(line) as Change).taskId)).toEqual(lines.map((_, n) => `t${n}`));
  });

  test.each([
    ['task', (task: object) => task],
    ['vector', (task: object) => ({ task, expect: {} })],
  ])('compares one file with a %s of several lines', async (_, form) => {
    using dir = tempDir();
    const file = join(dir.path, 'task.json');
    const task = JSON.parse(readFileSync(DEPLOY, 'utf8')) as object;
    writeFileSync(file, JSON.stringify(form(task), undefined, 2));
    const { comparison, tasks } = await compared(DEFAULT_POLICY, DEFAULT_POLICY, '--tasks', file);
    expect([comparison.compared, tasks]).toEqual([1, { from: 'files', path: file, invalid: 0 }]);
  });

  test('reads lines from a file whose name ends in .json, and from one without a size', async () => {
    using dir = tempDir();
    const [file, pipe] = [join(dir.path, 'tasks.json'), join(dir.path, 'pipe.json')];
    const task = JSON.stringify(JSON.parse(readFileSync(DEPLOY, 'utf8')));
    writeFileSync(file, `${task}\n${task}\n`);
    const { comparison } = await compared(DEFAULT_POLICY, DEFAULT_POLICY, '--tasks', file);
    execFileSync('mkfifo', [pipe]);
    const written = writeFile(pipe, `${task}\n${task}\n${task}\n`);
    const piped = await compared(DEFAULT_POLICY, DEFAULT_POLICY, '--tasks', pipe);
    await written;
    expect([comparison.compared, piped.comparison.compared]).toEqual([2, 3]);
  });

  test('writes changes into nothing that it reads', async () => {
    using dir = tempDir();
    const after = policyFile(dir.path, stricter);
    const folder = join(dir.path, 'tasks');
    mkdirSync(folder);
    const [tasks, link] = [join(folder, 'a.json'), join(dir.path, 'link')];
    writeFileSync(tasks, readFileSync(DEPLOY));
    symlinkSync(tasks, link);
    const kept = [after, tasks].map((path) => readFileSync(path, 'utf8'));
    for (const [read, changes] of [
      [tasks, tasks],
      [tasks, link],
      [folder, tasks],
      [folder, join(folder, 'new.json')],
      [tasks, after],
    ] as const) {
      const args = ['policy', 'diff', DEFAULT_POLICY, after, '--tasks', read, '--changes', changes];
      const { code, stdout, stderr } = await guildhall(args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`${changes} cannot be written: it is read, as `);
    }
    expect([after, tasks].map((path) => readFileSync(path, 'utf8'))).toEqual(kept);
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  test('prints a report for a pull request', async () => {
    using dir = tempDir();
    const after = policyFile(dir.path, stricter);
    const args = ['policy', 'diff', DEFAULT_POLICY, after, '--tasks', VECTORS, '--markdown'];
    const { code, stdout } = await guildhall([...args, '--fail-on', 'lower,accepted']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^## What would change with this policy\n\n\*\*Of \d+ tasks of <code>/);
  });

  test.each([
    ['a policy that is none', ['diff', DEPLOY, DEFAULT_POLICY], 2, 'is not a valid policy'],
    ['no such file', ['diff', 'nowhere.yaml', DEFAULT_POLICY], 2, 'There is no file nowhere.yaml.'],
    [
      'no such tasks',
      ['diff', DEFAULT_POLICY, DEFAULT_POLICY, '--tasks', 'nowhere'],
      2,
      'nowhere cannot be read',
    ],
    [
      'tasks that are none',
      ['diff', DEFAULT_POLICY, DEFAULT_POLICY, '--tasks', DEFAULT_POLICY],
      2,
      'no valid task',
    ],
    [
      'a kind that is none',
      ['diff', DEFAULT_POLICY, DEFAULT_POLICY, '--fail-on', 'worse'],
      2,
      'It must be any, or',
    ],
    [
      'changes that do not fit',
      ['diff', DEFAULT_POLICY, SMALL_TEAM, '--tasks', VECTORS, '--changes', '/dev/full'],
      2,
      '/dev/full cannot be written: ENOSPC',
    ],
    [
      'tasks that cannot be read',
      ['diff', DEFAULT_POLICY, DEFAULT_POLICY, '--tasks', '/proc/self/mem'],
      2,
      '/proc/self/mem cannot be read: EIO',
    ],
    ['two sources', ['diff', 'a', 'b', '--from-log', '--tasks', 'c'], 2, 'cannot be used with'],
    [
      'two forms',
      ['diff', DEFAULT_POLICY, DEFAULT_POLICY, '--markdown', '--json'],
      2,
      'cannot both be given',
    ],
    ['nobody who asks', ['diff', 'in-force', DEFAULT_POLICY], 2, 'Say who you are'],
    [
      'nobody who reads the log',
      ['diff', DEFAULT_POLICY, DEFAULT_POLICY, '--from-log'],
      2,
      'Say who you are',
    ],
  ])('refuses %s', async (_, args, code, message) => {
    using dir = tempDir();
    const ran = await guildhall(['policy', ...args], { GUILDHALL_HOME: dir.path });
    expect([ran.code, ran.stdout]).toEqual([code, '']);
    expect(ran.stderr).toContain(message);
  });
});
