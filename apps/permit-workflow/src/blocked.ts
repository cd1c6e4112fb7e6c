import type { Refusal } from '@guildhall/contracts';
import { decided } from '@guildhall/event-store';
import type { EventStore, Handled } from '@guildhall/event-store';
import { recordRefusal } from '@guildhall/messaging';
import type { ReactionRequest } from '@guildhall/messaging';
import type { Permit, RecordedPermitEvent } from '@guildhall/permit';

type Came = Handled<Permit, RecordedPermitEvent>;

/** What is written about a permit that is barred: nothing. */
const NOTHING = { events: [], position: 0 };

/**
 * What a reaction to an event about a task came to. A hard block bars it for good, and nobody is there to be answered: it
 * is on record as a refusal of the master's, so that it is in the story of the task, and an alert (1.4). Whatever else is
 * refused throws, as in `decided`.
 */
export const decidedOrBlocked = async (
  store: EventStore,
  came: Came,
  { event, meta, caller }: Pick<ReactionRequest, 'event' | 'meta'> & { caller: string },
): Promise<Pick<Exclude<Came, { refusal: Refusal }>, 'events' | 'position'>> => {
  if (!('refusal' in came) || came.refusal.code !== 'HARD_BLOCK') return decided(came);
  const { type: command, entity: about } = event;
  await recordRefusal(store, { command, caller, about, refusal: came.refusal, meta });
  return NOTHING;
};
