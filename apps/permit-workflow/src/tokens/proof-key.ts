import { stateNow } from '@guildhall/event-store';
import type { EventStore } from '@guildhall/event-store';
import { credentialDecider } from '@guildhall/permit';
import { workerDecider } from '@guildhall/worker';

/**
 * The public key of a worker, by the log at this moment: that of its definition, or else the one that it logs in with;
 * undefined where it has neither.
 */
export const proofKeyIn = async (
  store: Pick<EventStore, 'read'>,
  workerId: string,
): Promise<string | undefined> => {
  const { state: worker } = await stateNow(store, workerDecider, { context: 'worker', entity: workerId });
  const own = worker.status === 'unknown' ? undefined : worker.definition.identity?.publicKey;
  if (own !== undefined) return own;
  const where = { context: 'directory', entity: workerId } as const;
  const { state: credentials } = await stateNow(store, credentialDecider, where);
  return credentials.status === 'ISSUED' ? credentials.publicKey : undefined;
};
