import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { waitFor } from '@guildhall/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { guildhall, startGuildhall } from '../apps/cli/test/support/built.js';
import { identify, isAlive } from '@guildhall/broker';
import type { ProcessId } from '@guildhall/broker';
import { tempDir } from '../apps/cli/test/support/temp.js';
import { freePort, pidsOf, startSystem } from './system.js';
import type { TestSystem } from './system.js';

const inRepository = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const DEPLOY = inRepository('examples/demo/deploy.json');
const EXPLORE = inRepository('examples/demo/explore.json');
const CONFIGURE = inRepository('examples/demo/configure.json');

const taskIn = (path: string): Record<string, unknown> =>
  parsed(readFileSync(path, 'utf8')) as Record<string, unknown>;

const parsed = (text: string): unknown => JSON.parse(text);

const supervisorOf = (home: string): ProcessId =>
  parsed(readFileSync(join(home, 'supervisor.lock'), 'utf8')) as ProcessId;

/** Everything that runs in a home, by process. */
const processesOf = (home: string): ProcessId[] => [
  supervisorOf(home),
  ...Object.values(pidsOf(home)).flatMap((pid) => (pid === null ? [] : [identify(pid)])),
];

describe('on a running system', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startSystem();
  }, 60_000);
  afterAll(async () => {
    await system[Symbol.asyncDispose]();
  }, 60_000);

  test('everybody has credentials of their own, and is known', async () => {
    const creds = readdirSync(join(system.home, 'creds'));
    const modes = new Set(creds.map((file) => statSync(join(system.home, 'creds', file)).mode & 0o777));
    expect(creds).toHaveLength(18 + 4 + 5 + 1);
    expect([...modes]).toEqual([0o600]);
    const { stdout } = await system.run('zoe', 'whoami');
    expect(stdout).toBe('zoe, person\nname   Zoe Fischer\nroles  manager, engineering-director\n');
  });

  test('a deployment waits for two people, is approved, done and closed', async () => {
    const asked = await system.run('development-master', 'task', 'submit', DEPLOY, '--id', 'd1', '--wait');
    const types = asked.stdout.match(/(task|assignment|permit)\.[a-z-]+/g);
    expect({ code: asked.code, types }).toEqual({
      code: 0,
      types: ['task.assessed', 'assignment.made', 'permit.requested'],
    });
    expect(asked.stdout).toContain('engineering-director: … open to bob or zoe');
    expect(asked.stdout).toMatch(/guildhall permit approve d1 --role \S+ --as (bob|carol)/);

    const inbox = await system.run('carol', 'permit', 'inbox', '--json');
    expect(parsed(inbox.stdout)).toMatchObject({ permits: [{ taskId: 'd1', state: 'REQUESTED' }] });

    const bob = await system.run('bob', 'permit', 'approve', 'd1');
    expect(bob.stdout).toBe(
      '✓ You approved d1 as engineering-director. It is UNDER_REVIEW.\n  security-lead: … open to carol\n',
    );
    const again = await system.run('bob', 'permit', 'approve', 'd1');
    expect({ code: again.code, stdout: again.stdout }).toEqual({ code: 1, stdout: '' });
    expect(again.stderr).toMatch(/^✗ ALREADY_APPROVED .*\n {2}→ Nothing to do\.\n$/);
    const carol = await system.run('carol', 'permit', 'approve', 'd1');
    expect(carol.stdout).toBe('✓ You approved d1 as security-lead. It is ACTIVE.\n');

    const started = await system.run('deployer-3', 'permit', 'start', 'd1');
    const completed = await system.run('deployer-3', 'permit', 'complete', 'd1', '--summary', 'As planned.');
    expect(started.stdout).toMatch(
      /^✓ You started d1\. It is EXECUTING\.\n {2}Its token is good until \S+: --token-file FILE saves the next one\n {2}Every 10 s, or the worker is lost after 30 s: \S+ execution heartbeat d1 --tokens N\n$/,
    );
    expect(completed.stdout).toBe('✓ You completed d1: success. It is CLOSED.\n');

    const story = await system.run('judy', 'task', 'story', 'd1');
    expect(story.stdout.match(/(task|assignment|permit)\.[a-z-]+/g)).toEqual([
      'task.assessed',
      'assignment.made',
      'permit.requested',
      'permit.review-started',
      'permit.approval-recorded',
      'permit.approval-recorded',
      'permit.approved',
      'permit.issued',
      'permit.execution-started',
      'permit.completed',
      'permit.closed',
    ]);
  });

  describe('the log', () => {
    const replay = (...args: string[]) => system.run('judy', 'audit', 'replay', ...args);
    const events = (text: string) =>
      text
        .trim()
        .split('\n')
        .map((line) => parsed(line) as { position: number; type: string; time: string; subject: string });

    test('is told event by event, of one permit too, with what was refused about it', async () => {
      const { code, stdout, stderr } = await replay('--permit', 'd1');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(
        /^\w{3} \w{3} \d\d \d{4}\n {2}[\d:.]{12} {2}task\.assessed +development-master asks for/,
      );
      expect(stdout).toMatch(/ {2}permit\.closed +The permit is closed: success, .*\n$/);

      const all = events((await replay('--json')).stdout);
      expect(all.map(({ position }) => position)).toEqual(all.map((_, index) => index + 1));
      expect(all[0]).toMatchObject({ version: 1, actor: expect.any(String), data: expect.any(Object) });

      const requested = all.find(({ subject }) => subject.startsWith('evt.permit.requested.d1.'));
      const from = await replay('--json', '--from', requested?.time ?? '', '--until', all.at(-1)?.time ?? '');
      expect(events(from.stdout)[0]).toEqual(requested);
      expect((await replay('--until', '2020-01-01')).stdout).toBe('There is nothing.\n');
    });

    test('is for auditors and operators, and wants times that there are', async () => {
      const refused = await system.run('bob', 'audit', 'replay', '--permit', 'd1');
      expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' });
      expect(refused.stderr).toMatch(/^✗ FORBIDDEN Only auditors and operators read the log itself\.\n/);
      const wrong = await replay('--from', 'yesterday');
      expect({ code: wrong.code, stdout: wrong.stdout }).toEqual({ code: 2, stdout: '' });
      expect(wrong.stderr).toContain("'yesterday' is invalid. It must be a time such as");
    });

    test('is followed until Ctrl-C, and so are a permit until it is over and an inbox', async () => {
      const follow = (as: string, ...args: string[]) => startGuildhall(['--as', as, ...args], system.env);
      await using log = follow('judy', 'audit', 'replay', '--from', '-1s', '--follow', '--json');
      await using inbox = follow('carol', 'permit', 'inbox', '--watch');
      await waitFor(() => inbox.printed() === 'Nothing waits for you yet.\n');
      await system.run('development-master', 'task', 'submit', DEPLOY, '--id', 'w1', '--wait');
      await using watch = follow('development-master', 'permit', 'watch', 'w1');
      await waitFor(() => watch.printed().includes('permit.requested'));
      await waitFor(() => /… w1 {2}.* \(level 3, high risk, .*\)\n$/.test(inbox.printed()));
      await system.run('carol', 'permit', 'reject', 'w1', '--reason', 'Not before the weekend.');

      const watched = await watch.ended;
      expect(watched).toMatchObject({ code: 0, stderr: '' });
      expect(watched.stdout.match(/(task|assignment|permit)\.[a-z-]+/g)?.at(-1)).toBe('permit.rejected');
      await waitFor(() => inbox.printed().endsWith('✓ w1 waits for you no more\n'));
      await waitFor(() => log.printed().includes('"type":"permit.rejected"'));
      const [logged, waited] = [await log.interrupt(), await inbox.interrupt()];
      expect([logged, waited]).toMatchObject([
        { code: 0, stderr: '' },
        { code: 0, stderr: '' },
      ]);
      const heard = events(logged.stdout).filter(({ subject }) => subject.includes('.w1.'));
      expect(heard.map(({ type }) => type)).toEqual([
        'task.assessed',
        'assignment.made',
        'permit.requested',
        'permit.rejected',
      ]);
    });

    test('ends where nobody reads on', async () => {
      const bin = inRepository('apps/cli/bin/guildhall.js');
      const piped = promisify(execFile)(
        'sh',
        ['-c', `node ${bin} audit replay --as judy --json | head -n 1`],
        {
          env: { PATH: process.env['PATH'], ...system.env },
          timeout: 20_000,
        },
      );
      const { stdout, stderr } = await piped;
      expect(events(stdout)).toMatchObject([{ position: 1 }]);
      expect(stderr).toBe('');
    });
  });

  test('what needs nobody is permitted at once; asked for again, it is the same', async () => {
    const args = ['task', 'submit', EXPLORE, '--id', 'e1', '--wait'];
    const first = await system.run('coordinator-master', ...args);
    const again = await system.run('coordinator-master', ...args);
    expect([first.code, again.code]).toEqual([0, 0]);
    expect(first.stdout.trimEnd().split('\n').at(-1)).toBe('✓ e1 is ACTIVE, for scout-0');
    expect(again.stdout).toBe('✓ e1 is ACTIVE, for scout-0\n');
  });

  test('an owner cannot approve: code and remedy on standard error, exit 1', async () => {
    await system.run('cicd-master', 'task', 'submit', CONFIGURE, '--id', 'c1', '--wait');
    const { code, stdout, stderr } = await system.run('zoe', 'permit', 'approve', 'c1');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^✗ SEPARATION_OF_DUTIES .*\n {2}→ Ask another holder of the role\.\n$/);
    const json = await system.run('zoe', 'permit', 'approve', 'c1', '--json');
    expect(parsed(json.stderr)).toMatchObject({
      error: { code: 'SEPARATION_OF_DUTIES', remedy: 'Ask another holder of the role.' },
    });
  });

  test('a permit can be rejected by its approvers, and revoked while it is active', async () => {
    await system.run('cicd-master', 'task', 'submit', CONFIGURE, '--id', 'c2', '--wait');
    const rejected = await system.run(
      'alice',
      'permit',
      'reject',
      'c2',
      '--reason',
      'Not before the weekend.',
    );
    expect(rejected.stdout).toBe('✓ You rejected c2. It is REJECTED.\n');
    await system.run('coordinator-master', 'task', 'submit', EXPLORE, '--id', 'e2', '--wait');
    const revoked = await system.run('oscar', 'permit', 'revoke', 'e2', '--reason', 'No longer needed.');
    expect(revoked.stdout).toBe('✓ You revoked e2.\n');
    const list = await system.run('olivia', 'permit', 'list', '--master', 'cicd-master', '--json');
    expect(parsed(list.stdout)).toMatchObject({
      permits: [{ taskId: 'c2', state: 'REJECTED' }, { taskId: 'c1' }],
    });
  });

  test('somebody without a part in a permit is refused what was tried, not the reading', async () => {
    const worker = await system.run('deployer-3', 'permit', 'start', 'c1');
    expect(worker.code).toBe(1);
    expect(worker.stderr).toMatch(
      /^✗ FORBIDDEN deployer-3 is not the worker of c1, or there is no such permit\.\n/,
    );
    const outsider = await system.run('carol', 'permit', 'approve', 'c1', '--role', 'security-lead');
    expect(outsider.code).toBe(1);
    expect(outsider.stderr).toMatch(/^✗ FORBIDDEN You hold no role in the plan of c1/);
    const auditor = await system.run('judy', 'permit', 'approve', 'c1');
    expect(auditor.code).toBe(1);
    expect(auditor.stderr).toMatch(
      /^✗ FORBIDDEN You hold no role of its plan\.\n {2}→ It could be approved by /,
    );
  });

  test('an id that another master took is taken', async () => {
    const taken = await system.run('cicd-master', 'task', 'submit', CONFIGURE, '--id', 'e1', '--wait');
    expect(taken.code).toBe(1);
    expect(taken.stderr).toMatch(/^✗ ALREADY_EXISTS .*e1.*\n(.*\n)? {2}→ Choose another id; .*\n$/);
  });

  test('a request that is refused ends with exit 1', async () => {
    const taken = await system.run('coordinator-master', 'task', 'submit', DEPLOY, '--id', 'e1', '--wait');
    expect(taken.code).toBe(1);
    expect(taken.stderr).toMatch(/^✗ ALREADY_EXISTS .*\n {2}→ Choose another id; .*\n$/);
    const person = await system.run('bob', 'task', 'submit', EXPLORE);
    expect(person.code).toBe(1);
    expect(person.stderr).toContain('✗ The broker does not let you publish on task.requested.bob.');
  });

  test('what is wrong with a request, or with every worker, is listed', async () => {
    const { inputs, ...task } = taskIn(DEPLOY);
    const refused = await system.submit('development-master', { ...task, taskId: 'bad1' });
    expect({ inputs: typeof inputs, code: refused.code }).toEqual({ inputs: 'object', code: 1 });
    expect(refused.stderr).toMatch(
      /^✗ VALIDATION_FAILED The request for bad1 is refused\.\n {2}\/inputs {2}\S/,
    );
    const denied = await system.submit('coordinator-master', {
      ...taskIn(EXPLORE),
      taskId: 'bad2',
      capability: 'cook',
    });
    expect(denied.code).toBe(1);
    expect(denied.stderr).toContain('✗ NO_ELIGIBLE_WORKER bad2 gets no worker.\n  architect-4: capability\n');
  });

  test('a held task goes on with an override, and asking again changes nothing', async () => {
    const task = { ...taskIn(EXPLORE), taskId: 'h1', estimatedTokens: 50_000 };
    const held = await system.submit('coordinator-master', task);
    expect(held.code).toBe(0);
    expect(held.stdout).toContain(
      '… h1 is held: SB1 needs an override with a justification.\n  guildhall task override h1',
    );
    const justification = ['--justification', 'The parser is larger than usual.'];
    const override = ['task', 'override', 'h1', '--soft-block', 'extended-tokens', ...justification];
    expect((await system.run('coordinator-master', ...override)).stdout).toBe(
      'h1 has the override for extended-tokens.\n',
    );
    const again = await system.submit('coordinator-master', task);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('… h1 waits for approval');
    await system.run('coordinator-master', 'task', 'withdraw', 'h1', '--reason', 'Not needed.');
    const shown = await system.run('coordinator-master', 'task', 'show', 'h1');
    expect(shown.stdout).toContain('withdrawn  Not needed.');
  });

  test('input that a service finds invalid ends with exit 2', async () => {
    const { code, stderr } = await system.run('alice', 'permit', 'reject', 'c1', '--reason', 'No.');
    expect(code).toBe(2);
    expect(stderr).toContain('✗ VALIDATION_FAILED');
    expect(stderr).toContain('\n  /reason  ');
  });

  test('the story of the demo is told, and told again', async () => {
    const tell = promisify(execFile);
    const story = inRepository('examples/demo/story.mjs');
    const env = { ...process.env, ...system.env };
    const [first, second] = [
      await tell(process.execPath, [story], { env, timeout: 30_000 }),
      await tell(process.execPath, [story], { env, timeout: 30_000 }),
    ];
    const marks = (text: string): string[] =>
      text.match(/✓ permit issued|✗ zoe.*?\.|oscar hears|✗ deployer-2/g) ?? [];
    expect(marks(first.stdout)).toEqual([
      '✓ permit issued',
      '✓ permit issued',
      '✗ zoe tries to approve: SEPARATION_OF_DUTIES.',
      '✓ permit issued',
      'oscar hears',
      '✗ deployer-2',
    ]);
    expect(marks(second.stdout)).toEqual(marks(first.stdout));
  }, 60_000);

  test('a second one in the same home is refused', async () => {
    const { code, stderr } = await guildhall(['up', '--detach'], system.env);
    expect(code).toBe(1);
    expect(stderr).toContain('✗ A Guildhall is already running in this home');
  });

  test('a service that is killed comes back', async () => {
    const before = system.pids();
    process.kill(before['permit-workflow'] ?? 0, 'SIGKILL');
    await waitFor(async () => (await guildhall(['status'], system.env)).code === 0, { within: 20_000 });
    const status = await guildhall(['status', '--json'], system.env);
    expect(parsed(status.stdout)).toMatchObject({
      nats: system.nats,
      gateway: null,
      processes: [
        { name: 'nats-server', pid: before['nats-server'], restarts: 0 },
        { name: 'risk-assessment', pid: before['risk-assessment'], restarts: 0 },
        { name: 'worker-registry', pid: before['worker-registry'], restarts: 0 },
        { name: 'permit-workflow', state: 'healthy', restarts: 1, lastExit: 'SIGKILL' },
        { name: 'audit-projection', pid: before['audit-projection'], restarts: 0 },
      ],
    });
  }, 60_000);

  test('logs are there for each process', async () => {
    const one = await guildhall(['logs', 'permit-workflow', '--lines', '500'], system.env);
    expect(one.stdout).toContain('permit-workflow is ready');
    const all = await guildhall(['logs', '--json', '--lines', '1'], system.env);
    const names = all.stdout
      .trim()
      .split('\n')
      .map((line) => (parsed(line) as { name: string }).name);
    expect(names).toEqual(expect.arrayContaining(['nats-server', 'supervisor', 'audit-projection']));
  });
});

describe('a system', () => {
  test('in the foreground says that it runs, and stops with Ctrl-C', async () => {
    using home = tempDir();
    const env = { ...process.env, GUILDHALL_HOME: home.path, GUILDHALL_NATS_PORT: String(await freePort()) };
    const start = spawn(process.execPath, [inRepository('scripts/start.mjs'), '--no-demo'], { env });
    let said = '';
    start.stdout.on('data', (chunk) => (said += String(chunk)));
    await waitFor(() => said.includes('Stop it with Ctrl-C.'), { within: 50_000 });
    const running = processesOf(home.path);

    start.kill('SIGINT');
    const [code] = (await once(start, 'exit')) as [number | null];

    expect(code).toBe(0);
    expect(said).toMatch(/ {2}✓ build .*\n(.*\n)* {2}✓ participants {2}18 people, 4 masters, 5 workers/);
    expect(running).toHaveLength(6);
    expect(running.filter(isAlive)).toEqual([]);
  }, 90_000);

  test('takes another port where its own is taken, and leaves nothing running after down', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await waitFor(() => squatter.listening);
    const { port } = squatter.address() as AddressInfo;
    await using system = await startSystem({ env: { GUILDHALL_NATS_PORT: String(port) } });
    squatter.close();
    const running = processesOf(system.home);

    const down = await guildhall(['down'], system.env);

    expect(system.nats).not.toContain(String(port));
    expect(system.said).toContain(`port ${port} is taken; using`);
    expect(running.filter(isAlive)).toEqual([]);
    expect(running).toHaveLength(6);
    expect(down).toEqual({ code: 0, stdout: 'Stopped.\n', stderr: '' });
    expect(existsSync(join(system.home, 'connection.json'))).toBe(false);
    const after = await system.run('bob', 'whoami');
    expect(after.code).toBe(3);
    expect(after.stderr).toContain('→ Start it with `guildhall up`.');
  }, 60_000);

  test('leaves nothing running when its supervisor is killed, and starts again', async () => {
    await using system = await startSystem();
    const running = processesOf(system.home);
    process.kill(supervisorOf(system.home).pid, 'SIGKILL');
    await waitFor(() => running.filter(isAlive).length === 0, { within: 20_000 });

    const again = await guildhall(['up', '--detach', '--no-demo'], system.env);

    expect(again.code).toBe(0);
    expect((await system.run('bob', 'whoami')).code).toBe(0);
  }, 60_000);

  test('without participants waits for its first boot, which can be repeated but not replaced', async () => {
    await using system = await startSystem({ up: ['--empty'] });
    const file = join(system.home, 'mine.yaml');
    writeFileSync(file, readFileSync(inRepository('examples/demo/bootstrap.yaml')));
    expect(readdirSync(join(system.home, 'creds'))).toEqual(['system.creds']);

    const first = await guildhall(['init', file], system.env);
    const key = readFileSync(join(system.home, 'creds', 'deployer-3.creds'), 'utf8');
    const again = await guildhall(['init', file], system.env);
    writeFileSync(file, 'people: [{ id: eve, name: Eve, roles: [operator] }]');
    const other = await guildhall(['init', file], system.env);

    expect(first).toEqual({
      code: 0,
      stdout: [
        '  ✓ 18 people enrolled',
        '  ✓ 4 masters registered',
        '  ✓ 5 workers registered',
        '  ✓ first boot complete: tasks are accepted',
        `Their credentials are in ${system.home}/creds.`,
        '',
      ].join('\n'),
      stderr: '',
    });
    expect(again.stdout).toBe('  ✓ already initialised with this file; nothing changed\n');
    expect(readFileSync(join(system.home, 'creds', 'deployer-3.creds'), 'utf8')).toBe(key);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain(
      '✗ INVALID_STATE This home was initialised with another file.\n  → Participants cannot be changed after the first boot; use another GUILDHALL_HOME.',
    );
    expect(existsSync(join(system.home, 'creds', 'eve.creds'))).toBe(false);
  }, 60_000);
});
