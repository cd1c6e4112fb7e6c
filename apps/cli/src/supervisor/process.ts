import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '@guildhall/broker';
import type { ProcessId } from '@guildhall/broker';
import { codeOf } from '../failure.js';

/** Bytes of memory that the process has in use; undefined where the platform does not say. */
export const memoryOf = (pid: number): number | undefined => {
  try {
    const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kib === undefined ? undefined : Number(kib) * 1024;
  } catch {
    return undefined;
  }
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It has ended just now.
    if (codeOf(error) !== 'ESRCH') throw error;
  }
};

const LOOK_EVERY_MS = 25;
/** The kernel may take its time to take away a process that wrote a lot. */
const KILL_MS = 5_000;

/** Whether none of the processes runs any more, at the latest after `withinMs`. */
export const allGone = async (processes: readonly ProcessId[], withinMs: number): Promise<boolean> => {
  const until = Date.now() + withinMs;
  while (processes.some(isAlive)) {
    if (Date.now() > until) return false;
    await delay(LOOK_EVERY_MS);
  }
  return true;
};

/** Asks the process to end, insists after `graceMs`; resolves to whether it is gone. Does nothing to another one. */
export const endProcess = async (id: ProcessId, graceMs: number): Promise<boolean> => {
  if (isAlive(id)) signal(id.pid, 'SIGTERM');
  if (await allGone([id], graceMs)) return true;
  signal(id.pid, 'SIGKILL');
  return allGone([id], KILL_MS);
};
