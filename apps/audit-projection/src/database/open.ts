import type { Database } from './database.js';
import { openPGlite } from './pglite.js';
import { openPostgres } from './postgres.js';

export interface DatabaseSettings {
  /** Of a PostgreSQL database (`DATABASE_URL`); without it the embedded one in `directory` is used. */
  url?: string | undefined;
  /** Where the embedded database lives: a directory of its own under the home. */
  directory: string;
  /** For the embedded one: an empty database to copy where a new one is needed. */
  template?: string;
  /** Told what operators should know, such as that it is built anew. */
  report: (message: string, cause?: unknown) => void;
}

/** Opens the view's database, its tables made. Rejects with a LockedError where another process has it. */
export const openDatabase = ({ url, ...embedded }: DatabaseSettings): Promise<Database> =>
  url === undefined ? openPGlite(embedded) : openPostgres({ url, report: embedded.report });
