import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { startSystem } from './system.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The program on the page, and what the page says that it prints. */
const readPage = async (): Promise<{ program: string; printed: string }> => {
  const page = await readFile(join(root, 'docs/write-a-master.md'), 'utf8');
  const [, program = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
  const [, printed = ''] = /\$ node my-master\.mjs\n([\s\S]*?)```/.exec(page) ?? [];
  return { program, printed };
};

test('the master on the page gets its permit, and prints what the page says', async () => {
  const { program, printed } = await readPage();
  await using system = await startSystem();
  const dir = await mkdtemp(join(tmpdir(), 'guildhall-master-'));
  await symlink(join(root, 'node_modules'), join(dir, 'node_modules'));
  await writeFile(join(dir, 'my-master.mjs'), program);

  const run = promisify(execFile)(process.execPath, [join(dir, 'my-master.mjs')], {
    cwd: root,
    env: { ...process.env, ...system.env },
    timeout: 20_000,
  });
  const { stdout } = await run.finally(() => rm(dir, { recursive: true, force: true }));

  const anySequence = (text: string): string => text.replace(/seq: \d+/, 'seq: N');
  expect(program.trim().split('\n').length).toBeLessThanOrEqual(20);
  expect(anySequence(stdout)).toBe(anySequence(printed));
}, 60_000);
