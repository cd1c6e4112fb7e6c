import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '@guildhall/testing';

/** All that `up` runs. */
export const PROCESSES = [
  'risk-assessment',
  'worker-registry',
  'permit-workflow',
  'audit-projection',
  'nats-server',
] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** What the supervisor says of one of its processes. */
export interface Running {
  name: string;
  pid: number | null;
  state: string;
  restarts: number;
}

/** What a home says of its supervisor. */
const LOCK = 'supervisor.lock';

/** Longer than a restart with its pause takes on a machine that is busy. */
const PATIENCE_MS = 30_000;

/** The processes of a home, to be killed and frozen; whoever kills is not asked by the supervisor for leave. */
export class Processes {
  readonly #killed = new Set<number>();

  constructor(private readonly home: string) {}

  /** As the supervisor last said. */
  get running(): Running[] {
    const text = readFileSync(join(this.home, 'connection.json'), 'utf8');
    return (JSON.parse(text) as { processes: Running[] }).processes;
  }

  pidOf(name: string): number {
    const pid = this.running.find((running) => running.name === name)?.pid;
    if (typeof pid !== 'number') throw new Error(`${name} does not run`);
    return pid;
  }

  /** SIGKILL; whether it did run. */
  kill(name: string): boolean {
    const pid = this.pidOf(name);
    if (this.#killed.has(pid)) return false;
    this.#killed.add(pid);
    return this.#signal(pid, 'SIGKILL');
  }

  /** SIGKILL; it is not started again before `act` is done, because its supervisor is frozen meanwhile. */
  async whileDown(name: string, act: () => Promise<void>): Promise<void> {
    const text = readFileSync(join(this.home, LOCK), 'utf8');
    const { pid: supervisor } = JSON.parse(text) as { pid: number };
    this.#signal(supervisor, 'SIGSTOP');
    this.kill(name);
    await act().finally(() => this.#signal(supervisor, 'SIGCONT'));
  }

  /** While it is frozen it takes what it is sent and does nothing about it. */
  async whileFrozen(name: string, act: () => Promise<void>): Promise<void> {
    const pid = this.pidOf(name);
    this.#signal(pid, 'SIGSTOP');
    await act().finally(() => this.#signal(pid, 'SIGCONT'));
  }

  /** Resolves, with all of them, once all are up again; the supervisor may not have noticed yet that one is gone. */
  allHealthy(within = PATIENCE_MS): Promise<Running[]> {
    return waitFor(
      () => {
        const all = this.running;
        const isUp = ({ state, pid }: Running): boolean =>
          state === 'healthy' && pid !== null && !this.#killed.has(pid);
        return all.every(isUp) && all;
      },
      { within, what: 'all processes to be healthy' },
    );
  }

  #signal(pid: number, name: NodeJS.Signals): boolean {
    try {
      return process.kill(pid, name);
    } catch {
      return false;
    }
  }
}
