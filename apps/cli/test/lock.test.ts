import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { holderOf, identify } from '@guildhall/broker';
import { acquireLock, whileLocked } from '../src/supervisor/lock.js';
import { tempDir } from './support/temp.js';

describe('the lock of a home', () => {
  test('is held by one process, until it releases it', () => {
    using dir = tempDir();
    const path = join(dir.path, 'home', 'lock');

    const lock = acquireLock(path);

    expect(holderOf(path)).toEqual(identify(process.pid));
    expect(() => acquireLock(path)).toThrow(`already running in this home (process ${process.pid})`);
    lock.release();
    expect(holderOf(path)).toBeUndefined();
    expect(readdirSync(join(dir.path, 'home'))).toEqual([]);
  });

  test.each([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1 })],
    [
      'an earlier process with a number that is used again',
      JSON.stringify({ pid: process.pid, started: '1' }),
    ],
    ['half a file', '{"pi'],
  ])('is taken over from %s', (_, content) => {
    using dir = tempDir();
    const path = join(dir.path, 'lock');
    writeFileSync(path, content);

    const lock = acquireLock(path);

    expect(holderOf(path)).toEqual(identify(process.pid));
    lock.release();
    expect(existsSync(path)).toBe(false);
  });
});

test('work under a lock is done one after the other, also where some of it fails', async () => {
  using dir = tempDir();
  const path = join(dir.path, 'lock');
  const said: string[] = [];
  const work = (name: string) => async (): Promise<string> => {
    said.push(`${name} begins`);
    await delay(30);
    said.push(`${name} ends`);
    if (name === 'one') throw new Error('one fails');
    return name;
  };

  const both = await Promise.allSettled([whileLocked(path, work('one')), whileLocked(path, work('two'))]);

  expect(said).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
  expect(both).toMatchObject([
    { status: 'rejected', reason: { message: 'one fails' } },
    { status: 'fulfilled', value: 'two' },
  ]);
  expect(readdirSync(dir.path)).toEqual([]);
});
