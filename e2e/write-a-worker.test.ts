import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { guildhall } from '../apps/cli/test/support/built.js';
import { readPage, root, saved } from './support/page.js';
import { startSystem } from './system.js';

const NAME = 'my-worker.mjs';

/** Runs the program until it has printed as many lines as expected, doing `meanwhile` after the first `pause` of them. */
const linesOf = async (
  path: string,
  env: Record<string, string>,
  expected: number,
  pause: number,
  meanwhile: () => Promise<unknown>,
): Promise<string[]> => {
  const worker = spawn(process.execPath, [path], {
    cwd: root,
    env: { ...process.env, ...env },
    timeout: 30_000,
  });
  const exited = once(worker, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface(worker.stdout)) {
    lines.push(line);
    if (lines.length === pause) await meanwhile();
    if (lines.length === expected) worker.kill();
  }
  await exited;
  return lines;
};

test('the worker on the page does what waited and what it hears of, and prints what the page says', async () => {
  const { program, printed, blocks } = await readPage('write-a-worker.md', NAME);
  const [commands = ''] = blocks('sh');
  const [before = [], during = []] = commands
    .trim()
    .split('\n')
    .map((line) => line.replace('npx guildhall ', '').split(' '));
  await using file = await saved(program, NAME);
  await using system = await startSystem();
  const expected = printed.trim().split('\n');

  const first = await guildhall(before, system.env);
  const lines = await linesOf(file.path, system.env, expected.length, 2, () => guildhall(during, system.env));

  expect(program.trim().split('\n').length).toBeLessThanOrEqual(28);
  expect(first.code).toBe(0);
  expect(lines).toEqual(expected);
  const closed = await system.run('olivia', 'permit', 'list', '--json');
  expect(closed.stdout.match(/"state": ?"CLOSED"/g)).toHaveLength(2);
}, 60_000);
