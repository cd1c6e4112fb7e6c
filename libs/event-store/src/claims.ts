import { claimOf } from '@guildhall/contracts';
import type { EventData } from '@guildhall/contracts';
import type { EventStore, Write } from './port.js';

/** What goes with a first registration in its append, so that nobody else can have the id in whatever case (6.4). */
export const claimed = (id: string, kind: EventData<'claim.claimed'>['kind']): Write => ({
  context: 'claim',
  entity: claimOf(id),
  expected: 0,
  events: [{ type: 'claim.claimed', data: { id, kind } }],
});

/** Whether somebody has the id, in whatever case, as the leader of the log has it. */
export const isClaimed = async (store: Pick<EventStore, 'read'>, id: string): Promise<boolean> =>
  (await store.read('claim', claimOf(id), { fresh: true })).version > 0;
