import { setTimeout as delay } from 'node:timers/promises';
import { ClientError, isRefusedAs } from './errors.js';

/** For so long, who follows something bears with a service or a broker that is away. */
const OUTAGE_MS = 30_000;
const PAUSE_MS = 250;

const isOutage = (error: unknown): boolean =>
  (error instanceof ClientError && error.kind === 'unreachable') || isRefusedAs(error, 'LOG_UNAVAILABLE');

/** Asks on behalf of somebody who follows something for hours. */
export class Patience {
  #answeredAt = 0;

  constructor(private readonly signal: AbortSignal) {}

  /**
   * The answer, once there is one; undefined where there is none yet and it should be asked for again, or where nobody
   * wants it any more. Rejects with the refusal, and with an outage that is the first answer or lasts too long.
   */
  async ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await this.#unlessAborted(question());
      this.#answeredAt = Date.now();
      return answer;
    } catch (error) {
      if (!isRefusedAs(error, 'NOT_YET')) await this.#bear(error);
      else this.#answeredAt = Date.now();
      return undefined;
    }
  }

  async #bear(error: unknown): Promise<void> {
    if (!isOutage(error) || Date.now() - this.#answeredAt > OUTAGE_MS) throw error;
    await this.pause(PAUSE_MS);
  }

  /** Resolves after `ms`, or at once where nobody waits any more. */
  async pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.signal }).catch(() => undefined);
  }

  #unlessAborted<T>(answer: Promise<T>): Promise<T | undefined> {
    // What is not waited for any more ends with the connection.
    answer.catch(() => undefined);
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        resolve(undefined);
      };
      if (this.signal.aborted) stop();
      this.signal.addEventListener('abort', stop, { once: true });
      answer.then(resolve, reject).finally(() => {
        this.signal.removeEventListener('abort', stop);
      });
    });
  }
}
