import { existsSync } from 'node:fs';
import { holderOf, tryLock } from '@guildhall/broker';
import { failed } from '../failure.js';
import type { Home } from '../home.js';
import { endLeftovers, leftoversOf } from '../supervisor/leftovers.js';
import { endProcess } from '../supervisor/process.js';

/** Longer than services and broker, one after the other, may take to drain before their supervisor ends them. */
const DRAIN_MS = 30_000;

const stopSupervisor = async (home: Home): Promise<boolean> => {
  const holder = holderOf(home.lock);
  if (holder && !(await endProcess(holder, DRAIN_MS))) {
    throw failed(`The supervisor (process ${holder.pid}) does not end.`, 'See `guildhall status`.');
  }
  return holder !== undefined;
};

/** What a supervisor that was killed has left; nothing where another has started here meanwhile. */
const stopLeftovers = async (home: Home): Promise<boolean> => {
  if (!existsSync(home.connection)) return false;
  const lock = tryLock(home.lock);
  if (!('release' in lock)) return false;
  try {
    const ran = leftoversOf(home.connection).length > 0;
    await endLeftovers(home.connection, () => undefined);
    return ran;
  } finally {
    lock.release();
  }
};

/** Stops the supervisor, and with it everything. Resolves to whether anything ran. */
export const stopSystem = async (home: Home): Promise<boolean> => {
  const stopped = await stopSupervisor(home);
  return (await stopLeftovers(home)) || stopped;
};
