import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from '../failure.js';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessId {
  pid: number;
  /** When the kernel started it, in its own unit; absent where the platform does not say. */
  started?: string;
}

// Starts are counted from the machine's own.
const thisBoot = (): string => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
};
const BOOT = thisBoot();

/** State and start from `/proc/<pid>/stat`, fields 3 and 22; the second, the name, may hold spaces and parentheses. */
const look = (pid: number): { state?: string | undefined; started?: string | undefined } => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], started: `${BOOT}:${fields[19] ?? ''}` };
  } catch {
    return {};
  }
};

const exists = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, and belongs to somebody else.
    return codeOf(error) === 'EPERM';
  }
};

export const identify = (pid: number): ProcessId => {
  const { started } = look(pid);
  return started === undefined ? { pid } : { pid, started };
};

/** Whether this very process still runs; one that ended and is not yet collected by its parent does not. */
export const isAlive = ({ pid, started }: ProcessId): boolean => {
  if (!exists(pid)) return false;
  const now = look(pid);
  return now.state !== 'Z' && (started === undefined || now.started === started);
};

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
