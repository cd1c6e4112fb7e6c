import { eventRow } from '@guildhall/audit';
import type { Recorded } from '@guildhall/contracts';
import type { Transaction } from 'kysely';
import type { Database } from '../database/database.js';
import type { Tables } from '../database/tables.js';
import { saveEvents } from './rows.js';
import { VIEWS } from './views.js';
import type { Misfit } from './views.js';

/** What is new in `events`, given up to where the rows reflect the log: at-least-once becomes once. */
const unseen = async (
  transaction: Transaction<Tables>,
  events: readonly Recorded[],
): Promise<readonly Recorded[]> => {
  const { position } = await transaction
    .selectFrom('checkpoint')
    .select('position')
    .forUpdate()
    .executeTakeFirstOrThrow();
  return events.filter((event) => event.position > position);
};

const advance = (transaction: Transaction<Tables>, { position, id }: Recorded): Promise<unknown> =>
  transaction.updateTable('checkpoint').set({ position, event: id }).execute();

/**
 * Folds a batch, in log order, into all rows and moves the checkpoint, in one transaction: after a crash at any moment
 * the rows are exactly those of the checkpoint's position.
 */
export const writeBatch = (database: Database, events: readonly Recorded[], misfit: Misfit): Promise<void> =>
  database.tables.transaction().execute(async (transaction) => {
    const fresh = await unseen(transaction, events);
    const last = fresh.at(-1);
    if (!last) return;
    await saveEvents(transaction, fresh.map(eventRow));
    for (const view of VIEWS) await view(transaction, fresh, misfit);
    await advance(transaction, last);
  });
