import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { natsServerPath, waitFor } from '@guildhall/testing';
import { GUARD } from '../src/guard.js';
import { launchServer } from '../src/index.js';
import { logSince } from '../src/log-since.js';
import type { LaunchOptions, Server } from '../src/index.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guildhall-server-'));
});
afterAll(() => rm(dir, { recursive: true }));

const listenAnywhere = async (): Promise<{ port: number; close: () => Promise<void> }> => {
  const socket = createServer().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => socket.close(() => resolve())) };
};

const freePort = async (): Promise<number> => {
  const { port, close } = await listenAnywhere();
  await close();
  return port;
};

const options = async (name: string, port: number, config = ''): Promise<LaunchOptions> => {
  const configFile = join(dir, `${name}.conf`);
  await writeFile(configFile, `listen: "127.0.0.1:${port}"\n${config}`);
  return {
    bin: await natsServerPath(),
    configFile,
    host: '127.0.0.1',
    port,
    logFile: join(dir, `${name}.log`),
  };
};

const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const commandOf = async (pid: number, what: string): Promise<string> =>
  (await promisify(execFile)('ps', ['-o', `${what}=`, '-p', String(pid)])).stdout.trim();

/** Of the session that the guard leads: itself, nats-server, and whatever it started besides. */
const groupOf = async (guard: number): Promise<number> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=']);
  return stdout.split('\n').filter((line) => Number(line) === guard).length;
};

const start = async (name: string): Promise<Server> => launchServer(await options(name, await freePort()));

test('runs under its own process id until it is asked to stop', async () => {
  const server = await start('stop');
  expect(await commandOf(server.pid, 'comm')).toBe('nats-server');
  await server.stop();
  expect(runs(server.pid)).toBe(false);
  expect(await readFile(join(dir, 'stop.log'), 'utf8')).toContain('Server Exiting');
  await server.stop();
});

test('ends at once when killed', async () => {
  const server = await start('kill');
  await server.kill();
  expect(runs(server.pid)).toBe(false);
  // As a shell says SIGKILL.
  expect(await server.ended).toBe(128 + 9);
  expect(await readFile(join(dir, 'kill.log'), 'utf8')).not.toContain('Exiting');
});

test('ends in order when its guard is killed', async () => {
  const server = await start('guard');
  process.kill(Number(await commandOf(server.pid, 'ppid')), 'SIGKILL');
  await waitFor(() => !runs(server.pid), { what: 'the end of nats-server' });
  expect(await readFile(join(dir, 'guard.log'), 'utf8')).toContain('Server Exiting');
});

test('ends in order when whoever started it is killed, and leaves nothing behind', async () => {
  const { bin, configFile } = await options('orphan', await freePort());
  // This one stands for the supervisor: it holds the other end of the guard's input, and is killed.
  const script = `
    const { spawn } = require('node:child_process');
    const [guard, ...command] = process.argv.slice(1);
    spawn('sh', ['-c', guard, 'guard', ...command], { stdio: ['pipe', 'inherit', 'ignore'], detached: true });
  `;
  const parent = spawn(process.execPath, ['-e', script, GUARD, bin, '-c', configFile], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  const pid = Number(line);
  const guard = Number(await commandOf(pid, 'ppid'));
  expect(await groupOf(guard)).toBe(3);
  parent.kill('SIGKILL');
  await waitFor(async () => (await groupOf(guard)) === 0, { what: 'the end of nats-server and its guard' });
});

test('says what is wrong with a configuration', async () => {
  const launched = launchServer(await options('broken', await freePort(), 'jetstream {'));
  await expect(launched).rejects.toThrow(
    /nats-server ended at once; see .*broken\.log:\nnats-server: Parse error on line 2/,
  );
});

test('says that the port is taken, whoever answers there', async () => {
  const first = await start('first');
  const [, port = ''] =
    /listen: "127.0.0.1:(\d+)"/.exec(await readFile(join(dir, 'first.conf'), 'utf8')) ?? [];
  const second = launchServer(await options('second', Number(port)));
  await expect(second).rejects.toThrow('address already in use');
  await first.stop();
});

test('a log that was cut meanwhile is read from its start', async () => {
  const log = join(dir, 'cut.log');
  await writeFile(log, 'old\nnew\n');
  expect([await logSince(log, 4), await logSince(log, 8), await logSince(log, 1000)]).toEqual([
    'new\n',
    '',
    'old\nnew\n',
  ]);
});
