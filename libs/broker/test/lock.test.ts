import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { waitFor } from '@guildhall/testing';
import { holderOf, identify, isAlive, tryLock } from '../src/index.js';

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'guildhall-lock-'));
  path = join(dir, 'home', 'lock');
});
afterEach(() => rmSync(dir, { recursive: true }));

const me = identify(process.pid);
const [boot] = me.started?.split(':') ?? [];

/** The lock of `text`, taken over; whether it was that of a machine that went down. */
const takenOver = (text: string): boolean => {
  tryLockOf(text);
  const taken = tryLock(path);
  if (!('release' in taken)) throw new Error('somebody has it');
  expect(holderOf(path)).toEqual(me);
  taken.release();
  expect(existsSync(path)).toBe(false);
  return taken.machineWentDown;
};

const tryLockOf = (text: string): void => {
  const taken = tryLock(path);
  if ('release' in taken) taken.release();
  writeFileSync(path, text);
};

describe('a lock', () => {
  test('is held by one, who is named, until it is released', () => {
    const lock = tryLock(path);
    expect(lock).toMatchObject({ machineWentDown: false });
    expect([holderOf(path), tryLock(path), readdirSync(join(dir, 'home'))]).toEqual([
      me,
      { holder: me },
      ['lock'],
    ]);
    if ('release' in lock) lock.release();
    expect([holderOf(path), readdirSync(join(dir, 'home'))]).toEqual([undefined, []]);
  });

  test.each<[string, string, boolean]>([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, started: `${boot}:1` }), false],
    ['an earlier process of this number', JSON.stringify({ pid: process.pid, started: `${boot}:1` }), false],
    ['another run of the machine', JSON.stringify({ pid: process.pid, started: 'another:1' }), true],
    ['nobody', '', true],
    ['half a file', '{"pi', true],
    ['what is no lock', '[1]', true],
  ])('of %s is taken over', (_, text, machineWentDown) => {
    expect(takenOver(text)).toBe(machineWentDown);
  });

  test('that cannot be written is an error, and leaves nothing behind', () => {
    tryLockOf('');
    rmSync(path);
    expect(() => tryLock(join(path, 'x'.repeat(300)))).toThrow();
    expect(readdirSync(join(dir, 'home', 'lock'))).toEqual([]);
  });
});

describe('a process', () => {
  test('lives until it has ended, also where its parent has not taken notice', async () => {
    // `sh` becomes a program that never waits for the child that it had.
    const script = 'sleep 60 & echo $!; exec sleep 60';
    const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const child = identify(Number(line.toString()));
    const before = isAlive(child);
    process.kill(child.pid, 'SIGKILL');
    await waitFor(() => readFileSync(`/proc/${child.pid}/stat`, 'utf8').includes(') Z '), {
      what: 'its end',
    });
    const lock = JSON.stringify(child);
    expect([before, isAlive(child), takenOver(lock)]).toEqual([true, false, false]);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });

  test('is another one with another start', () => {
    expect([isAlive(me), isAlive({ pid: process.pid }), isAlive({ ...me, started: `${boot}:1` })]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
