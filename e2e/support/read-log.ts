import type { NatsConnection } from '@nats-io/transport-node';
import { storedEvent } from './log-event.js';
import type { LogEvent } from './log-event.js';

const DIRECT_GET = '$JS.API.DIRECT.GET.EVENTS';
const BATCH = 500;

const ANSWER_MS = 3_000;

/** Rejects where the answer does not come to its end, as when the broker is killed: less than all is no answer. */
const directGet = async (nc: NatsConnection, request: object): Promise<LogEvent[]> => {
  const found: LogEvent[] = [];
  let isWhole = false;
  const answers = await nc.requestMany(DIRECT_GET, JSON.stringify(request), {
    strategy: 'sentinel',
    maxWait: ANSWER_MS,
  });
  for await (const message of answers) {
    // An empty message ends the answer: 204 after the last, 404 where there is none.
    if (message.data.length === 0) isWhole = true;
    else found.push(storedEvent(message));
  }
  if (!isWhole) throw new Error('the log does not answer');
  return found;
};

/** The log after position `from` up to its end, piece by piece, as an auditor may read it with a plain NATS client. */
export async function* logAfter(auditor: NatsConnection, from = 0): AsyncGenerator<LogEvent[]> {
  for (let position = from; ;) {
    const batch = await directGet(auditor, { seq: position + 1, batch: BATCH });
    if (batch.length === 0) return;
    yield batch;
    position = batch.at(-1)?.position ?? position;
  }
}

/** The log after position `from`. */
export const readLog = async (auditor: NatsConnection, from = 0): Promise<LogEvent[]> => {
  const log: LogEvent[] = [];
  for await (const batch of logAfter(auditor, from)) log.push(...batch);
  return log;
};

/** All events of one entity, oldest first. */
export const readEntity = (auditor: NatsConnection, context: string, entity: string): Promise<LogEvent[]> =>
  directGet(auditor, { multi_last: [`evt.${context}.*.${entity}.*`] });
