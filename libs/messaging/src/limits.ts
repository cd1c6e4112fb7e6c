import { DEFAULT_LIMITS } from '@guildhall/contracts';
import type { CallerLimits, Recorded } from '@guildhall/contracts';
import type { EventStore } from '@guildhall/event-store';
import { policyInForce } from './policy-in-force.js';

/** The limits of the policy in force, for as long as they are followed. */
export interface FollowedLimits {
  current: () => CallerLimits;
  /** Rejects where the log cannot be followed any more. */
  readonly done: Promise<void>;
  stop: () => Promise<void>;
}

const limitsOf = ({ data }: Recorded<'policy.published'>): CallerLimits =>
  data.document.limits ?? DEFAULT_LIMITS;

/**
 * The limits of the policy in force: of the one that the log holds now, which is one read, and from there on of each
 * that is published. Before the first one, the defaults.
 */
export const followLimits = async (store: EventStore): Promise<FollowedLimits> => {
  const published = await policyInForce(store);
  let limits = published ? limitsOf(published) : DEFAULT_LIMITS;
  const following = store.follow(['policy.published'], published?.position ?? 0, (event) => {
    if (event.type === 'policy.published') limits = limitsOf(event);
  });
  return { current: () => limits, done: following.done, stop: () => following.stop() };
};
