import { causedEntity, cut, isRecorded, refusalsCausation } from '@guildhall/contracts';
import type { Code, EventData, Refusal, Service } from '@guildhall/contracts';
import { StoreError, sha256 } from '@guildhall/event-store';
import type { EventStore, Meta } from '@guildhall/event-store';
import { childOf } from './trace.js';

const MAX_MESSAGE = 1000;
const MAX_ISSUES = 200;

/** A request that was refused. */
export interface Refused {
  command: string;
  caller: string;
  /** The entity it was about, where there is one. */
  about: string | undefined;
  refusal: Refusal;
  meta: Meta;
}

/** Several refusals of one caller, of which each has been answered and none recorded. */
export interface Summary {
  service: Service;
  caller: string;
  /** Of the first and of the last of them, RFC 3339 UTC. */
  since: string;
  until: string;
  last: { command: string; code: Code; rule?: string };
  codes: [Code, number][];
  /** When it was made, and what makes it another than any other; both stay when it is tried again. */
  at: string;
  id: string;
}

const fieldOf = (value: object, key: string): unknown => Object.getOwnPropertyDescriptor(value, key)?.value;

/** Entity that a request is about, for the record of its refusal; a definition says itself whose it is. */
export const subjectOf = (payload: unknown): string | undefined => {
  if (typeof payload !== 'object' || payload === null) return undefined;
  for (const key of ['taskId', 'personId', 'emergencyId', 'workerId', 'id']) {
    const id = fieldOf(payload, key);
    if (typeof id === 'string') return id;
  }
  return subjectOf(fieldOf(payload, 'definition'));
};

/** Of the record of what was refused for this cause. */
const refusalEntity = (causation: string): string => causedEntity('f', causation, sha256);

const append = async (store: EventStore, data: EventData<'refusal.refused'>, meta: Meta): Promise<void> => {
  const entity = refusalEntity(meta.causation);
  const events = [{ type: 'refusal.refused' as const, data }];
  await store.append([{ context: 'refusal', entity, expected: 0, events }], meta);
};

const isConflict = (error: unknown): boolean => error instanceof StoreError && error.kind === 'conflict';

/**
 * Writes a refusal on grounds of right or rule to the log (6.5), once per causation: it is found there already when
 * the same request is refused again. Other refusals write nothing.
 */
export const recordRefusal = async (
  store: EventStore,
  { command, caller, about, refusal, meta }: Refused,
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
  const entity = refusalEntity(meta.causation);
  // Refused again, maybe with another code: the ids are the same, so the broker would take it for the first one.
  if ((await store.read('refusal', entity, { fresh: true })).version > 0) return;
  try {
    await append(store, data, meta);
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
};

const summaryMeta = ({ service, caller, since, at, id }: Summary): Meta => ({
  source: service,
  actor: caller,
  correlation: caller,
  causation: refusalsCausation(service, caller, since, id),
  traceparent: childOf(undefined),
  time: at,
});

/** Writes one event for all the refusals of a summary; the same summary written again changes nothing. */
export const recordSummary = (store: EventStore, summary: Summary): Promise<void> => {
  const { caller, since, until, last, codes } = summary;
  const count = codes.reduce((sum, [, each]) => sum + each, 0);
  const data = {
    ...last,
    caller,
    about: caller,
    message: `${count} more refusals of ${caller}, beyond those that are recorded one by one in a minute.`,
    details: [],
    summary: { count, since, until, codes: codes.map(([name, each]) => ({ code: name, count: each })) },
  };
  return append(store, data, summaryMeta(summary));
};
