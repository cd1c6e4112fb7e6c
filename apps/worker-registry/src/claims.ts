import { isParticipantId } from '@guildhall/contracts';
import { isClaimed } from '@guildhall/event-store';
import type { EventStore } from '@guildhall/event-store';
import type { Claim } from '@guildhall/worker';

export { claimed } from '@guildhall/event-store';

/** Whether the id can be had. */
export const claimOn = async (store: EventStore, id: string): Promise<Claim> => ({
  reserved: !isParticipantId(id),
  taken: await isClaimed(store, id),
});
