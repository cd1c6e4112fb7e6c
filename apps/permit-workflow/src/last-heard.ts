import { hasCome } from '@guildhall/contracts';

/** When the worker of a permit was heard of last, and when it is lost if it is not heard again. */
export interface Heard {
  at: string;
  until: string;
}

/**
 * What this process has heard last of the workers of permits, for as long as it matters: that of a permit goes once its
 * worker would be lost, as nobody says when a permit ends, and its timer may go off in another process.
 */
export class LastHeard {
  /** By how long a worker may say nothing, oldest first: so what is over comes before what is not. */
  readonly #heard = new Map<string, Map<string, Heard>>();

  /** How much of it is kept. */
  get size(): number {
    return [...this.#heard.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** When the worker of a permit that may be silent for `within` was heard of last; undefined where that matters no more. */
  of(taskId: string, within: string): string | undefined {
    return this.#heard.get(within)?.get(taskId)?.at;
  }

  /** Keeps it, unless later was heard of the permit already, and forgets what was over by then. */
  note(taskId: string, within: string, heard: Heard): void {
    const alike = this.#heard.get(within) ?? new Map<string, Heard>();
    if ((alike.get(taskId)?.at ?? '') >= heard.at) return;
    alike.delete(taskId);
    this.#heard.set(within, alike.set(taskId, heard));
    for (const each of this.#heard.values()) forget(each, heard.at);
  }
}

const forget = (alike: Map<string, Heard>, now: string): void => {
  for (const [taskId, { until }] of alike) {
    if (!hasCome(until, now)) return;
    alike.delete(taskId);
  }
};
