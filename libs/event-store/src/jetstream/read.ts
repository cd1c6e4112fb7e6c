import { STREAMS } from '@guildhall/contracts';
import type { Recorded } from '@guildhall/contracts';
import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import type { Stored } from './codec.js';
import type { Batch, DirectGets, DirectPage } from './direct.js';
import { readable } from './delivered.js';
import type { Report } from './delivered.js';
import { asked } from './failures.js';
import type { LongEntities } from './read-entity.js';

/** A message that the client has read. */
export const asStored = (message: StoredMsg): Stored => ({
  subject: message.subject,
  headers: message.header,
  data: message.data,
  position: message.seq,
  time: message.timestamp,
});

/** How the log is read. */
export interface Reader {
  jsm: JetStreamManager;
  direct: DirectGets;
  long: LongEntities;
}

/** The message stored at `position`, or undefined. */
export const messageAt = async ({ jsm }: Reader, position: number): Promise<Stored | undefined> => {
  const message = await asked(
    `position ${position} could not be read`,
    jsm.direct.getMessage(STREAMS.events, { seq: position }),
  );
  return message ? asStored(message) : undefined;
};

const batchFrom = ({ direct }: Reader, page: DirectPage): Promise<Batch> =>
  asked('the log could not be read', direct.get(page));

/** See `EventStore.at`. */
export const eventAt = async (
  reader: Reader,
  position: number,
  report: Report,
): Promise<Recorded | undefined> => {
  for await (const event of readLog(reader, position - 1, report, { batch: 1 })) return event;
  return undefined;
};

/** The log after `from` up to its end at the time of each call to the broker; what is no event is passed over. */
export async function* readLog(
  reader: Reader,
  from: number,
  report: Report,
  { batch = 500, ...only }: Partial<Omit<DirectPage, 'seq'>> = {},
): AsyncGenerator<Recorded> {
  for (let next = from + 1; ;) {
    const { messages, left } = await batchFrom(reader, { seq: next, batch, ...only });
    for (const message of messages) {
      const event = readable(message, report);
      if (event) yield event;
    }
    if (left === 0) return;
    next = (messages.at(-1)?.position ?? next) + 1;
  }
}
