import { DURABLES, STREAMS } from '@guildhall/contracts';
import type { DurableName } from '@guildhall/contracts';
import type { ConsumerConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';

/** What is asked for when a durable consumer is made. */
export type ConsumerSettings = Partial<ConsumerConfig> & Pick<ConsumerConfig, 'durable_name'>;

/**
 * How long what a killed service had taken stays with it. A timer has to be called within a second after the service is
 * back (3.5).
 */
const ackWaitMs = (name: DurableName): number => (DURABLES[name].stream === STREAMS.timers ? 750 : 5_000);

/** A durable consumer: acknowledged one by one, delivered again for ever where no answer comes in time. */
const settings = (name: DurableName, replicas: 1 | 3): ConsumerSettings => ({
  name,
  durable_name: name,
  ack_policy: 'explicit',
  deliver_policy: 'begins' in DURABLES[name] ? 'new' : 'all',
  replay_policy: 'instant',
  ack_wait: nanos(ackWaitMs(name)),
  max_deliver: -1,
  max_ack_pending: 256,
  max_waiting: 512,
  filter_subjects: [...DURABLES[name].filters],
  num_replicas: replicas,
});

/** The durable consumers by the stream they are on. */
export const consumerSettings = (replicas: 1 | 3): { stream: string; settings: ConsumerSettings }[] =>
  (Object.keys(DURABLES) as DurableName[]).map((name) => ({
    stream: DURABLES[name].stream,
    settings: settings(name, replicas),
  }));
