import { JetStreamApiCodes, JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import type { ConsumerInfo, JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { consumerSettings } from './consumers.js';
import type { ConsumerSettings } from './consumers.js';
import { differences } from './differences.js';
import { earlierSettings, streamSettings } from './streams.js';
import type { StreamSettings } from './streams.js';

/** How the streams are kept. */
export interface ProvisionOptions {
  /** Servers that hold a copy: 3 in a cluster, else 1. */
  replicas?: 1 | 3;
}

const orMissing = async <T>(found: Promise<T>, code: number): Promise<T | undefined> => {
  try {
    return await found;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === code) return undefined;
    throw error;
  }
};

const refuseDifferent = (what: string, wanted: object, actual: object): void => {
  const found = differences(wanted, actual);
  if (found.length > 0) throw new Error(`${what} exists with other settings: ${found.join('; ')}`);
};

// Exactly as an earlier version made it: anything else somebody has changed, for whatever reason.
const isEarlier = (wanted: StreamSettings, { config }: StreamInfo): boolean => {
  const earlier = earlierSettings(wanted);
  return earlier !== undefined && differences(earlier, config).length === 0;
};

const ensureStream = async (jsm: JetStreamManager, wanted: StreamSettings): Promise<void> => {
  const { name } = wanted;
  const existing = await orMissing(jsm.streams.info(name), JetStreamApiCodes.StreamNotFound);
  const found = existing ?? (await jsm.streams.add(wanted));
  const { config } = isEarlier(wanted, found) ? await jsm.streams.update(name, wanted) : found;
  refuseDifferent(`stream ${name}`, wanted, config);
};

// A later version may listen to more events or wait longer; the server itself refuses to change how it acknowledges.
const adjusted = async (
  jsm: JetStreamManager,
  stream: string,
  name: string,
  wanted: ConsumerSettings,
  existing: ConsumerInfo,
): Promise<ConsumerInfo> =>
  differences(wanted, existing.config).length > 0 ? jsm.consumers.update(stream, name, wanted) : existing;

const ensureConsumer = async (
  jsm: JetStreamManager,
  stream: string,
  wanted: ConsumerSettings,
): Promise<void> => {
  const name = wanted.durable_name ?? '';
  const existing = await orMissing(jsm.consumers.info(stream, name), JetStreamApiCodes.ConsumerNotFound);
  const { config } = existing
    ? await adjusted(jsm, stream, name, wanted, existing)
    : await jsm.consumers.add(stream, wanted);
  refuseDifferent(`consumer ${name}`, wanted, config);
};

/**
 * Makes the streams of 6.2, the bucket of the person keys and the durable consumers where they are missing; may be run
 * again at any time. Consumers are brought up to date, and streams that are exactly as an earlier version made them; no
 * other stream is changed: rejects where the settings of one are others, and names them.
 */
export const provision = async (admin: NatsConnection, options: ProvisionOptions = {}): Promise<void> => {
  const replicas = options.replicas ?? 1;
  const jsm = await jetstreamManager(admin, { checkAPI: false });
  for (const stream of streamSettings(replicas)) await ensureStream(jsm, stream);
  for (const { stream, settings } of consumerSettings(replicas)) await ensureConsumer(jsm, stream, settings);
};
