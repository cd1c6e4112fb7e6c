import type { Kysely } from 'kysely';
import { recreate } from './migration.js';
import type { Tables } from './tables.js';

/** The view's database. It holds nothing that cannot be folded from the log again. */
export interface Database {
  readonly tables: Kysely<Tables>;
  /** Empties it. */
  reset: () => Promise<void>;
  /** What an embedded database does not do by itself; to be called every some ten thousand events. */
  maintain: () => Promise<void>;
  /** Resolves where it was lost while open: whoever uses it has to end, and start again. */
  readonly lost: Promise<Error>;
  close: () => Promise<void>;
}

/** The parts of a Database that all kinds have in common. */
export const databaseOver = (
  tables: Kysely<Tables>,
  own: Pick<Database, 'maintain' | 'lost' | 'close'>,
): Database => ({
  tables,
  reset: () => recreate(tables),
  ...own,
});
