import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PolicyDiff } from '../apps/cli/src/comparison/compare.js';
import { policyFile } from '../apps/cli/test/support/policy.js';
import { tempDir } from '../apps/cli/test/support/temp.js';
import { startSystem } from './system.js';
import type { TestSystem } from './system.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const DEFAULT_POLICY = inRepository('policies/default.yaml');
const taskIn = (path: string): object => JSON.parse(readFileSync(inRepository(path), 'utf8')) as object;
const DEPLOY = taskIn('examples/demo/deploy.json');
const EXPLORE = taskIn('examples/demo/explore.json');

describe('what another policy would decide otherwise', () => {
  let system: TestSystem;
  let dir: ReturnType<typeof tempDir>;
  let stricter: string;

  const compared = async (as: string, ...args: string[]): Promise<PolicyDiff> => {
    const { code, stdout, stderr } = await system.run(as, 'policy', 'diff', ...args, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as PolicyDiff;
  };

  beforeAll(async () => {
    dir = tempDir();
    stricter = policyFile(dir.path, (text) =>
      text.replace('tokens: 10000', 'tokens: 9000').replace('production: 10 }', 'production: 8 }'),
    );
    system = await startSystem();
    await system.submit('development-master', { ...DEPLOY, taskId: 'd1' });
    await system.submit('development-master', { ...EXPLORE, taskId: 'e1' });
    await system.submit('development-master', { ...EXPLORE, taskId: 'h1', estimatedTokens: 20_000 });
    await system.submit('development-master', { ...DEPLOY, taskId: 'r1', justification: 'no' });
  }, 120_000);
  afterAll(async () => {
    await system[Symbol.asyncDispose]();
    dir[Symbol.dispose]();
  }, 60_000);

  test('is told of every past task, to an auditor and to an operator alike', async () => {
    const [byJudy, byOlivia] = [
      await compared('judy', 'in-force', stricter, '--from-log'),
      await compared('olivia', 'in-force', stricter, '--from-log'),
    ];
    expect(byOlivia).toEqual(byJudy);
    const { tasks, comparison } = byJudy;
    expect(tasks).toEqual({ from: 'log', held: 1, refused: 1, unreadable: 0 });
    expect([comparison.compared, comparison.unchanged]).toEqual([3, 0]);
    expect(
      comparison.moves.map(({ kind, to, examples }) => [kind, to, ...examples.map(({ taskId }) => taskId)]),
    ).toEqual([
      ['stricter', 0, 'e1', 'h1'],
      ['terms', 3, 'd1'],
    ]);
  });

  test('is told of policies that are in force or named by their hash', async () => {
    const { before, after, comparison } = await compared('judy', 'in-force', DEFAULT_POLICY, '--from-log');
    expect([before.sha256, comparison.unchanged]).toEqual([after.sha256, 3]);
    const byHash = await compared('judy', before.sha256.slice(0, 8), before.sha256, '--from-log');
    expect([byHash.before.sha256, byHash.after.sha256]).toEqual([before.sha256, before.sha256]);
  });

  test('is not told to others, nor of policies that nobody has proposed', async () => {
    const others = await system.run('gwen', 'policy', 'diff', 'in-force', stricter, '--from-log');
    expect(others).toEqual({
      code: 1,
      stdout: '',
      stderr:
        '✗ Only auditors and operators read the log itself.\n  → Ask one of them for the report, or leave --from-log out: then every kind of task is compared.\n',
    });
    const unknown = await system.run('judy', 'policy', 'diff', '0123456789ab', stricter);
    expect([unknown.code, unknown.stdout]).toEqual([1, '']);
    expect(unknown.stderr).toContain('No policy whose SHA-256 begins with 0123456789ab was ever proposed');
  });
});
