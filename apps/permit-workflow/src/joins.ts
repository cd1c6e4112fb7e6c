import { setTimeout as pause } from 'node:timers/promises';
import type { Provider } from '@nestjs/common';
import { LAST_ATTEMPT, exponential, isExcused } from '@guildhall/event-store';
import { RUNTIME } from '@guildhall/messaging';
import type { Runtime } from '@guildhall/messaging';
import { expiredAt, hasToGo, nextExpiry } from '@guildhall/permit';
import type { Verdict } from '@guildhall/permit';
import { LIVE_PERMITS } from './live-permits.js';
import type { LiveEvent, LiveFold } from './live-permits.js';
import { Verdicts } from './verdicts.js';

/** Nest token of what takes permits back because of what others have lost. */
export const JOINS = Symbol('joins');

const AT_ONCE = 16;
/** As long as a timer of the platform can be. */
const LONGEST_MS = 2 ** 31 - 1;

type Running = Pick<Runtime, 'now' | 'report' | 'clockAgrees'>;

/** The 1st, 2nd, 4th, 8th ...: a long outage must not fill the disk with what it is. */
const isWorthSaying = (count: number): boolean => (count & (count - 1)) === 0;

const nameOf = ({ kind, workerId, cause }: Verdict): string => `${kind} ${workerId} ${cause.id}`;

/**
 * Carries out what the log says about permits and what they stand on (3.2): worker, master, emergency, and who has decided
 * on them. One view in the order of the log says what has to happen, so that it does not matter which of two events came
 * first, or whether the service was up. Tried again for as long as it takes: a permit that has to go must not stay because
 * something failed.
 */
export class Joins {
  /** What was done about a permit last, by its id. */
  readonly #settled = new Map<string, string>();
  readonly #stop = new AbortController();
  /** How often in vain something was tried about a permit. */
  readonly #failed = new Map<string, number>();
  #passing: Promise<unknown> | undefined;
  /** Whether something has come since the pass that is going on began. */
  #more = false;
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #expiry: NodeJS.Timeout | undefined;
  #expiresAt = Infinity;

  constructor(
    private readonly runtime: Running,
    private readonly live: LiveFold,
    private readonly verdicts: Pick<Verdicts, 'carryOut'>,
  ) {}

  /**
   * Resolves once everything is carried out that the log says by now, and goes on with what it says from then on. An
   * outage is waited for; what fails for another reason does not keep the service from everything else.
   */
  async start(): Promise<void> {
    for (let attempt = 1; !this.#stop.signal.aborted; attempt++) {
      const causes = await this.#pass();
      if (causes.length === 0 || (attempt >= LAST_ATTEMPT && !causes.some(isExcused))) break;
      await pause(exponential(attempt), undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
    this.live.onEvent((event) => {
      this.#hear(event);
    });
    this.#wake();
  }

  /** Takes up nothing more, and waits for what has begun. */
  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#retry);
    clearTimeout(this.#expiry);
    await this.#passing;
  }

  #hear(event: LiveEvent): void {
    const { standing } = this.live.state;
    // What was done about a permit that people are asked for stays among the verdicts until it is decided on.
    for (const verdict of standing.verdicts.values()) {
      if (this.#isSettled(verdict)) continue;
      this.#wake();
      break;
    }
    if (event.type === 'worker.certified') this.#await(nextExpiry(standing, this.runtime.now()));
    const permit = standing.permits.get(event.entity);
    if (permit) this.#await(standing.workers.get(permit.workerId)?.expiresAt);
  }

  #wake(): void {
    this.#more = true;
    if (this.#passing || this.#stop.signal.aborted) return;
    this.#passing = this.#passes().finally(() => {
      this.#passing = undefined;
    });
  }

  async #passes(): Promise<void> {
    clearTimeout(this.#retry);
    while (this.#more && !this.#stop.signal.aborted) {
      this.#more = false;
      const causes = await this.#pass();
      const isDone = causes.length === 0 && this.runtime.clockAgrees();
      this.#failures = isDone ? 0 : this.#failures + 1;
    }
    this.#await(nextExpiry(this.live.state.standing, this.runtime.now()));
    if (this.#failures === 0 || this.#stop.signal.aborted) return;
    this.#retry = setTimeout(() => {
      this.#wake();
    }, exponential(this.#failures)).unref();
  }

  /** Tries everything that is to be done, once; why some of it failed. */
  async #pass(): Promise<unknown[]> {
    const causes: unknown[] = [];
    const due = this.#due();
    for (let from = 0; from < due.length && !this.#stop.signal.aborted; from += AT_ONCE) {
      const tried = await Promise.all(due.slice(from, from + AT_ONCE).map((verdict) => this.#try(verdict)));
      causes.push(...tried.filter((cause) => cause !== undefined));
    }
    return causes;
  }

  #due(): Verdict[] {
    const { standing } = this.live.state;
    for (const taskId of this.#settled.keys())
      if (!standing.permits.has(taskId)) this.#settled.delete(taskId);
    for (const taskId of this.#failed.keys()) if (!standing.permits.has(taskId)) this.#failed.delete(taskId);
    // The end of a certification is a matter of the clock, which has to be right.
    const expired = this.runtime.clockAgrees() ? expiredAt(standing, this.runtime.now()) : [];
    return [
      ...expired.filter(({ taskId }) => !hasToGo(standing, taskId)),
      ...standing.verdicts.values(),
    ].filter((verdict) => !this.#isSettled(verdict));
  }

  #isSettled(verdict: Verdict): boolean {
    return this.#settled.get(verdict.taskId) === nameOf(verdict);
  }

  /** Why it failed; undefined where it did not. */
  async #try(verdict: Verdict): Promise<unknown> {
    try {
      await this.verdicts.carryOut(verdict, this.runtime.now());
      this.#settled.set(verdict.taskId, nameOf(verdict));
      return undefined;
    } catch (cause) {
      const attempt = (this.#failed.get(verdict.taskId) ?? 0) + 1;
      this.#failed.set(verdict.taskId, attempt);
      if (isWorthSaying(attempt))
        this.runtime.report({ kind: 'reaction-failed', position: verdict.cause.position, attempt, cause });
      return cause ?? new Error('a permit that has to go could not be told so');
    }
  }

  /** Comes back at `expiresAt`, or where it is far, some time before. */
  #await(expiresAt: string | undefined): void {
    const at = expiresAt === undefined ? Infinity : Date.parse(expiresAt);
    if (at >= this.#expiresAt) return;
    this.#expiresAt = at;
    clearTimeout(this.#expiry);
    const wait = Math.max(0, at - Date.parse(this.runtime.now()));
    this.#expiry = setTimeout(
      () => {
        this.#expiresAt = Infinity;
        this.#wake();
      },
      Math.min(wait, LONGEST_MS),
    ).unref();
  }
}

/** Nothing of a permit is accepted that has to go: the service is not ready before it has gone. */
export const joinsProvider: Provider = {
  provide: JOINS,
  inject: [RUNTIME, LIVE_PERMITS, Verdicts],
  useFactory: async (runtime: Runtime, live: LiveFold, verdicts: Verdicts): Promise<Joins> => {
    const joins = new Joins(runtime, live, verdicts);
    runtime.onStop(() => joins.stop());
    await joins.start();
    return joins;
  },
};
