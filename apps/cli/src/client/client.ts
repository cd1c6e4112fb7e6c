import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { HEADERS, commandSubject, inboxPrefix, querySubject, taskRequested } from '@guildhall/contracts';
import type {
  CommandName,
  CommandPayload,
  CommandResults,
  EventType,
  QueryName,
  QueryPayload,
  QueryResults,
  Reply,
  Task,
} from '@guildhall/contracts';
import { readsDirectly, storedEvents } from '@guildhall/event-store';
import type { StoredEvents } from '@guildhall/event-store';
import { connect, credsAuthenticator, headers } from '@nats-io/transport-node';
import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import { hearAlerts } from './alerts.js';
import type { HeardAlert, Hearing } from './alerts.js';
import { Ear } from './ear.js';
import { RefusedError, connectError, fromLog, intakeRefusal, isUnheard, requestError } from './errors.js';

export interface ClientOptions {
  /** URL of the broker. */
  server: string;
  /** Path of the participant's `.creds`. */
  creds: string;
  /** The participant. */
  id: string;
}

/** What was done or asked for, and a position up to which the log holds it. */
export interface Answer<R> {
  result: R;
  position: number;
}

/** What a command is answered with, as far as the contract says it. */
export type CommandResult<N extends CommandName> = N extends keyof CommandResults
  ? CommandResults[N]
  : unknown;

/** Where the intake stored a task. */
export interface Accepted {
  stream: string;
  seq: number;
}

type IntakeAck = Partial<Accepted> & { error?: { err_code?: number; description?: string } };

const CONNECT_MS = 3_000;
/** Longer than the 5 s for which a query waits for its view. */
const ANSWER_MS = 10_000;
/** For so long, a service that nobody hears may be in a restart. */
const RESTART_MS = 5_000;
const RETRY_MS = 100;
const RECONNECT_MS = 250;

const withId = (id: string): MsgHdrs => {
  const made = headers();
  made.set(HEADERS.messageId, id);
  return made;
};

/**
 * A participant's connection to Guildhall: commands, queries and tasks, in plain JSON over NATS. Rejects
 * with RefusedError where a service answers no, with ClientError where none can be asked.
 */
export class Client {
  private constructor(
    private readonly connection: NatsConnection,
    readonly id: string,
  ) {}

  static async connect({ server, creds, id }: ClientOptions): Promise<Client> {
    const authenticator = credsAuthenticator(await readFile(creds));
    try {
      const connection = await connect({
        servers: server,
        name: `guildhall ${id}`,
        authenticator,
        inboxPrefix: inboxPrefix(id),
        timeout: CONNECT_MS,
        // How long somebody bears with an outage is decided where it is waited for.
        maxReconnectAttempts: -1,
        reconnectTimeWait: RECONNECT_MS,
      });
      return new Client(connection, id);
    } catch (error) {
      throw connectError(server, id, error);
    }
  }

  /** Sends a command. With an `id`, the same command sent again is answered with the first one's result. */
  command<N extends CommandName>(
    name: N,
    payload: CommandPayload<N>,
    { id }: { id?: string } = {},
  ): Promise<Answer<CommandResult<N>>> {
    return this.#ask(commandSubject(this.id, name), payload, id);
  }

  query<N extends QueryName>(name: N, payload: QueryPayload<N>): Promise<Answer<QueryResults[N]>> {
    return this.#ask(querySubject(this.id, name), payload);
  }

  /** Publishes a task; resolves once the intake has stored it. */
  async submit(task: Task): Promise<Accepted> {
    const { stream, seq, error } = (await this.#request(taskRequested(this.id), task)).json<IntakeAck>();
    if (stream === undefined || seq === undefined) throw new RefusedError(intakeRefusal(error));
    return { stream, seq };
  }

  /** Hears alerts: see `hearAlerts`. */
  alerts(signal: AbortSignal, hearing: Hearing): AsyncGenerator<HeardAlert> {
    return hearAlerts(this.connection, signal, hearing);
  }

  /** Listens for events under these subjects, until the client is closed. */
  listen(subjects: readonly string[]): Ear {
    return new Ear(this.connection, subjects);
  }

  /** Whether the broker lets this participant read the log itself: auditors. */
  readsLog(): Promise<boolean> {
    return fromLog(() => readsDirectly(this.connection));
  }

  /** What the log holds of one type, undecoded; for who `readsLog`. */
  async *stored(type: EventType): AsyncGenerator<StoredEvents> {
    const pages = storedEvents(this.connection, type);
    for (;;) {
      const page = await fromLog(() => pages.next());
      if (page.done) return;
      yield page.value;
    }
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  async #ask<R>(subject: string, payload: unknown, id?: string): Promise<Answer<R>> {
    const reply = (await this.#request(subject, payload, id)).json<Reply<R>>();
    if (!reply.ok) throw new RefusedError(reply.error);
    return { result: reply.result, position: reply.position };
  }

  async #request(subject: string, payload: unknown, id?: string): Promise<Msg> {
    const options = { timeout: ANSWER_MS, ...(id === undefined ? {} : { headers: withId(id) }) };
    const until = Date.now() + RESTART_MS;
    for (;;) {
      try {
        return await this.connection.request(subject, JSON.stringify(payload), options);
      } catch (error) {
        // Nobody has heard it, so that it may be sent again: a service that is being restarted is back in a moment.
        if (!isUnheard(error) || Date.now() > until) throw requestError(subject, error);
        await delay(RETRY_MS);
      }
    }
  }
}
