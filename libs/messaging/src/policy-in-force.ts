import { DEFAULT_DURATIONS, POLICY_ENTITY, allDurations } from '@guildhall/contracts';
import type { AllDurations, PolicyDocument, Recorded } from '@guildhall/contracts';
import type { EventStore } from '@guildhall/event-store';

/** Whether the event puts a policy in force. */
export const isPublished = (event: Recorded): event is Recorded<'policy.published'> =>
  event.type === 'policy.published';

/** The policy that is in force, as the leader of the log has it; undefined where none is yet. */
export const policyInForce = async (store: Pick<EventStore, 'read'>): Promise<PolicyDocument | undefined> => {
  const { events } = await store.read('policy', POLICY_ENTITY, { fresh: true });
  return events.findLast(isPublished)?.data.document;
};

/** How long things last by it; by default where none is yet. */
export const durationsInForce = async (store: Pick<EventStore, 'read'>): Promise<AllDurations> => {
  const policy = await policyInForce(store);
  return policy ? allDurations(policy.durations) : DEFAULT_DURATIONS;
};
