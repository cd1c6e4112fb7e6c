import { setTimeout as delay } from 'node:timers/promises';
import { PROCESSES } from '../support/processes.js';
import type { ProcessName, Processes } from '../support/processes.js';
import type { Chance } from './chance.js';

/** Kills random processes at random times, whatever state the others are in. */
export class Killer {
  /** How often each was killed. */
  readonly kills = new Map<ProcessName, number>(PROCESSES.map((name) => [name, 0]));

  constructor(
    private readonly processes: Processes,
    private readonly chance: Chance,
  ) {}

  get count(): number {
    return [...this.kills.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Kills `count` times, `pause` seconds after one another on average; earlier where `signal` is aborted. */
  async run(count: number, pause: number, signal: AbortSignal): Promise<void> {
    while (this.count < count && !signal.aborted) {
      await delay(this.chance.next() * 2 * pause * 1000, undefined, { signal }).catch(() => undefined);
      const victim = this.chance.one(PROCESSES);
      // One that has not come back yet lives on; the next one may be it.
      if (this.#kill(victim)) this.kills.set(victim, (this.kills.get(victim) ?? 0) + 1);
    }
  }

  #kill(victim: ProcessName): boolean {
    try {
      return this.processes.kill(victim);
    } catch {
      return false;
    }
  }
}
