import { setTimeout as delay } from 'node:timers/promises';
import { identify } from '@guildhall/broker';
import { messageOf } from '../failure.js';
import { backoff, failuresAfter } from './backoff.js';
import { deferred } from './deferred.js';
import type { Exit, Launch, Launched } from './launched.js';
import { StartFailure } from './start-failure.js';

/** `waiting`: it ended by itself and is started again after a pause. */
export type ProcessState = 'starting' | 'healthy' | 'waiting' | 'stopped';

export interface ProcessInfo {
  name: string;
  pid: number | null;
  /** When the kernel started it, as in ProcessId. */
  started?: string;
  state: ProcessState;
  /** When it got into this state, RFC 3339. */
  since: string;
  restarts: number;
  /** How it last ended. */
  lastExit?: string;
}

/** Folding a long log without a snapshot takes its time. */
const START_WITHIN_MS = 180_000;
/** So many ends before it is healthy for the first time mean that it will not start. */
const START_ATTEMPTS = 3;
/** Exit code of a program whose settings are wrong: trying again changes nothing. */
const BAD_SETTING = 2;

/** Keeps one process running: starts it again, with growing pauses, whenever it ends. */
export class Keeper {
  readonly #started = deferred();
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #info: ProcessInfo;
  #launched: Launched | undefined;
  #wasHealthy = false;
  /** Since it last was healthy for long. */
  #failures = 0;

  constructor(
    name: string,
    private readonly launch: Launch,
    private readonly changed: (info: ProcessInfo) => void,
    /** How long it may take to become healthy, in ms. */
    private readonly startWithin = START_WITHIN_MS,
  ) {
    this.#info = { name, pid: null, state: 'starting', since: new Date().toISOString(), restarts: 0 };
    setTimeout(() => {
      this.#started.reject(new StartFailure(name, 'late', `was not healthy after ${startWithin / 1000} s`));
    }, startWithin).unref();
    this.#running = this.#run();
  }

  get info(): ProcessInfo {
    return this.#info;
  }

  /** Resolves when it is healthy for the first time; rejects where it will not be. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  /** Ends the process and keeps it ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#started.reject(new StartFailure(this.#info.name, 'died', 'was stopped'));
    await this.#launched?.stop();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    for (let restarts = 0; !signal.aborted; restarts += 1) {
      const exit = await this.#live(restarts);
      if (signal.aborted) break;
      if (this.#givesUp(exit)) {
        this.#set({ pid: null, state: 'stopped', lastExit: exit.text });
        return;
      }
      this.#set({ state: 'waiting', pid: null, lastExit: exit.text });
      await delay(backoff(this.#failures++), undefined, { signal }).catch(() => undefined);
    }
    this.#set({ state: 'stopped', pid: null });
  }

  /** One life of the process. */
  async #live(restarts: number): Promise<Exit> {
    this.#set({ state: 'starting', pid: null, restarts });
    try {
      this.#launched = await this.launch();
      const { pid } = this.#launched;
      this.#set(pid === undefined ? { pid: null } : identify(pid));
      if (this.#stopping.signal.aborted) await this.#launched.stop();
      return await this.#watch(this.#launched);
    } catch (error) {
      return { code: null, text: messageOf(error) };
    } finally {
      this.#launched = undefined;
    }
  }

  async #watch(launched: Launched): Promise<Exit> {
    let healthySince: number | undefined;
    // One that hangs before it is healthy is started anew; the first time, that fails the start of everything.
    const late = setTimeout(() => void launched.stop(), this.startWithin);
    void launched.healthy.then(() => {
      clearTimeout(late);
      healthySince = performance.now();
      this.#set({ state: 'healthy' });
      this.#wasHealthy = true;
      this.#started.resolve();
    });
    const exit = await launched.exited;
    clearTimeout(late);
    const healthyFor = healthySince === undefined ? 0 : performance.now() - healthySince;
    this.#failures = failuresAfter(this.#failures, healthyFor);
    return exit;
  }

  /** Whether it will not start. Once it was healthy, it is started again whatever happens. */
  #givesUp(exit: Exit): boolean {
    if (this.#wasHealthy) return false;
    if (exit.code !== BAD_SETTING && this.#info.restarts + 1 < START_ATTEMPTS) return false;
    const how = exit.code === BAD_SETTING ? 'misconfigured' : 'died';
    this.#started.reject(new StartFailure(this.#info.name, how, `does not start: ${exit.text}`));
    return true;
  }

  #set(change: Partial<ProcessInfo>): void {
    const since = change.state === undefined ? this.#info.since : new Date().toISOString();
    this.#info = { ...this.#info, ...change, since };
    this.changed(this.#info);
  }
}
