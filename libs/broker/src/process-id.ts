import { readFileSync } from 'node:fs';
import { isCode } from './system-error.js';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessId {
  pid: number;
  /** The run of the machine, a colon, and when the kernel started it, in its own unit; absent where neither is said. */
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
    return isCode(error, 'EPERM');
  }
};

/** Names a process that runs now. */
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

/** Whether the machine has been up all the time since the process was named, as far as it says. */
export const isOfThisBoot = ({ started }: ProcessId): boolean =>
  started === undefined ? BOOT === '' : started.startsWith(`${BOOT}:`);
