import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { readIfThere } from './files.js';
import type { Home } from './home.js';

const LARGE = 10 * 1024 * 1024;

/** The last `count` lines of a log; none where there is no log. */
export const lastLines = (path: string, count: number): string[] => {
  const lines = (readIfThere(path) ?? '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.slice(-count);
};

/** Names of the logs that a home has. */
export const logNames = (home: Home): string[] => {
  try {
    return readdirSync(dirname(home.log('')))
      .filter((file) => file.endsWith('.log'))
      .map((file) => basename(file, '.log'))
      .sort();
  } catch {
    return [];
  }
};

/** Moves large logs of earlier runs aside, one generation, before anything writes to them. */
export const rotateLogs = (home: Home): void => {
  mkdirSync(dirname(home.log('')), { recursive: true, mode: 0o700 });
  for (const path of logNames(home).map((name) => home.log(name))) {
    if (statSync(path).size > LARGE) renameSync(path, `${path}.1`);
  }
};
