import type { Recorded, TypesOf } from '@guildhall/contracts';
import type { EventStore } from '@guildhall/event-store';
import { credentialDecider } from '@guildhall/permit';
import { workerDecider } from '@guildhall/worker';
import type { RecordedWorkerEvent } from '@guildhall/worker';

/**
 * The public key of a worker, by the log at this moment: that of its definition, or else the one that it logs in with;
 * undefined where it has neither.
 */
export const proofKeyIn = async (
  store: Pick<EventStore, 'read'>,
  workerId: string,
): Promise<string | undefined> => {
  const registered = await store.read('worker', workerId, { fresh: true });
  const worker = (registered.events as RecordedWorkerEvent[]).reduce(
    workerDecider.evolve,
    workerDecider.initialState,
  );
  const own = worker.status === 'unknown' ? undefined : worker.definition.identity?.publicKey;
  if (own !== undefined) return own;
  const { events } = await store.read('directory', workerId, { fresh: true });
  const credentials = (events as Recorded<TypesOf<'directory'>>[]).reduce(
    credentialDecider.evolve,
    credentialDecider.initialState,
  );
  return credentials.status === 'ISSUED' ? credentials.publicKey : undefined;
};
