import { readFileSync } from 'node:fs';
import { isCode } from './system-error.js';

/** A process, so that a later one with the same number is not taken for it. */
export interface ProcessId {
  pid: number;
  /** When it was started, in the kernel's terms; absent where the system does not tell. */
  started?: string;
  /** The run of the machine that it belongs to; absent where the system does not tell. */
  boot?: string;
}

const readOr = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

// Field 22 of proc_pid_stat(5); the second one, a name in brackets, may hold anything.
const startOf = (pid: number): string | undefined => {
  const stat = readOr(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
};

const boot = (): string | undefined => readOr('/proc/sys/kernel/random/boot_id')?.trim();

/** Names a process that runs now. */
export const identify = (pid: number): ProcessId => {
  const [started, run] = [startOf(pid), boot()];
  return {
    pid,
    ...(started === undefined ? {} : { started }),
    ...(run === undefined ? {} : { boot: run }),
  };
};

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one, too.
    return isCode(error, 'EPERM');
  }
};

/** Whether the machine has been up all the time since the process was named. */
export const isOfThisBoot = (id: ProcessId): boolean => id.boot === boot();

/** Whether exactly this process still runs. */
export const isRunning = (id: ProcessId): boolean =>
  isOfThisBoot(id) && exists(id.pid) && startOf(id.pid) === id.started;
