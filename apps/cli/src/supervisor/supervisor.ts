import { failed } from '../failure.js';
import { Keeper } from './keeper.js';
import type { ProcessInfo } from './keeper.js';
import type { Launch } from './launched.js';

export interface Part {
  name: string;
  launch: Launch;
  /** How long it may take to become healthy, in ms; 180,000 if left out. */
  startWithin?: number;
}

/** Keeps a set of processes running; what was started later may depend on what was started before. */
export class Supervisor {
  readonly #stages: Keeper[][] = [];
  #stopped = false;

  /** `changed` is told each change of each process. */
  constructor(private readonly changed: (info: ProcessInfo) => void) {}

  get processes(): ProcessInfo[] {
    return this.#stages.flat().map(({ info }) => info);
  }

  /** Starts these side by side; resolves when all are healthy, rejects when one will not be. */
  async start(parts: readonly Part[]): Promise<void> {
    if (this.#stopped) throw failed('Stopped.');
    const keepers = parts.map(
      ({ name, launch, startWithin }) => new Keeper(name, launch, this.changed, startWithin),
    );
    this.#stages.push(keepers);
    await Promise.all(keepers.map(({ started }) => started));
  }

  /** Ends everything, the latest first. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const keepers of this.#stages.toReversed()) {
      await Promise.all(keepers.map((keeper) => keeper.stop()));
    }
  }
}
