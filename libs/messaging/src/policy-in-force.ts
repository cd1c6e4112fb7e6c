import { DEFAULT_DURATIONS, POLICY_ENTITY, allDurations } from '@guildhall/contracts';
import type { AllDurations, Recorded } from '@guildhall/contracts';
import type { EventStore } from '@guildhall/event-store';

/** The event that put the policy in force, as the leader of the log has it; undefined where there was none yet. */
export const policyInForce = (
  store: Pick<EventStore, 'last'>,
): Promise<Recorded<'policy.published'> | undefined> => store.last('policy.published', POLICY_ENTITY);

/** How long things last by it; by default where none is yet. */
export const durationsInForce = async (store: Pick<EventStore, 'last'>): Promise<AllDurations> => {
  const published = await policyInForce(store);
  return published ? allDurations(published.data.document.durations) : DEFAULT_DURATIONS;
};
