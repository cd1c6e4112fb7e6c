import { setTimeout as delay } from 'node:timers/promises';
import { failed } from '../failure.js';
import type { Home } from '../home.js';
import { readConnection, removeConnection } from '../supervisor/connection.js';
import type { ProcessInfo } from '../supervisor/keeper.js';
import { holderOf } from '../supervisor/lock.js';
import { isAlive } from '../supervisor/process.js';
import type { ProcessId } from '../supervisor/process.js';

/** Longer than services and broker, one after the other, may take to drain before they are ended. */
const DRAIN_MS = 30_000;
const KILL_MS = 5_000;

const idOf = ({ pid, started }: ProcessInfo): ProcessId[] =>
  pid === null ? [] : [{ pid, ...(started === undefined ? {} : { started }) }];

const allGone = async (left: () => ProcessId[], withinMs: number): Promise<boolean> => {
  const until = Date.now() + withinMs;
  while (left().length > 0) {
    if (Date.now() > until) return false;
    await delay(25);
  }
  return true;
};

/** Stops the supervisor, and with it everything; also what a killed supervisor left ending. Resolves to whether anything ran. */
export const stopSystem = async (home: Home): Promise<boolean> => {
  const processes = (readConnection(home.connection)?.processes ?? []).flatMap(idOf);
  const holder = holderOf(home.lock);
  const left = (): ProcessId[] => [...(holder ? [holder] : []), ...processes].filter(isAlive);
  const running = left().length > 0;
  if (holder) process.kill(holder.pid, 'SIGTERM');
  if (!(await allGone(left, DRAIN_MS))) {
    for (const { pid } of left()) process.kill(pid, 'SIGKILL');
    if (!(await allGone(left, KILL_MS)))
      throw failed('Some processes do not end.', 'See `guildhall status`.');
  }
  removeConnection(home.connection);
  return running;
};
