import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf, failed, messageOf } from '../failure.js';
import { readIfThere } from '../files.js';
import { identify, isAlive } from './process.js';
import type { ProcessId } from './process.js';

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

/** The process that has the lock, if it is alive. */
export const holderOf = (path: string): ProcessId | undefined => {
  const text = readIfThere(path);
  const holder = text === undefined ? undefined : parse(text);
  return holder && isAlive(holder) ? holder : undefined;
};

/** Whether the lock was free: a link to a complete file, so that nobody ever reads half a lock. */
const place = (mine: string, path: string): boolean => {
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw new Error(`The lock ${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
};

const isStale = (path: string): boolean => readIfThere(path) !== undefined && !holderOf(path);

/** Takes away a lock whose holder is gone. Of several that try, one moves it; a lock placed meanwhile is put back. */
const removeStale = (path: string): void => {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (holderOf(aside)) place(aside, path);
  rmSync(aside, { force: true });
};

export interface Lock {
  release(): void;
}

/** Takes the lock, or tells who has it; a dead one's is taken over. */
export const tryLock = (path: string): Lock | { holder: ProcessId | undefined } => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  try {
    if (isStale(path)) removeStale(path);
    if (!place(mine, path)) return { holder: holderOf(path) };
  } finally {
    rmSync(mine, { force: true });
  }
  return {
    release: () => {
      rmSync(path, { force: true });
    },
  };
};

/** Makes this process the one supervisor of a home. Fails where another is alive. */
export const acquireLock = (path: string): Lock => {
  const taken = tryLock(path);
  if ('release' in taken) return taken;
  const { holder } = taken;
  throw failed(
    `A Guildhall is already running in this home${holder ? ` (process ${holder.pid})` : ''}.`,
    'See it with `guildhall status`, or stop it with `guildhall down`.',
  );
};

const WAIT_MS = 30_000;
const LOOK_EVERY_MS = 25;

/** Does `work` while no other process that takes this lock does; waits for one that does. */
export const whileLocked = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  for (const until = Date.now() + WAIT_MS; ;) {
    const taken = tryLock(path);
    if ('release' in taken)
      return work().finally(() => {
        taken.release();
      });
    if (Date.now() > until) {
      const { holder } = taken;
      throw failed(`Another guildhall${holder ? ` (process ${holder.pid})` : ''} is at the same work.`);
    }
    await delay(LOOK_EVERY_MS);
  }
};
