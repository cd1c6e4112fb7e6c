import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A PostgreSQL server of its own, with the settings it comes with: `fsync` and `synchronous_commit` are on. */
export interface PostgresServer extends AsyncDisposable {
  /** URL of a new, empty database. */
  createDatabase: () => Promise<string>;
}

const DEBIAN = '/usr/lib/postgresql';

const folders = (): string[] => [
  ...(process.env['PATH'] ?? '').split(delimiter),
  ...(existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin')) : []),
];

const NAMES = ['initdb', 'postgres', 'createdb'] as const;
type Binaries = Record<(typeof NAMES)[number], string>;

const binaries = (): Binaries | undefined => {
  const folder = folders().find((each) => NAMES.every((name) => existsSync(join(each, name))));
  if (folder === undefined) return undefined;
  return Object.fromEntries(NAMES.map((name) => [name, join(folder, name)])) as Binaries;
};

// PostgreSQL refuses to run as root.
const unprivileged = async (): Promise<{ uid: number; gid: number } | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = async (flag: string): Promise<number> =>
    Number((await run('id', [flag, 'postgres']).catch(() => run('id', [flag, 'nobody']))).stdout);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
};

/** A port of the loopback interface that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });

// The shell stops the server when its standard input closes: also when the bench is killed.
const GUARD = '"$@" & read -r _; kill -INT $!; wait $!';

const START_ATTEMPTS = 100;

const launch = async ({ initdb, postgres, createdb }: Binaries): Promise<PostgresServer> => {
  const user = await unprivileged();
  const directory = await mkdtemp(join(tmpdir(), 'postgres-'));
  if (user) await chown(directory, user.uid, user.gid);
  const options = { ...user, cwd: directory, env: { PATH: process.env['PATH'] ?? '' } };
  await run(initdb, ['-D', directory, '-U', 'bench', '-A', 'trust', '-N', '-E', 'UTF8'], options);
  const place = ['-h', '127.0.0.1', '-p', String(await freePort())];
  const server = spawn('/bin/sh', ['-c', GUARD, 'guard', postgres, '-D', directory, ...place, '-k', ''], {
    ...options,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  let made = 0;
  const create = async (): Promise<string> => {
    const name = `bench_${++made}`;
    await run(createdb, [...place, '-U', 'bench', name], options);
    return `postgres://bench@127.0.0.1:${place.at(-1) ?? ''}/${name}`;
  };
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.stdin.end();
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  for (let attempt = 1; ; attempt++) {
    try {
      await create();
      return { createDatabase: create, [Symbol.asyncDispose]: stop };
    } catch (error) {
      made = 0;
      if (attempt === START_ATTEMPTS || server.exitCode !== null) {
        await stop();
        throw error;
      }
      await pause(100);
    }
  }
};

/** Undefined where this machine has no PostgreSQL. */
export const startPostgres = async (): Promise<PostgresServer | undefined> => {
  const found = binaries();
  return found && launch(found);
};
