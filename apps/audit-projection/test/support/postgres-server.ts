import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** A PostgreSQL server to make databases on. */
export interface PostgresServer {
  /** URL of a new, empty database. */
  createDatabase: () => Promise<string>;
  stop: () => Promise<void>;
}

const DEBIAN = '/usr/lib/postgresql';

const directories = (): string[] => [
  ...(process.env['PATH'] ?? '').split(delimiter),
  ...(existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin')) : []),
];

const binaries = (): { initdb: string; postgres: string } | undefined => {
  const found = directories().find((directory) => existsSync(join(directory, 'initdb')));
  return found === undefined
    ? undefined
    : { initdb: join(found, 'initdb'), postgres: join(found, 'postgres') };
};

// PostgreSQL refuses to run as root.
const unprivileged = async (): Promise<{ uid: number; gid: number } | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = async (flag: string): Promise<number> =>
    Number((await run('id', [flag, 'postgres']).catch(() => run('id', [flag, 'nobody']))).stdout);
  return { uid: await idOf('-u'), gid: await idOf('-g') };
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });

const isUp = async (url: string): Promise<boolean> => {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
};

const untilUp = async (url: string, server: ChildProcess): Promise<void> => {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await isUp(url)) return;
    if (server.exitCode !== null) throw new Error(`postgres ended with code ${server.exitCode}`);
    await pause(100);
  }
  throw new Error('postgres does not answer');
};

const onServer = (admin: string, stop: () => Promise<void>): PostgresServer => {
  let made = 0;
  const createDatabase = async (): Promise<string> => {
    const name = `guildhall_${process.pid}_${++made}`;
    const client = new pg.Client(admin);
    await client.connect();
    await client.query(`create database ${name}`);
    await client.end();
    const url = new URL(admin);
    url.pathname = `/${name}`;
    return url.href;
  };
  return { createDatabase, stop };
};

// The shell stops the server when its standard input closes: also when the test is killed.
const GUARD = '"$@" & read -r _; kill -INT $!; wait $!';

const launch = async (found: { initdb: string; postgres: string }): Promise<PostgresServer> => {
  const user = await unprivileged();
  const directory = await mkdtemp(join(tmpdir(), 'guildhall-postgres-'));
  if (user) await chown(directory, user.uid, user.gid);
  const options = { ...user, cwd: directory, env: { PATH: process.env['PATH'] ?? '' } };
  await run(found.initdb, ['-D', directory, '-U', 'guildhall', '-A', 'trust', '-N', '-E', 'UTF8'], options);
  const port = await freePort();
  const flags = ['-D', directory, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-F'];
  const server = spawn('/bin/sh', ['-c', GUARD, 'guard', found.postgres, ...flags], {
    ...options,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.stdin.end();
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  const admin = `postgres://guildhall@127.0.0.1:${port}/postgres`;
  await untilUp(admin, server);
  return onServer(admin, stop);
};

/**
 * The server at GUILDHALL_TEST_POSTGRES (a URL whose user may create databases), else one started from the binaries of
 * this machine; undefined where there is neither.
 */
export const postgresServer = async (): Promise<PostgresServer | undefined> => {
  const given = process.env['GUILDHALL_TEST_POSTGRES'];
  if (given !== undefined) return onServer(given, () => Promise.resolve());
  const found = binaries();
  return found && launch(found);
};
