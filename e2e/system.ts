import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, credsAuthenticator } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { build, guildhall } from '../apps/cli/test/support/built.js';
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
  /** Further environment of `up`. */
  env?: Record<string, string>;
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

/** Runs `guildhall up --detach --no-demo` in a new home on a free port; disposing stops everything and removes the home. */
export const startSystem = async (options: SystemOptions = {}): Promise<TestSystem> => {
  build('.');
  const home = await mkdtemp(join(tmpdir(), 'guildhall-e2e-'));
  const env = { GUILDHALL_HOME: home, GUILDHALL_NATS_PORT: String(await freePort()), ...options.env };
  const open: NatsConnection[] = [];
  const dispose = async (): Promise<void> => {
    await Promise.all(open.map((connection) => connection.close()));
    await guildhall(['down'], env);
    await rm(home, { recursive: true, force: true });
  };
  const started = await guildhall(['up', '--detach', '--no-demo', ...(options.up ?? [])], env);
  if (started.code !== 0) {
    await dispose();
    throw new Error(`the system does not start:\n${started.stdout}${started.stderr}`);
  }
  return {
    home,
    env,
    nats: connectionOf(home).nats,
    said: started.stdout,
    pids: () => pidsOf(home),
    run: (as, ...args) => guildhall(['--as', as, ...args], env),
    submit: (master, task) =>
      guildhall(['--as', master, 'task', 'submit', '-', '--wait'], env, JSON.stringify(task)),
    connectAs: async (id) => {
      const connection = await connect({
        servers: connectionOf(home).nats,
        authenticator: credsAuthenticator(readFileSync(join(home, 'creds', `${id}.creds`))),
        inboxPrefix: `_INBOX_${id}`,
      });
      open.push(connection);
      return connection;
    },
    [Symbol.asyncDispose]: dispose,
  };
};
