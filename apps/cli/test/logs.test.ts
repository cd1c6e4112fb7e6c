import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '@guildhall/testing';
import { expect, test } from '@jest/globals';
import { homeAt } from '../src/home.js';
import { boundLogs, lastLines, logNames } from '../src/log-files.js';
import { followLog } from '../src/system/follow-log.js';
import { tempDir } from './support/temp.js';

test('a log is followed from its end, line by line, also when it begins anew', async () => {
  using dir = tempDir();
  const path = join(dir.path, 'log');
  writeFileSync(path, 'old\n');
  const heard: string[] = [];
  const stop = new AbortController();
  const following = followLog(path, (line) => heard.push(line), stop.signal);

  appendFileSync(path, 'one\ntwo');
  await waitFor(() => heard.length === 1);
  appendFileSync(path, ' halves\n');
  await waitFor(() => heard.length === 2);
  truncateSync(path);
  appendFileSync(path, 'new\n');
  await waitFor(() => heard.length === 3);
  stop.abort();
  await following;

  expect(heard).toEqual(['one', 'two halves', 'new']);
});

test('the last lines of a log are shown; none where there is none', () => {
  using dir = tempDir();
  const path = join(dir.path, 'log');
  writeFileSync(path, 'one\ntwo\nthree\n');
  expect(lastLines(path, 0)).toEqual([]);
  expect([lastLines(path, 2), lastLines(path, 9), lastLines(join(dir.path, 'none'), 2)]).toEqual([
    ['two', 'three'],
    ['one', 'two', 'three'],
    [],
  ]);
});

test('a large log is cut, its end is kept, and who writes to it goes on', () => {
  using dir = tempDir();
  const home = homeAt(dir.path);
  mkdirSync(join(dir.path, 'logs'));
  writeFileSync(home.log('small'), 'small\n');
  const writer = openSync(home.log('large'), 'a');
  writeSync(writer, `${'x'.repeat(2000)}the end\n`);

  boundLogs(home, 1000);
  writeSync(writer, 'goes on\n');
  boundLogs(home, 1000);
  closeSync(writer);

  expect(logNames(home)).toEqual(['large', 'small']);
  expect(readFileSync(home.log('large'), 'utf8')).toBe('goes on\n');
  const kept = readFileSync(`${home.log('large')}.1`, 'utf8');
  expect(kept).toHaveLength(1000);
  expect(kept).toMatch(/^x+the end\n$/);
  expect(statSync(`${home.log('large')}.1`).mode & 0o777).toBe(0o600);
  expect(readFileSync(home.log('small'), 'utf8')).toBe('small\n');
});

test('a log stays within bounds, however much is written to it', () => {
  using dir = tempDir();
  const home = homeAt(dir.path);
  mkdirSync(join(dir.path, 'logs'));
  const writer = openSync(home.log('loud'), 'a');
  for (let line = 0; line < 505; line += 1) {
    writeSync(writer, `${line} ${'x'.repeat(100)}\n`);
    boundLogs(home, 1000);
  }
  closeSync(writer);
  const sizes = [home.log('loud'), `${home.log('loud')}.1`].map((path) => statSync(path).size);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(1200);
  expect(lastLines(home.log('loud'), 1)[0]).toMatch(/^504 x+$/);
});

test('a log is followed across its cut', async () => {
  using dir = tempDir();
  const home = homeAt(dir.path);
  mkdirSync(join(dir.path, 'logs'));
  writeFileSync(home.log('one'), `${'x'.repeat(100)}\n`);
  const heard: string[] = [];
  const stop = new AbortController();
  const following = followLog(home.log('one'), (line) => heard.push(line), stop.signal);
  boundLogs(home, 50);
  appendFileSync(home.log('one'), 'after\n');
  await waitFor(() => heard.length === 1);
  stop.abort();
  await following;
  expect(heard).toEqual(['after']);
});
