import { STREAMS } from '@guildhall/contracts';
import { JetStreamError } from '@nats-io/jetstream';
import { createInbox } from '@nats-io/transport-node';
import type { ConnectionOptions, Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { StoreError } from '../errors.js';
import type { Stored } from './codec.js';

/** What the stream can be asked for: the messages under these subjects, or those that follow. */
export type DirectQuery = { multi_last: string[] } | DirectPage;

/** Up to `batch` messages from position `seq` on. */
export interface DirectPage {
  seq: number;
  batch: number;
  /** Only stored subjects under this filter, which the broker finds without reading the others. */
  next_by_subj?: string;
}

/** What it answered with. */
export interface Batch {
  messages: Stored[];
  /** How many more there are: the batch was full, or the broker stopped early, as it does after some megabytes. */
  left: number;
}

/** A status that the broker answered with instead. */
class DirectStatus extends JetStreamError {
  constructor(
    readonly code: number,
    description: string,
  ) {
    super(description);
  }
}

const ANSWERED_WITHIN_MS = 5_000;
const GET = `$JS.API.DIRECT.GET.${STREAMS.events}`;

// Statuses of the broker.
const END_OF_BATCH = 204;
const NOTHING_FOUND = 404;

// Headers of each message, and of the end.
const SUBJECT = 'Nats-Subject';
const SEQUENCE = 'Nats-Sequence';
const TIME = 'Nats-Time-Stamp';
const PENDING = 'Nats-Num-Pending';

/** A message whose headers are read once somebody asks for them: that costs more than all the rest. */
class DirectMessage implements Stored {
  constructor(private readonly message: Msg) {}

  get headers(): MsgHdrs | undefined {
    return this.message.headers;
  }

  get data(): Uint8Array {
    return this.message.data;
  }

  get subject(): string {
    return this.headers?.get(SUBJECT) ?? '';
  }

  get position(): number {
    return Number(this.headers?.get(SEQUENCE));
  }

  get time(): string {
    return this.headers?.get(TIME) ?? '';
  }
}

/** What the broker says instead of a message, or after the last one; undefined for a message. */
const statusOf = (message: Msg): MsgHdrs | undefined => {
  // Events have bodies, and of a message that has one the headers are left alone.
  const headers = message.data.length === 0 ? message.headers : undefined;
  return headers !== undefined && headers.code > 0 ? headers : undefined;
};

interface Asked {
  messages: Stored[];
  resolve: (batch: Batch) => void;
  reject: (cause: Error) => void;
  late: NodeJS.Timeout;
}

// Where the connection may hear replies; its type does not tell.
const inboxPrefixOf = (nc: NatsConnection & { options?: ConnectionOptions }): string | undefined =>
  nc.options?.inboxPrefix;

/**
 * Asks any replica of the log for stored messages. All answers come to one subscription: the client would make one for
 * each question, and keep it for 5 s after the answer.
 */
export class DirectGets {
  readonly #asked = new Map<string, Asked>();
  readonly #inbox: string;
  #count = 0;

  constructor(private readonly nc: NatsConnection) {
    this.#inbox = createInbox(inboxPrefixOf(nc));
    const { closed } = nc.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        if (!error) this.#take(message);
      },
    });
    void closed.then(() => this.#giveUp());
  }

  /** Rejects with a JetStreamError that has the broker's status as its `code`, or where no answer comes. */
  get(query: DirectQuery): Promise<Batch> {
    const token = String(++this.#count);
    return new Promise((resolve, reject) => {
      this.nc.publish(GET, JSON.stringify(query), { reply: `${this.#inbox}.${token}` });
      const late = setTimeout(() => {
        this.#end(token)?.reject(new StoreError('unavailable', `no answer within ${ANSWERED_WITHIN_MS} ms`));
      }, ANSWERED_WITHIN_MS);
      this.#asked.set(token, { messages: [], resolve, reject, late });
    });
  }

  #take(message: Msg): void {
    const token = message.subject.slice(this.#inbox.length + 1);
    const status = statusOf(message);
    if (!status) {
      const asked = this.#asked.get(token);
      asked?.messages.push(new DirectMessage(message));
      // A large answer on a slow machine takes its time; what comes is not late.
      asked?.late.refresh();
      return;
    }
    const asked = this.#end(token);
    const { code, description } = status;
    if (code === NOTHING_FOUND) asked?.resolve({ messages: [], left: 0 });
    else if (code === END_OF_BATCH)
      asked?.resolve({ messages: asked.messages, left: Number(status.get(PENDING)) });
    else asked?.reject(new DirectStatus(code, description));
  }

  /** What was asked under `token`, which nobody waits for any longer. */
  #end(token: string): Asked | undefined {
    const asked = this.#asked.get(token);
    clearTimeout(asked?.late);
    this.#asked.delete(token);
    return asked;
  }

  #giveUp(): void {
    for (const token of this.#asked.keys())
      this.#end(token)?.reject(new StoreError('unavailable', 'the connection is closed'));
  }
}
