import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
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

/** The supervisor that holds the home, if one is alive. */
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

/** Makes this process the one supervisor of a home. Fails where another is alive; a dead one's lock is taken over. */
export const acquireLock = (path: string): { release(): void } => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  try {
    if (!holderOf(path)) removeStale(path);
    if (!place(mine, path)) {
      const holder = holderOf(path);
      throw failed(
        `A Guildhall is already running in this home${holder ? ` (process ${holder.pid})` : ''}.`,
        'See it with `guildhall status`, or stop it with `guildhall down`.',
      );
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return {
    release: () => {
      rmSync(path, { force: true });
    },
  };
};
