import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { identify, isOfThisBoot, isRunning } from './process-id.js';
import type { ProcessId } from './process-id.js';
import { isCode } from './system-error.js';

/** A lock that this process holds until it releases it or dies. */
export interface Lock {
  /** Whether the machine went down while another process held it: then what it guards may be half written. */
  machineWentDown: boolean;
  release: () => Promise<void>;
}

/** Another process that is alive holds the lock. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
  constructor(lock: string, holder?: ProcessId) {
    const who = holder ? `process ${holder.pid}` : 'another process';
    super(`The database is in use by ${who}, which holds ${lock}. Only one projection may run on it.`);
  }
}

const parse = (text: string): ProcessId | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'pid' in value ? (value as ProcessId) : undefined;
  } catch {
    return undefined;
  }
};

/** Text of the lock; undefined where there is none (any more). */
const read = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

/** Whether the lock was free: a link to a complete file, so that nobody ever reads half a lock. */
const place = async (mine: string, path: string): Promise<boolean> => {
  try {
    await link(mine, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
};

/** Takes the lock of a dead process out of the way. Of several that try one moves it; a live one is put back. */
const removeStale = async (path: string): Promise<void> => {
  const aside = `${path}.${process.pid}.stale`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  const holder = parse((await read(aside)) ?? '');
  if (holder && isRunning(holder)) await place(aside, path);
  await rm(aside, { force: true });
};

const ATTEMPTS = 3;

const take = async (mine: string, path: string): Promise<boolean> => {
  let machineWentDown = false;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (await place(mine, path)) return machineWentDown;
    const text = await read(path);
    if (text === undefined) continue;
    const holder = parse(text);
    if (holder && isRunning(holder)) throw new LockedError(path, holder);
    // A lock that names nobody was half written when the machine went down.
    machineWentDown ||= !holder || !isOfThisBoot(holder);
    await removeStale(path);
  }
  throw new Error(`${path} changes hands all the time; try again.`);
};

/** Takes the lock at `path`. Rejects with a LockedError where a living process has it; a dead one's is taken over. */
export const acquireLock = async (path: string): Promise<Lock> => {
  const mine = `${path}.${process.pid}`;
  await writeFile(mine, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  try {
    const machineWentDown = await take(mine, path);
    return { machineWentDown, release: () => rm(path, { force: true }) };
  } finally {
    await rm(mine, { force: true });
  }
};
