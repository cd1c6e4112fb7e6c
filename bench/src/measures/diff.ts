import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.js';
import { assessedHome } from '../log/assessed.js';
import { startHomeBroker } from '../log/filled.js';
import { defaultText, documentOf, policyOf } from '../policy.js';
import { inRepository } from '../repository.js';
import { MemoryWatch } from '../system/memory.js';

const GROUP = 'What another policy would decide otherwise';
const TASKS = { quick: 20_000, full: 1_000_000 };
const MOST_SECONDS = 60;

// Some levels rise, some fall, and of most tasks at least the score is another.
const CHANGES: readonly (readonly [string, string])[] = [
  ['production: 10 }', 'production: 9 }'],
  ['internal: 3, segment', 'internal: 4, segment'],
  ['tokens: 25000', 'tokens: 26000'],
];

const changed = (text: string): string =>
  CHANGES.reduce((now, [from, to]) => {
    if (!now.includes(from)) throw new Error(`the default policy has no ${from}`);
    return now.replace(from, to);
  }, text);

interface Took {
  seconds: number;
  mostMB: number;
  compared: number;
}

/** Runs the command as anybody would, as a process of its own, with the start of Node.js. */
const run = (args: readonly string[], env: Record<string, string>): Promise<Took> =>
  new Promise((resolve, reject) => {
    const since = performance.now();
    const child = spawn(process.execPath, [inRepository('apps/cli/bin/guildhall.js'), ...args], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const memory = new MemoryWatch({ diff: child.pid ?? 0 }).start();
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.once('error', reject);
    child.once('close', (code) => {
      const seconds = (performance.now() - since) / 1000;
      const { diff = 0 } = memory.stop();
      if (code !== 0) reject(new Error(`guildhall policy diff ended with ${String(code)}`));
      else {
        const { comparison } = JSON.parse(output) as { comparison: { compared: number } };
        resolve({ seconds, mostMB: diff, compared: comparison.compared });
      }
    });
  });

/** `guildhall policy diff --from-log` over a log of assessed tasks, and over every kind of task. */
export const measureDiff = async ({ options, add, say }: Bench): Promise<void> => {
  const tasks = TASKS[options.quick ? 'quick' : 'full'];
  const before = inRepository('policies/default.yaml');
  const after = join(options.work, 'changed-policy.yaml');
  writeFileSync(after, changed(defaultText()));
  const diff = ['policy', 'diff', before, after, '--json'];
  const { home, auditor } = await assessedHome(options.work, tasks, policyOf(documentOf(defaultText())), say);
  say(`comparing ${tasks} past tasks`);
  await using broker = await startHomeBroker(home);
  const past = await run([...diff, '--from-log', '--as', auditor, '--server', broker.url], {
    GUILDHALL_HOME: home,
  });
  if (past.compared !== tasks) throw new Error(`${past.compared} of ${tasks} tasks were compared`);
  const name = `${tasks} past tasks, from the log`;
  add({
    group: GROUP,
    name,
    value: past.seconds,
    unit: 's',
    target: { of: 'value', atMost: MOST_SECONDS },
    note: `${Math.round(tasks / past.seconds)} tasks a second`,
  });
  add({ group: GROUP, name: `${name}, the most memory`, value: past.mostMB, unit: 'MB' });
  say('comparing every kind of task');
  const kinds = await run(diff, { GUILDHALL_HOME: home });
  add({ group: GROUP, name: `${kinds.compared} kinds of task`, value: kinds.seconds, unit: 's' });
};
