import { mkdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { inRepository } from '../repository.js';
import type { UpOptions } from './guildhall.js';

const WRITTEN_WITHIN_MS = 2_000;

/** Processor profiles of the services while they are under load; none where no folder is given. */
export class Profiles {
  #running = false;

  constructor(
    private readonly folder: string | undefined,
    private readonly pids: Readonly<Record<string, number>>,
  ) {}

  /** What the services have to be started with so that they can be profiled. */
  static environment(folder: string | undefined): UpOptions {
    if (folder === undefined) return {};
    mkdirSync(folder, { recursive: true });
    const profiler = pathToFileURL(inRepository('bench/profiler.mjs')).href;
    return { env: { NODE_OPTIONS: `--import ${profiler}`, BENCH_PROFILES: folder } };
  }

  /** From here on. `load` is for the reader of the file names, which the profiler counts. */
  begin(load: string): void {
    if (this.folder === undefined) return;
    console.error(`profiling under load: ${load}`);
    this.#running = true;
    this.#toggle();
  }

  /** Up to here; resolves when the files are written. */
  async end(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    this.#toggle();
    await pause(WRITTEN_WITHIN_MS);
  }

  #toggle(): void {
    for (const [name, pid] of Object.entries(this.pids))
      if (name !== 'nats-server') process.kill(pid, 'SIGUSR2');
  }
}
