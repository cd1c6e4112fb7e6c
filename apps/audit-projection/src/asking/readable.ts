import type { Readable } from '@guildhall/audit';
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

/** `mayRead` as a condition on the columns that tables of work have in common. */
export const readableRows = (readable: Readable): RawBuilder<boolean> =>
  readable.all
    ? sql<boolean>`true`
    : sql<boolean>`(
        roles && ${[...readable.roles]}::text[]
        or (nonunion and ${readable.nonunion}::boolean)
        or master = ${readable.master}::text
        or worker = ${readable.worker}::text
      )`;
