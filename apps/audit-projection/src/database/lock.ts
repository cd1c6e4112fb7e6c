import { tryLock } from '@guildhall/broker';
import type { Lock, ProcessId } from '@guildhall/broker';

/** Another process that is alive holds the lock. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
  constructor(lock: string, holder?: ProcessId) {
    const who = holder ? `process ${holder.pid}` : 'another process';
    super(`The database is in use by ${who}, which holds ${lock}. Only one projection may run on it.`);
  }
}

/** Takes the lock at `path`. Throws a LockedError where a living process has it; a dead one's is taken over. */
export const acquireLock = (path: string): Lock => {
  const taken = tryLock(path);
  if ('release' in taken) return taken;
  throw new LockedError(path, taken.holder);
};
