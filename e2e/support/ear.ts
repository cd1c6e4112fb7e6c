import type { NatsConnection } from '@nats-io/transport-node';
import { heardEvent } from './log-event.js';
import type { LogEvent } from './log-event.js';

const PATIENCE_MS = 10_000;

interface Waiting {
  matches: (event: LogEvent) => boolean;
  resolve: (event: LogEvent) => void;
}

/** Hears events live, and keeps all it has heard, in order. */
export class Ear {
  readonly heard: LogEvent[] = [];
  #waiting: Waiting[] = [];

  private constructor() {}

  /** Resolves once the broker knows of the subscriptions. */
  static async on(nc: NatsConnection, ...subjects: string[]): Promise<Ear> {
    const ear = new Ear();
    for (const subject of subjects) {
      nc.subscribe(subject, {
        callback: (error, message) => {
          if (!error) ear.#take(heardEvent(message));
        },
      });
    }
    await nc.flush();
    return ear;
  }

  /** The first event that matches, heard already or to come. */
  async first(what: string, matches: (event: LogEvent) => boolean): Promise<LogEvent> {
    const known = this.heard.find(matches);
    if (known) return known;
    let late: NodeJS.Timeout | undefined;
    const heard = new Promise<LogEvent>((resolve, reject) => {
      this.#waiting.push({ matches, resolve });
      late = setTimeout(() => {
        reject(new Error(`never heard ${what}`));
      }, PATIENCE_MS);
    });
    return heard.finally(() => {
      clearTimeout(late);
    });
  }

  /** The first event of this type about this entity. */
  event(type: string, entity: string): Promise<LogEvent> {
    return this.first(`${type} of ${entity}`, (event) => event.type === type && event.entity === entity);
  }

  #take(event: LogEvent): void {
    this.heard.push(event);
    const due = this.#waiting.filter(({ matches }) => matches(event));
    this.#waiting = this.#waiting.filter((waiting) => !due.includes(waiting));
    for (const { resolve } of due) resolve(event);
  }
}
