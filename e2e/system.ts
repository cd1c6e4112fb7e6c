import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Socket, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { parse } from 'yaml';
import { GUILDHALL, build, guildhall } from '../apps/cli/test/support/built.js';
import type { Ran } from '../apps/cli/test/support/built.js';

/** A Guildhall of its own for one test file: the built programs, as processes, with the participants of the demo. */
export interface TestSystem extends AsyncDisposable {
  home: string;
  /** Environment under which programs find it. */
  env: Record<string, string>;
  /** `nats://127.0.0.1:port` */
  nats: string;
  /** What `up` printed. */
  said: string;
  /** Process ids by name: `nats-server`, `permit-workflow`, ... */
  pids(): Record<string, number | null>;
  /** Runs the command line; `as` is who speaks. */
  run(as: string, ...args: string[]): Promise<Ran>;
  /** Submits a task as `master` and waits for what becomes of it. */
  submit(master: string, task: object): Promise<Ran>;
  /** A plain NATS connection of a participant, as anybody outside would make it. */
  connectAs(id: string): Promise<NatsConnection>;
}

export interface SystemOptions {
  /** Further arguments of `up`, such as `--empty`. */
  up?: string[];
  /** A file of participants for `guildhall init`, instead of those of the demo. */
  init?: string;
  /** Further environment of `up`. */
  env?: Record<string, string>;
  /** What the policy in force says otherwise than the default one. */
  policy?: object;
  /** A command line that runs the one that is appended to it: how `up` is started in this home. */
  through?: (home: string) => string[];
}

/** A port of the loopback interface that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });

interface ConnectionFile {
  nats: string;
  processes: { name: string; pid: number | null }[];
}

const connectionOf = (home: string): ConnectionFile =>
  JSON.parse(readFileSync(join(home, 'connection.json'), 'utf8')) as ConnectionFile;

/** Process ids of what runs in a home, by name. */
export const pidsOf = (home: string): Record<string, number | null> =>
  Object.fromEntries(connectionOf(home).processes.map(({ name, pid }) => [name, pid]));

const DEFAULT_POLICY = new URL('../policies/default.yaml', import.meta.url);

/** Writes the default policy with these changes beside the home; the environment that names it. */
const policyOf = async (home: string, changes: object | undefined): Promise<Record<string, string>> => {
  if (!changes) return {};
  const file = `${home}.policy.json`;
  const document = { ...(parse(readFileSync(DEFAULT_POLICY, 'utf8')) as object), ...changes };
  await writeFile(file, JSON.stringify(document));
  return { GUILDHALL_POLICY: file };
};

// The supervisor goes its own way, and would outlive tests that are killed: this shell notices that they are gone.
const stopWhenAlone = (env: Record<string, string>): Disposable => {
  const script = 'cat; exec "$@"';
  const watch = spawn('sh', ['-c', script, 'watch', process.execPath, GUILDHALL, 'down'], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watch.unref();
  if (watch.stdin instanceof Socket) watch.stdin.unref();
  return {
    [Symbol.dispose]: () => {
      if (watch.pid !== undefined && watch.exitCode === null) process.kill(-watch.pid, 'SIGKILL');
    },
  };
};

/** Runs `guildhall up --detach --no-demo` in a new home on a free port; disposing stops everything and removes the home. */
export const startSystem = async (options: SystemOptions = {}): Promise<TestSystem> => {
  build('.');
  const home = await mkdtemp(join(tmpdir(), 'guildhall-e2e-'));
  const port = String(await freePort());
  const policy = await policyOf(home, options.policy);
  const env = { GUILDHALL_HOME: home, GUILDHALL_NATS_PORT: port, ...policy, ...options.env };
  const open: NatsConnection[] = [];
  const watch = stopWhenAlone(env);
  const dispose = async (): Promise<void> => {
    await Promise.all(open.map((connection) => connection.close()));
    await guildhall(['down'], env);
    await rm(home, { recursive: true, force: true });
    await rm(`${home}.policy.json`, { force: true });
    watch[Symbol.dispose]();
  };
  const { init, up = [] } = options;
  const run = async (args: string[], through?: string[]): Promise<string> => {
    const { code, stdout, stderr } = await guildhall(args, env, '', through);
    if (code === 0) return stdout;
    await dispose();
    throw new Error(`the system does not start:\n${stdout}${stderr}`);
  };
  const empty = init === undefined ? [] : ['--empty'];
  const said = await run(['up', '--detach', '--no-demo', ...empty, ...up], options.through?.(home));
  if (init !== undefined) await run(['init', init]);
  return {
    home,
    env,
    nats: connectionOf(home).nats,
    said,
    pids: () => pidsOf(home),
    run: (as, ...args) => guildhall(['--as', as, ...args], env),
    submit: (master, task) =>
      guildhall(['--as', master, 'task', 'submit', '-', '--wait'], env, JSON.stringify(task)),
    connectAs: async (id) => {
      const connection = await connect({
        servers: connectionOf(home).nats,
        authenticator: credsAuthenticator(readFileSync(join(home, 'creds', `${id}.creds`))),
        inboxPrefix: `_INBOX_${id}`,
        maxReconnectAttempts: -1,
        reconnectTimeWait: 250,
      });
      open.push(connection);
      return connection;
    },
    [Symbol.asyncDispose]: dispose,
  };
};
