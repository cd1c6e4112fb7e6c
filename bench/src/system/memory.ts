import { readFileSync } from 'node:fs';

/** Resident memory of a process in MB; 0 where it is gone or the platform does not say. */
export const residentMB = (pid: number): number => {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return 0;
  }
};

/** Looks at processes again and again, and keeps the most that each had. */
export class MemoryWatch {
  readonly #most = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly pids: Readonly<Record<string, number>>) {}

  start(): this {
    this.#timer = setInterval(() => {
      this.#look();
    }, 100);
    return this;
  }

  /** MB by name. */
  stop(): Record<string, number> {
    clearInterval(this.#timer);
    this.#look();
    return Object.fromEntries(this.#most);
  }

  #look(): void {
    for (const [name, pid] of Object.entries(this.pids))
      this.#most.set(name, Math.max(this.#most.get(name) ?? 0, residentMB(pid)));
  }
}
