import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isCode } from './system-error.js';
import { identify, isAlive, isOfThisBoot } from './process-id.js';
import type { ProcessId } from './process-id.js';

/** A lock that this process holds until it releases it or dies. */
export interface Lock {
  /** Whether the machine went down while another process held it: then what it guards may be half written. */
  machineWentDown: boolean;
  release(): void;
}

const parse = (text: string): ProcessId | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('pid' in value)) return undefined;
    const started = 'started' in value ? { started: String(value.started) } : {};
    return { pid: Number(value.pid), ...started };
  } catch {
    return undefined;
  }
};

/** Text of the lock; undefined where there is none (any more). */
const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

/** The process that has the lock, if it is alive. */
export const holderOf = (path: string): ProcessId | undefined => {
  const holder = parse(read(path) ?? '');
  return holder && isAlive(holder) ? holder : undefined;
};

/** Whether the lock was free: a link to a complete file, so that nobody ever reads half a lock. */
const place = (mine: string, path: string): boolean => {
  try {
    linkSync(mine, path);
    return true;
  } catch (cause) {
    if (isCode(cause, 'EEXIST')) return false;
    throw new Error(`The lock ${path} cannot be written: ${String(cause)}`, { cause });
  }
};

/** Takes away a lock whose holder is gone. Of several that try, one moves it; a lock placed meanwhile is put back. */
const removeStale = (path: string): void => {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if (holderOf(aside)) place(aside, path);
  rmSync(aside, { force: true });
};

const ATTEMPTS = 3;

const take = (mine: string, path: string): Lock | { holder: ProcessId | undefined } => {
  let machineWentDown = false;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (place(mine, path)) return { machineWentDown, release: () => rmSync(path, { force: true }) };
    const text = read(path);
    if (text === undefined) continue;
    const holder = parse(text);
    if (holder && isAlive(holder)) return { holder };
    // A lock that names nobody was half written when the machine went down.
    machineWentDown ||= !holder || !isOfThisBoot(holder);
    removeStale(path);
  }
  return { holder: undefined };
};

/**
 * Takes the lock at `path`, or tells who has it, if that is known: it may change hands at this moment. A dead process's is
 * taken over. Its folder is made, for its owner only.
 */
export const tryLock = (path: string): Lock | { holder: ProcessId | undefined } => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  try {
    return take(mine, path);
  } finally {
    rmSync(mine, { force: true });
  }
};
