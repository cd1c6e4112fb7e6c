import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { backoff, failuresAfter } from '../src/supervisor/backoff.js';
import { freePort } from '../src/supervisor/ports.js';

test('a port that is taken is replaced by a free one', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;

  const other = await freePort(port);
  taken.close();
  await once(taken, 'close');

  expect(other).not.toBe(port);
  expect(await freePort(port)).toBe(port);
});

test('pauses double from 100 ms up to 10 s', () => {
  expect([0, 1, 2, 6, 7, 50].map(backoff)).toEqual([100, 200, 400, 6400, 10_000, 10_000]);
});

test('a process that was healthy for half a minute starts over with the shortest pause', () => {
  expect([0, 29_999, 30_000, 3_600_000].map((healthyFor) => failuresAfter(5, healthyFor))).toEqual([
    5, 5, 0, 0,
  ]);
});
