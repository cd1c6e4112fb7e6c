import type { Recorded } from '@guildhall/contracts';
import type { EventStore } from '@guildhall/event-store';
import type { Kysely } from 'kysely';
import type { Database } from '../database/database.js';
import type { CheckpointRow, Tables } from '../database/tables.js';

/** What the projection needs of the log. */
export type Log = Pick<EventStore, 'follow' | 'readAll' | 'identity'>;

export const readCheckpoint = (tables: Kysely<Tables>): Promise<CheckpointRow> =>
  tables.selectFrom('checkpoint').selectAll().executeTakeFirstOrThrow();

const firstAfter = async (log: Log, position: number): Promise<Recorded | undefined> => {
  for await (const event of log.readAll(position)) return event;
  return undefined;
};

/** Whether the log holds, at the checkpoint's position, the very event that was folded there. */
const matches = async (log: Log, { position, event }: CheckpointRow): Promise<boolean> => {
  if (position === 0) return true;
  const found = await firstAfter(log, position - 1);
  return found?.position === position && found.id === event;
};

const mismatch = async (log: Log, identity: string, held: CheckpointRow): Promise<string | undefined> => {
  if (held.log !== identity) return `it reflects the log of ${held.log}, this one is of ${identity}`;
  if (await matches(log, held)) return undefined;
  return `the log does not hold, at position ${held.position}, the event that was folded there`;
};

/**
 * Position after which the log has to be followed: that of the checkpoint, or 0 where the rows are of another log than
 * this one. Then they are dropped, because nobody can tell which of them still hold.
 */
export const resume = async (
  database: Database,
  log: Log,
  report: (message: string) => void,
): Promise<number> => {
  const identity = await log.identity();
  const held = await readCheckpoint(database.tables);
  if (held.log !== '') {
    const why = await mismatch(log, identity, held);
    if (why === undefined) return held.position;
    report(`The view is built anew: ${why}.`);
    await database.reset();
  }
  await database.tables.updateTable('checkpoint').set({ log: identity }).execute();
  return 0;
};
