import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { guildhall } from '../apps/cli/test/support/built.js';
import { readPage, root, saved } from './support/page.js';
import { startSystem } from './system.js';

const NAME = 'my-master.mjs';

const runMaster = async (program: string, env: Record<string, string>): Promise<string> => {
  await using file = await saved(program, NAME);
  const { stdout } = await promisify(execFile)(process.execPath, [file.path], {
    cwd: root,
    env: { ...process.env, ...env },
    timeout: 20_000,
  });
  return stdout;
};

test('the master on the page gets its permit, or the code, and prints what the page says', async () => {
  const { program, printed } = await readPage('write-a-master.md', NAME);
  await using system = await startSystem();
  // A task that no worker has the capability for.
  const unable = program.replace('taskId:', "capability: 'juggling', taskId:");

  const stdout = await runMaster(program, system.env);
  const denied = await runMaster(unable, system.env);

  const anySequence = (text: string): string => text.replace(/seq: \d+/, 'seq: N');
  expect(program.trim().split('\n').length).toBeLessThanOrEqual(20);
  expect(anySequence(stdout)).toBe(anySequence(printed));
  expect(denied).toContain('\nassignment.denied NO_ELIGIBLE_WORKER\n');
}, 60_000);

test('the guild on the page can be brought in, and works as the page says', async () => {
  const { blocks } = await readPage('write-a-master.md', NAME);
  const [participants = ''] = blocks('yaml');
  const [commands = ''] = blocks('sh');
  await using file = await saved(participants, 'my-guild.yaml');
  await using system = await startSystem({ up: ['--empty'] });
  // All but the start, which is the line above.
  const lines = commands
    .trim()
    .split('\n')
    .filter((line) => !/^export |guildhall up /.test(line))
    .map((line) => line.replace('npx guildhall ', '').replace('my-guild.yaml', file.path).split(' '));

  const ended: { line: string; code: number | null; stderr: string }[] = [];
  for (const line of lines) {
    const { code, stderr } = await guildhall(line, system.env);
    ended.push({ line: line.join(' '), code, stderr });
  }

  expect(ended).toEqual(lines.map((line) => ({ line: line.join(' '), code: 0, stderr: '' })));
  expect(ended.length).toBe(5);
}, 60_000);
