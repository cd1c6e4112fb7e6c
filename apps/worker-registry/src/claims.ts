import { claimOf, isParticipantId } from '@guildhall/contracts';
import type { EventStore, Write } from '@guildhall/event-store';
import type { Claim } from '@guildhall/worker';

/** What goes with a registration in its append, so that nobody else can have the id in whatever case (6.4). */
export const claimed = (id: string, kind: 'master' | 'worker'): Write => ({
  context: 'claim',
  entity: claimOf(id),
  expected: 0,
  events: [{ type: 'claim.claimed', data: { id, kind } }],
});

/** Whether the id can be had. */
export const claimOn = async (store: EventStore, id: string): Promise<Claim> => ({
  reserved: !isParticipantId(id),
  taken: (await store.read('claim', claimOf(id), { fresh: true })).version > 0,
});
