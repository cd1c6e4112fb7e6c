import { readFileSync } from 'node:fs';

/** What the kernel counts in. */
const TICK_MS = 10;

/** Processor time that a process has used so far, in ms; 0 where it is gone or the platform does not say. */
export const processorMs = (pid: number): number => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return 0;
  }
};

/** Processor time by name since it was made. */
export class ProcessorMeter {
  readonly #before: Readonly<Record<string, number>>;

  constructor(private readonly pids: Readonly<Record<string, number>>) {
    this.#before = this.#look();
  }

  /** ms by name. */
  read(): Record<string, number> {
    return Object.fromEntries(
      Object.entries(this.#look()).map(([name, ms]) => [name, ms - (this.#before[name] ?? 0)]),
    );
  }

  #look(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.pids).map(([name, pid]) => [name, processorMs(pid)]));
  }
}
