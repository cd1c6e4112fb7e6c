import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PolicyResult } from '@guildhall/contracts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { guildhall } from '../apps/cli/test/support/built.js';
import { startSystem } from './system.js';
import type { TestSystem } from './system.js';

const DEFAULT_POLICY = new URL('../policies/default.yaml', import.meta.url);
const NEXT = '2026.99.1-test';

const shaIn = (text: string): string => /\b[0-9a-f]{64}\b/.exec(text)?.[0] ?? '';
const rowsIn = (text: string): string[][] => text.split('\n').map((line) => line.split(/ {2,}/));

describe('a policy is put in force by the command line', () => {
  let system: TestSystem;
  let file: string;
  let before: PolicyResult;
  let sha256 = '';
  const inForce = async (): Promise<PolicyResult> => {
    const { stdout, stderr } = await system.run('bob', 'policy', 'show', '--json');
    expect(stderr).toBe('');
    return JSON.parse(stdout) as PolicyResult;
  };

  beforeAll(async () => {
    system = await startSystem();
    before = await inForce();
    file = join(system.home, 'next.yaml');
    const text = readFileSync(DEFAULT_POLICY, 'utf8').replace(/^version: .*$/m, `version: ${NEXT}`);
    writeFileSync(file, text);
  }, 60_000);
  afterAll(async () => {
    await system[Symbol.asyncDispose]();
  }, 60_000);

  test('a file that is no policy goes nowhere', async () => {
    const wrong = join(system.home, 'wrong.yaml');
    writeFileSync(wrong, `${readFileSync(file, 'utf8')}\ncolour: red\n`);
    const { code, stdout, stderr } = await system.run('olivia', 'policy', 'propose', wrong);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('/colour');
    expect(rowsIn((await system.run('olivia', 'policy', 'list')).stdout)).toHaveLength(3);
  });

  test('proposed: the board is told, and can read it', async () => {
    const proposed = await system.run('olivia', 'policy', 'propose', file, '--reason', 'For a test.');
    sha256 = shaIn(proposed.stdout);
    expect(proposed).toMatchObject({ code: 0, stderr: '' });
    expect(proposed.stdout).toContain(`✓ You proposed policy ${NEXT}.`);
    expect(proposed.stdout).toContain('to be asked  george or gwen');
    const waiting = `… policy ${NEXT} waits for your endorsement, proposed by olivia: For a test (guildhall policy show ${sha256.slice(0, 12)})\n`;
    expect((await system.run('gwen', 'permit', 'inbox')).stdout).toBe(waiting);
    expect((await system.run('george', 'whoami')).stdout).toContain(waiting);
    expect((await system.run('bob', 'permit', 'inbox')).stdout).toBe('Nothing waits for you.\n');
  });

  test('shown: what is written is the policy that is proposed, byte for byte of its canonical form', async () => {
    const { stdout } = await system.run('gwen', 'policy', 'show', sha256.slice(0, 12));
    const copy = join(system.home, 'copy.yaml');
    writeFileSync(copy, stdout);
    const again = await system.run('gwen', 'policy', 'propose', copy);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('✗ ALREADY_EXISTS olivia has proposed it already');
  });

  test('endorsed: by all of its SHA-256, and not by its proposer', async () => {
    const part = await system.run('gwen', 'policy', 'endorse', sha256.slice(0, 12));
    expect(part.code).toBe(2);
    expect(part.stderr).toContain('It must be all 64 digits');
    const own = await system.run('olivia', 'policy', 'endorse', sha256);
    expect(own.code).toBe(1);
    const first = await system.run('gwen', 'policy', 'endorse', sha256);
    expect(first.stdout).toBe(
      [
        `✓ You endorsed it. Policy ${NEXT} comes into force in place of ${before.version} once another member of the governance board endorses it: george.`,
        `SHA-256      ${sha256}`,
        'proposed by  olivia',
        'reason       For a test.',
        '',
      ].join('\n'),
    );
    expect((await system.run('gwen', 'permit', 'inbox')).stdout).toBe('Nothing waits for you.\n');
    const second = await system.run('george', 'policy', 'endorse', sha256);
    expect(second.stdout).toContain(
      `✓ You endorsed it. Policy ${NEXT} is in force in place of ${before.version}, endorsed by gwen and george.`,
    );
  });

  test('in force: shown and listed as such, and told by the log', async () => {
    const now = await inForce();
    expect(now).toEqual({
      document: { ...before.document, version: NEXT },
      version: NEXT,
      hash: sha256,
      status: 'in-force',
      since: expect.any(String),
    });
    const [, newest, oldest] = rowsIn((await system.run('bob', 'policy', 'list')).stdout);
    const short = sha256.slice(0, 12);
    expect(newest).toEqual([NEXT, short, 'in-force', expect.any(String), 'olivia', 'gwen, george']);
    expect(oldest?.slice(0, 3)).toEqual([before.version, before.hash.slice(0, 12), 'superseded']);
    const { stdout } = await system.run('judy', 'audit', 'replay');
    expect(stdout).toContain(`olivia proposes policy ${NEXT} (${short}) in place of`);
    expect(stdout).toContain(`gwen endorses policy ${short}.`);
    expect(stdout).toContain(
      `Policy ${NEXT} (${short}) is in force, proposed by olivia, endorsed by gwen and george.`,
    );
  });

  test('in force: what is asked offline can be asked by it, and by any other on record', async () => {
    const task = fileURLToPath(new URL('../examples/demo/explore.json', import.meta.url));
    const byIt = await system.run('bob', 'assess', task, '--policy', 'in-force', '--json');
    expect(JSON.parse(byIt.stdout)).toMatchObject({ policy: { version: NEXT, sha256 } });
    const former = before.hash.slice(0, 12);
    const byFormer = await system.run('bob', 'policy', 'explain', task, '--policy', former);
    expect(byFormer.stdout).toContain(`by policy ${before.version}  ${former}`);
  });

  test('in force: the next start leaves the story of the demo out', async () => {
    await guildhall(['down'], system.env);
    const { code, stdout } = await guildhall(['up', '--detach'], system.env);
    expect(code).toBe(0);
    expect(stdout).toContain(
      `The story is left out: it is made for the default policy, and ${NEXT} is in force.`,
    );
  }, 120_000);
});
