import { stateNow } from '@guildhall/event-store';
import type { EventStore } from '@guildhall/event-store';
import { emergencyDecider, reviewOwedBy } from '@guildhall/permit';
import type { EmergencyNow, ReviewDebts } from '@guildhall/permit';

/** The emergency as the log says it is at this moment; undefined where nobody has asked for it. */
export const emergencyIn = async (
  store: Pick<EventStore, 'read'>,
  emergencyId: string,
  debts: ReviewDebts,
): Promise<EmergencyNow | undefined> => {
  const where = { context: 'emergency', entity: emergencyId } as const;
  const { state: emergency } = await stateNow(store, emergencyDecider, where);
  if (emergency.status === 'NONE') return undefined;
  const { status, workerId } = emergency;
  return {
    status,
    workerId,
    ...('expiresAt' in emergency ? { expiresAt: emergency.expiresAt } : {}),
    debt: reviewOwedBy(debts, emergency, emergencyId) !== undefined,
  };
};
