import { HEADERS, STREAMS, alertSubject } from '@guildhall/contracts';
import { StoreError } from '@guildhall/event-store';
import { jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamManager, MsgRequest, StoredMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { messageIdOf } from './alert.js';
import type { NewAlert } from './alert.js';

/** By so much the clocks of two servers may differ: the one that stored the event, and the one that stored the alert. */
const CLOCKS_MS = 60_000;

/** The client's types know neither of the two, together with a subject, that the server takes. */
type FirstOn = ({ seq: number } | { start_time: string }) & { next_by_subj: string };

async function* alertsSince(jsm: JetStreamManager, subject: string, time: string): AsyncGenerator<StoredMsg> {
  const start = new Date(Date.parse(time) - CLOCKS_MS).toISOString();
  for (let next: FirstOn = { start_time: start, next_by_subj: subject }; ;) {
    const found = await jsm.streams.getMessage(STREAMS.alerts, next as MsgRequest);
    if (!found) return;
    yield found;
    next = { seq: found.seq + 1, next_by_subj: subject };
  }
}

/**
 * Whether the stream holds this alert, which was raised at `at` or later. Its own memory of ids is too short for an
 * event that comes again after a long outage. Rejects with a StoreError `unavailable` where it cannot be asked.
 */
export const wasRaised = async (nc: NatsConnection, alert: NewAlert): Promise<boolean> => {
  try {
    const jsm = await jetstreamManager(nc, { checkAPI: false });
    for await (const { header } of alertsSince(jsm, alertSubject(alert.kind, alert.id), alert.at)) {
      if (header.get(HEADERS.messageId) === messageIdOf(alert)) return true;
    }
    return false;
  } catch (cause) {
    throw new StoreError('unavailable', `${STREAMS.alerts} could not be read`, { cause });
  }
};
