import { durationMs } from '@guildhall/contracts';
import type { EventStore } from '@guildhall/event-store';
import { durationsInForce } from '@guildhall/messaging';

/** How long a level that was held before the first start is good for: policy data, in milliseconds. */
export const certificationMs = async (store: Pick<EventStore, 'last'>): Promise<number> =>
  durationMs((await durationsInForce(store)).bootstrapCertification);
