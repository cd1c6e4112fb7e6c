import type { TrustRules } from '@guildhall/contracts';
import type { EventStore } from '@guildhall/event-store';
import { policyInForce } from '@guildhall/messaging';

/** What it takes for a worker to be watched less closely, by the policy in force. */
export const trustRules = async (store: Pick<EventStore, 'last'>): Promise<TrustRules> => {
  const published = await policyInForce(store);
  // Whatever was worked on was assessed with one.
  if (!published) throw new Error('no policy was ever published');
  return published.data.document.trust;
};
