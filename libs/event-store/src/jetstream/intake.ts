import { causedEntity, intakeCausation, requesterOf } from '@guildhall/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Reacting } from '../port.js';
import { sha256 } from './codec.js';
import type { DurableMessage } from './dead-letters.js';
import { consumeDurable } from './durable.js';
import type { Taking } from './taking.js';
import { storedAt } from './stored-at.js';

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

// The same that the events which follow from the request name as their cause.
const causationOf = (message: DurableMessage): string => intakeCausation(message.seq, storedAt(message));

/** Takes requests from the intake, many side by side; one is gone once `fn` resolves, or when it is a dead letter. */
export const consumeIntake = (
  nc: NatsConnection,
  durable: string,
  fn: (request: TaskRequest) => Promise<void>,
  taking: Taking,
): Reacting =>
  consumeDurable(nc, {
    ...taking,
    name: durable,
    keyOf: ({ subject, seq }) => `${subject}.${seq}`,
    idOf: (message) => causedEntity('i', causationOf(message), sha256),
    handle: async (message, redelivered) => {
      const { subject, data, seq, headers } = message;
      const traceparent = headers?.get('traceparent');
      await fn({
        master: requesterOf(subject),
        body: data,
        sequence: seq,
        redelivered,
        receivedAt: storedAt(message),
        ...(traceparent ? { traceparent } : {}),
      });
    },
  });
