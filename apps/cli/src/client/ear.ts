import { HEADERS } from '@guildhall/contracts';
import type { Msg, NatsConnection } from '@nats-io/transport-node';

const POSITION = 'Nats-Sequence';

/** Position in the log of an event that was heard live; undefined for what is no event of the log (6.1). */
const positionOf = ({ headers }: Msg): number | undefined => {
  const position = Number(headers?.get(POSITION));
  return headers?.get(HEADERS.id) && Number.isSafeInteger(position) && position > 0 ? position : undefined;
};

/**
 * Listens for events. Hearing live is at most once, so that it only ever says that there is something to ask for, and
 * nobody must wait for it alone.
 */
export class Ear {
  #position: number | undefined;
  #wake: () => void = () => undefined;

  constructor(connection: NatsConnection, subjects: readonly string[]) {
    for (const subject of subjects) {
      connection.subscribe(subject, {
        // Whoever may not listen asks every so often, like everybody else.
        callback: (error, message) => {
          if (!error) this.#hear(positionOf(message));
        },
      });
    }
  }

  /** Position of the last event heard since the call before; undefined where none was within `ms`, or it was aborted. */
  async next(ms: number, signal: AbortSignal): Promise<number | undefined> {
    if (this.#position === undefined && !signal.aborted) await this.#silence(ms, signal);
    const position = this.#position;
    this.#position = undefined;
    return position;
  }

  #silence(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.#wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
      this.#wake = end;
    });
  }

  #hear(position: number | undefined): void {
    if (position === undefined) return;
    this.#position = Math.max(position, this.#position ?? 0);
    this.#wake();
  }
}
