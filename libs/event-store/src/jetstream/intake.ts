import { STREAMS, requesterOf } from '@guildhall/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Incident, Running } from '../port.js';
import { consumeDurable } from './durable.js';

/** A request for a task as a master published it. */
export interface TaskRequest {
  /** From the subject: who may publish there is decided by the broker. */
  master: string;
  body: Uint8Array;
  /** Place in the intake. */
  sequence: number;
  /** When the broker stored it, RFC 3339. */
  receivedAt: string;
  /** Whether it was delivered before, so that its effect may be in the log already. */
  redelivered: boolean;
  traceparent?: string;
}

/** Takes requests from the intake, many side by side; one is gone once `fn` resolves. */
export const consumeIntake = (
  nc: NatsConnection,
  durable: string,
  fn: (request: TaskRequest) => Promise<void>,
  report: (incident: Incident) => void,
): Running =>
  consumeDurable(nc, {
    stream: STREAMS.intake,
    name: durable,
    keyOf: ({ subject, seq }) => `${subject}.${seq}`,
    handle: async ({ subject, data, seq, timestamp, headers, redelivered }) => {
      const traceparent = headers?.get('traceparent');
      await fn({
        master: requesterOf(subject),
        body: data,
        sequence: seq,
        redelivered,
        receivedAt: new Date(timestamp).toISOString(),
        ...(traceparent ? { traceparent } : {}),
      });
    },
    report,
  });
