import { causedEntity, cut, isRecorded } from '@guildhall/contracts';
import type { Refusal } from '@guildhall/contracts';
import { StoreError, sha256 } from '@guildhall/event-store';
import type { EventStore, Meta } from '@guildhall/event-store';

const MAX_MESSAGE = 1000;
const MAX_ISSUES = 200;

/** Entity that a request is about, for the record of its refusal. */
export const subjectOf = (payload: unknown): string | undefined => {
  if (typeof payload !== 'object' || payload === null) return undefined;
  for (const key of ['taskId', 'personId', 'workerId', 'emergencyId']) {
    const id: unknown = Object.getOwnPropertyDescriptor(payload, key)?.value;
    if (typeof id === 'string') return id;
  }
  return undefined;
};

/**
 * Writes a refusal on grounds of right or rule to the log (6.5), once per causation: it is found there already when
 * the same request is refused again. Other refusals write nothing.
 */
export const recordRefusal = async (
  store: EventStore,
  {
    command,
    caller,
    about,
    refusal,
    meta,
  }: { command: string; caller: string; about: string | undefined; refusal: Refusal; meta: Meta },
): Promise<void> => {
  if (!isRecorded(refusal.code)) return;
  const data = {
    command,
    caller,
    code: refusal.code,
    ...(refusal.rule ? { rule: refusal.rule } : {}),
    about: about ?? caller,
    message: cut(refusal.message, MAX_MESSAGE),
    details: (refusal.details ?? []).slice(0, MAX_ISSUES),
  };
  const entity = causedEntity('f', meta.causation, sha256);
  // Refused again, maybe with another code: the ids are the same, so the broker would take it for the first one.
  if ((await store.read('refusal', entity, { fresh: true })).version > 0) return;
  try {
    await store.append(
      [{ context: 'refusal', entity, expected: 0, events: [{ type: 'refusal.refused', data }] }],
      meta,
    );
  } catch (error) {
    if (!(error instanceof StoreError) || error.kind !== 'conflict') throw error;
  }
};
