import type { NatsConnection } from '@nats-io/transport-node';
import { storedEvent } from './log-event.js';
import type { LogEvent } from './log-event.js';

const DIRECT_GET = '$JS.API.DIRECT.GET.EVENTS';
const BATCH = 500;

// An empty message ends the answer: 204 after the last, 404 where there is none.
const directGet = async (nc: NatsConnection, request: object): Promise<LogEvent[]> => {
  const found: LogEvent[] = [];
  const answers = await nc.requestMany(DIRECT_GET, JSON.stringify(request), {
    strategy: 'sentinel',
    maxWait: 10_000,
  });
  for await (const message of answers) {
    if (message.data.length > 0) found.push(storedEvent(message));
  }
  return found;
};

/** The log after position `from`, as an auditor may read it with a plain NATS client. */
export const readLog = async (auditor: NatsConnection, from = 0): Promise<LogEvent[]> => {
  const log: LogEvent[] = [];
  for (;;) {
    const batch = await directGet(auditor, { seq: (log.at(-1)?.position ?? from) + 1, batch: BATCH });
    log.push(...batch);
    if (batch.length === 0) return log;
  }
};

/** All events of one entity, oldest first. */
export const readEntity = (auditor: NatsConnection, context: string, entity: string): Promise<LogEvent[]> =>
  directGet(auditor, { multi_last: [`evt.${context}.*.${entity}.*`] });
