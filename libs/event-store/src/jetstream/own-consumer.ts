import { STREAMS } from '@guildhall/contracts';
import { AckPolicy, DeliverPolicy } from '@nats-io/jetstream';
import type { ConsumerInfo, JetStreamManager } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { StoreError } from '../errors.js';
import { isNotFound } from './failures.js';

/** A consumer that nobody listens to any more is gone after this time. */
const FORGOTTEN_AFTER_MS = 60_000;
/** So long after its creation a consumer may belong to somebody who is about to listen. */
const CLAIMED_FOR_MS = 5_000;
/** How often the broker says that it is there while it has nothing to deliver. */
const HEARTBEAT_MS = 1_000;

/** A consumer for one follower alone. */
export interface OwnConsumer {
  name: string;
  /** Events that it will deliver of those that are in the log now. */
  pending: number;
}

export interface Wanted {
  /** Names that the service may use, by any of its instances. */
  names: readonly string[];
  /** Of the follower, unlike that of any other. */
  owner: string;
  /** Where it is delivered: a subject that no other follower hears. */
  inbox: string;
  filters: string[];
  /** Position after which it begins. */
  from: number;
  /** How long in ms a consumer that nobody listens to yet is left alone; 5 s where it is left out. */
  claimedFor?: number;
}

interface Created {
  num_pending?: number;
  error?: { description: string };
}

const ownerOf = ({ config }: Pick<ConsumerInfo, 'config'>): string | undefined => config.metadata?.['owner'];

const infoOf = async (jsm: JetStreamManager, name: string): Promise<ConsumerInfo | undefined> => {
  try {
    return await jsm.consumers.info(STREAMS.events, name);
  } catch (cause) {
    if (isNotFound(cause)) return undefined;
    throw cause;
  }
};

const remove = async (jsm: JetStreamManager, name: string): Promise<void> => {
  try {
    await jsm.consumers.delete(STREAMS.events, name);
  } catch (cause) {
    if (!isNotFound(cause)) throw cause;
  }
};

/** Both times are the broker's, which says what time it is since 2.10. */
const ageMs = ({ created, ts = created }: ConsumerInfo): number => Date.parse(ts) - Date.parse(created);

/** Whether another follower listens to it, or is about to; a follower that was killed does neither. */
const isInUse = (info: ConsumerInfo, { owner, claimedFor = CLAIMED_FOR_MS }: Wanted): boolean =>
  ownerOf(info) !== owner && (info.push_bound || ageMs(info) < claimedFor);

// The client creates a consumer of several filters under a subject without its name, which a service may not use.
const create = async (
  nc: NatsConnection,
  jsm: JetStreamManager,
  name: string,
  { owner, inbox, filters, from }: Wanted,
): Promise<OwnConsumer | undefined> => {
  const config = {
    name,
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from + 1,
    filter_subjects: filters,
    deliver_subject: inbox,
    // Without it a follower that is slow would be sent everything at once.
    flow_control: true,
    idle_heartbeat: nanos(HEARTBEAT_MS),
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: nanos(FORGOTTEN_AFTER_MS),
    metadata: { owner },
  };
  const request = JSON.stringify({ stream_name: STREAMS.events, action: 'create', config });
  const reply = await nc.request(`$JS.API.CONSUMER.CREATE.${STREAMS.events}.${name}`, request);
  const created = reply.json<Created>();
  // Somebody else was faster: to create a consumer that exists with another owner is refused.
  if (created.error && (await infoOf(jsm, name))) return undefined;
  if (created.error) throw new Error(created.error.description);
  return { name, pending: created.num_pending ?? 0 };
};

/**
 * Makes a consumer under a name that no other follower uses, in this instance or another one; what an earlier one left
 * behind is taken away. The broker delivers to a subject of the follower's own: so nobody ever gets what another one
 * waits for, and the broker knows whose consumer is still listened to. Rejects with `unavailable` where all names are in
 * use.
 */
export const ownConsumer = async (
  nc: NatsConnection,
  jsm: JetStreamManager,
  wanted: Wanted,
): Promise<OwnConsumer> => {
  for (const name of wanted.names) {
    const info = await infoOf(jsm, name);
    if (info && isInUse(info, wanted)) continue;
    if (info) await remove(jsm, name);
    const made = await create(nc, jsm, name, wanted);
    if (made) return made;
  }
  throw new StoreError('unavailable', `all of ${wanted.names.join(', ')} are in use`);
};

/** Takes a follower's consumer away, unless it is somebody else's by now. */
export const disown = async (jsm: JetStreamManager, name: string, owner: string): Promise<void> => {
  const info = await infoOf(jsm, name);
  if (info && ownerOf(info) === owner) await remove(jsm, name);
};
