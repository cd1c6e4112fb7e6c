import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { readIfThere } from './files.js';
import type { Home } from './home.js';

/** A log that is longer is moved aside; so a home has at most twice as much of each. */
const LARGE = 10 * 1024 * 1024;
const CHUNK = 1024 * 1024;

/** The last `count` lines of a log; none where there is no log. */
export const lastLines = (path: string, count: number): string[] => {
  const lines = (readIfThere(path) ?? '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.slice(Math.max(0, lines.length - count));
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

/** Copies from `start` to the end as it is now, and what was added while that was copied, but no more than a chunk. */
const copyEnd = (from: number, to: number, start: number): void => {
  const chunk = Buffer.alloc(CHUNK);
  const end = fstatSync(from).size;
  for (let at = start; at <= end;) {
    const read = readSync(from, chunk, 0, CHUNK, at);
    if (read === 0) return;
    writeSync(to, chunk, 0, read);
    at += read;
  }
};

const keepEnd = (log: number, path: string, large: number): void => {
  const aside = openSync(path, 'w', 0o600);
  try {
    copyEnd(log, aside, Math.max(0, fstatSync(log).size - large));
  } finally {
    closeSync(aside);
  }
};

/**
 * Moves the end of a log aside, one generation, and goes on with an empty one. The file stays the same, because
 * whoever writes to it has it open, and begins again at its start because it appends. What is written between the last
 * look and the cut is lost: some lines of a process that writes all the time.
 */
const moveAside = (path: string, large: number): void => {
  const log = openSync(path, 'r+');
  try {
    keepEnd(log, `${path}.1`, large);
  } finally {
    // Also where the disk is full already: room is worth more than old lines.
    ftruncateSync(log, 0);
    closeSync(log);
  }
};

/** Keeps the logs of a home from filling the disk; to be called again and again while something writes to them. */
export const boundLogs = (home: Home, large = LARGE): void => {
  mkdirSync(dirname(home.log('')), { recursive: true, mode: 0o700 });
  for (const path of logNames(home).map((name) => home.log(name))) {
    if (statSync(path).size > large) moveAside(path, large);
  }
};
