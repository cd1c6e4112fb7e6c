import type { Recorded } from '@guildhall/contracts';
import type { Following } from '@guildhall/event-store';
import type { Database } from '../database/database.js';
import { Batches } from './batches.js';
import { resume } from './checkpoint.js';
import type { Log } from './checkpoint.js';
import { Waiting, sleep } from './waiting.js';
import type { Sleep } from './waiting.js';
import { writeBatch } from './write.js';

export interface ProjectionOptions {
  database: Database;
  log: Log;
  /** Told what operators should know. */
  report: (message: string, cause?: unknown) => void;
  /** How it waits; tests bring their own. */
  sleep?: Sleep;
}

const BATCH = 500;
/**
 * A transaction costs much more than the events in it. Under load they gather for so long, unless somebody asks for one
 * of them; without it the view would take the processor from the services that it only watches.
 */
const REST_MS = 100;
const MAINTAINED_EVERY = 20_000;

/**
 * The log, folded in order into the tables. Rows and checkpoint are written together, so that it may be stopped or
 * killed at any moment. Once it has failed it does not go on: end the process and start again.
 */
export class Projection {
  readonly #options: ProjectionOptions;
  readonly #batches = new Batches<Recorded>((events) => this.#write(events), BATCH, {
    rest: (signal) => sleep(REST_MS, signal),
    isAwaited: () => this.#waiting.isAwaited,
  });
  readonly #waiting: Waiting;
  #following: Following | undefined;
  #position = 0;
  #maintainedAt = 0;
  #fail: (cause: unknown) => void = () => undefined;

  /** Rejects where it can go on no more: the database or the log is lost. Never resolves. */
  readonly failed: Promise<never>;

  constructor(options: ProjectionOptions) {
    this.#options = options;
    this.#waiting = new Waiting(options.sleep ?? sleep);
    this.failed = new Promise<never>((_resolve, reject) => {
      this.#fail = reject;
    });
    // Whoever is interested gets it all the same; the others are not ended by it.
    this.failed.catch(() => undefined);
    void options.database.lost.then(this.#fail);
  }

  /** Position of the last event that the rows reflect. */
  get position(): number {
    return this.#position;
  }

  /** Follows the log from where the rows are, or from its beginning where they are of another log. */
  async start(): Promise<void> {
    const { database, log, report } = this.#options;
    this.#position = this.#maintainedAt = await resume(database, log, report);
    this.#following = log.follow('all', this.#position, (event) => this.#batches.add(event));
    this.#following.done.catch(this.#fail);
  }

  /** Whether the rows reflect `position`, now or within `timeoutMs`. */
  async reached(position: number, timeoutMs: number): Promise<boolean> {
    if (position <= this.#position) return true;
    const reached = this.#waiting.for(position, timeoutMs);
    this.#batches.hurry();
    return reached;
  }

  /** Resolves once the rows reflect what the log held at the start: from then on answers are not out of date. */
  async caughtUp(): Promise<void> {
    await Promise.race([this.#following?.caughtUp, this.failed]);
    await this.#batches.written();
  }

  /** Stops following; what was taken is written first, if it still can be. */
  async stop(): Promise<void> {
    await this.#following?.stop();
    await this.#batches.written().catch(this.#fail);
  }

  async #write(events: readonly Recorded[]): Promise<void> {
    try {
      await writeBatch(this.#options.database, events, (event, cause) => {
        this.#options.report(`${event.type} at position ${event.position} does not fit its history.`, cause);
      });
      this.#advance(events.at(-1)?.position ?? this.#position);
      await this.#maintain();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  #advance(position: number): void {
    this.#position = Math.max(this.#position, position);
    this.#waiting.reach(this.#position);
  }

  async #maintain(): Promise<void> {
    if (this.#position - this.#maintainedAt < MAINTAINED_EVERY) return;
    this.#maintainedAt = this.#position;
    await this.#options.database.maintain();
  }
}
