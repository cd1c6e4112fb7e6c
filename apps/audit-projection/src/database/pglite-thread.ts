import { Worker } from 'node:worker_threads';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { Turns } from './queue.js';

interface Answer {
  id: number;
  result?: PostgresQueryResult<unknown>;
  error?: { message: string; code?: string };
}

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** An error that the embedded database answered with. */
export class StatementError extends Error {
  override readonly name = 'StatementError';
  constructor(
    message: string,
    /** SQLSTATE. */
    readonly code: string | undefined,
  ) {
    super(message);
  }
}

const OPENED = 0;

/** A PGlite database in a thread of its own: a pool of the one connection it has. */
export class PGliteThread implements PostgresPool {
  readonly #worker: Worker;
  readonly #turns = new Turns();
  readonly #waiting = new Map<number, Waiting>();
  #requests = OPENED;
  #closing = false;
  #ended: Error | undefined;
  /** Resolves where the thread has ended by itself; nothing can be asked of it any more. */
  readonly lost: Promise<Error>;

  private constructor(directory: string) {
    this.#worker = new Worker(new URL('../../pglite/worker.mjs', import.meta.url), {
      workerData: { directory },
      // The program's own flags are not for it.
      execArgv: [],
      // Rows pass through quickly; the default lets 30 MB of them wait to be collected.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    this.#worker.on('message', (answer: Answer) => {
      this.#settle(answer);
    });
    this.lost = new Promise((resolve) => {
      const end = (error: Error): void => {
        this.#ended ??= error;
        for (const { reject } of this.#waiting.values()) reject(error);
        this.#waiting.clear();
        if (!this.#closing) resolve(error);
      };
      this.#worker.once('error', end);
      this.#worker.once('exit', (code) => {
        end(new Error(`The thread of the embedded database ended with code ${code}.`));
      });
    });
  }

  /** Opens the database in `directory`, which has to be there. Rejects where it does not open. */
  static async open(directory: string): Promise<PGliteThread> {
    const thread = new PGliteThread(directory);
    await new Promise((resolve, reject) => {
      thread.#waiting.set(OPENED, { resolve, reject });
    });
    return thread;
  }

  /** The connection, once all that asked before have released it. */
  async connect(): Promise<PostgresPoolClient> {
    const release = await this.#turns.take();
    const query = (sql: unknown, parameters?: readonly unknown[]): unknown => this.#ask({ sql, parameters });
    // Kysely asks for cursors only where it was given a class for them.
    return { query: query as PostgresPoolClient['query'], release };
  }

  /** Closes the database, if it still runs. */
  async end(): Promise<void> {
    if (!this.#closing && !this.#ended) await this.#ask({});
    await this.abandon();
  }

  /** Stops the thread as it is, without closing the database. */
  async abandon(): Promise<void> {
    this.#closing = true;
    await this.#worker.terminate();
  }

  #ask(request: { sql?: unknown; parameters?: readonly unknown[] | undefined }): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#requests;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...request });
    });
  }

  #settle({ id, result, error }: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(new StatementError(error.message, error.code));
    else waiting?.resolve(result);
  }
}
