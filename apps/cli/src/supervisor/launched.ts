import { constants } from 'node:os';

/** How a process ended. */
export interface Exit {
  code: number | null;
  /** `exit code 1`, `SIGKILL`, or why it could not be started. */
  text: string;
}

/** A process that was started. */
export interface Launched {
  readonly pid: number | undefined;
  /** Resolves when it says that it is healthy; stays open where it never does. */
  readonly healthy: Promise<void>;
  readonly exited: Promise<Exit>;
  /** Asks it to end, insists where it does not, and resolves once it is gone. */
  stop(): Promise<void>;
}

export type Launch = () => Launched | Promise<Launched>;

/** How a process ended whose exit code a shell has told: above 128 it is a signal's. */
export const exitOfShell = (code: number | undefined): Exit => {
  const signal = Object.entries(constants.signals).find(([, number]) => number + 128 === code);
  return signal ? exitOf(null, signal[0]) : exitOf(code ?? null, null);
};

export const exitOf = (code: number | null, signal: string | null): Exit => ({
  code,
  text: signal ?? `exit code ${code ?? 'unknown'}`,
});
