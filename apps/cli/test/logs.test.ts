import { appendFileSync, existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '@guildhall/testing';
import { expect, test } from '@jest/globals';
import { homeAt } from '../src/home.js';
import { lastLines, logNames, rotateLogs } from '../src/log-files.js';
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
  expect([lastLines(path, 2), lastLines(path, 9), lastLines(join(dir.path, 'none'), 2)]).toEqual([
    ['two', 'three'],
    ['one', 'two', 'three'],
    [],
  ]);
});

test('a large log is moved aside before it is written to again', () => {
  using dir = tempDir();
  const home = homeAt(dir.path);
  mkdirSync(join(dir.path, 'logs'));
  writeFileSync(home.log('large'), 'x'.repeat(10 * 1024 * 1024 + 1));
  writeFileSync(home.log('small'), 'x');

  rotateLogs(home);

  expect(logNames(home)).toEqual(['small']);
  expect(existsSync(`${home.log('large')}.1`)).toBe(true);
});
