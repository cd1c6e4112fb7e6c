import { POLICY_ENTITY, durationMs } from '@guildhall/contracts';
import type { EventStore } from '@guildhall/event-store';

// Where the policy is not published yet: what it says by default (4.2).
const DEFAULT = 'P90D';

/** How long a level that was held before the first start is good for: policy data, in milliseconds. */
export const certificationMs = async (store: EventStore): Promise<number> => {
  const { events } = await store.read('policy', POLICY_ENTITY, { fresh: true });
  const published = events.findLast((event) => event.type === 'policy.published');
  const duration =
    published?.type === 'policy.published'
      ? published.data.document.durations.bootstrapCertification
      : DEFAULT;
  return durationMs(duration);
};
