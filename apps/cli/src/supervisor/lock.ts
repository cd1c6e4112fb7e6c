import { setTimeout as delay } from 'node:timers/promises';
import { tryLock } from '@guildhall/broker';
import type { Lock } from '@guildhall/broker';
import { failed } from '../failure.js';

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
