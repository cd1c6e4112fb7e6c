import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { natsServerPath } from '../src/index.js';

const SCRIPT = fileURLToPath(new URL('../../../scripts/nats-server.mjs', import.meta.url));

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'guildhall-script-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** A program that only says it is nats-server of this version. */
const saying = async (path: string, version: string): Promise<string> => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho nats-server: v${version}\n`);
  await chmod(path, 0o755);
  return path;
};

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

const runScript = (env: Record<string, string>): Promise<Run> =>
  new Promise((resolve) => {
    const system = `${join(dir, 'no-such-folder')}:/usr/bin:/bin`;
    execFile(process.execPath, [SCRIPT], { env: { PATH: system, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });

test('takes the one that NATS_SERVER_BIN names', async () => {
  const bin = await saying(join(dir, 'named/nats-server'), '2.14.4');
  expect(await runScript({ NATS_SERVER_BIN: bin })).toEqual({ code: 0, stdout: `${bin}\n`, stderr: '' });
});

test.each(['2.14.3', '2.9.99', '1.99.99'])(
  'refuses %s where NATS_SERVER_BIN names it, and says so',
  async (version) => {
    const bin = await saying(join(dir, `named-${version}/nats-server`), version);
    expect(await runScript({ NATS_SERVER_BIN: bin })).toEqual({
      code: 1,
      stdout: '',
      stderr:
        `nats-server: ${bin} is ${version}, older than 2.14.4\n` +
        `nats-server: NATS_SERVER_BIN=${bin} is not a nats-server 2.14.4 or later\n`,
    });
  },
);

test('refuses a NATS_SERVER_BIN that is nothing', async () => {
  const { code, stderr } = await runScript({ NATS_SERVER_BIN: '/no/such/file' });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'nats-server: NATS_SERVER_BIN=/no/such/file is not a nats-server 2.14.4 or later\n',
  });
});

test('takes the first on PATH that is new enough', async () => {
  const old = await saying(join(dir, 'old/nats-server'), '2.10.0');
  const fresh = await saying(join(dir, 'fresh/nats-server'), '3.0.0');
  const PATH = [old, fresh].map((bin) => dirname(bin)).join(':');
  expect(await runScript({ PATH: `${PATH}:/usr/bin:/bin` })).toEqual({
    code: 0,
    stdout: `${fresh}\n`,
    stderr: `nats-server: ${old} is 2.10.0, older than 2.14.4\n`,
  });
});

test('takes the one in the cache where PATH has none', async () => {
  const cached = await saying(join(dir, 'cache/nats-server/nats-server'), '2.15.1');
  const found = await runScript({ GUILDHALL_CACHE: join(dir, 'cache') });
  expect(found).toEqual({ code: 0, stdout: `${cached}\n`, stderr: '' });
});

test('where none is to be had, says what failed and what to do', async () => {
  const nothing = join(dir, 'no-such-folder');
  expect(await runScript({ PATH: nothing, GUILDHALL_CACHE: join(dir, 'empty') })).toEqual({
    code: 1,
    stdout: '',
    stderr: [
      'nats-server: release: spawn tar ENOENT',
      `nats-server: getting Debian's package from http://deb.debian.org/debian (forky)`,
      'nats-server: debian: spawn apt-get ENOENT',
      'nats-server: none could be had (release: spawn tar ENOENT; debian: spawn apt-get ENOENT). ' +
        'Install nats-server 2.14.4 or later from https://github.com/nats-io/nats-server/releases ' +
        'and put it on PATH or name it in NATS_SERVER_BIN.',
      '',
    ].join('\n'),
  });
  expect(await readdir(join(dir, 'empty/nats-server'))).toEqual([]);
});

test('the one that tests use runs', async () => {
  const bin = await natsServerPath();
  const version = await new Promise<string>((resolve, reject) => {
    execFile(bin, ['--version'], (error, stdout) => {
      if (error) reject(new Error('it does not run', { cause: error }));
      else resolve(stdout);
    });
  });
  expect(version).toMatch(/^nats-server: v\d+\.\d+\.\d+/);
});
