import {
  ALL_QUERIES,
  CONTEXTS,
  HEADERS,
  commandsOf,
  isReplySubject,
  intakeCausation,
  parseRequestSubject,
} from '@guildhall/contracts';
import { consumeIntake } from '@guildhall/event-store';
import type { Running } from '@guildhall/event-store';
import { Server } from '@nestjs/microservices';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { Msg, Subscription } from '@nats-io/transport-node';
import { lastValueFrom } from 'rxjs';
import { answer } from './answer.js';
import type { Handlers, RawRequest } from './answer.js';
import { INTAKE, REACTION, commandPattern, queryPattern } from './decorators.js';
import type { IntakeRequest, Outcome, ReactionRequest } from './request.js';
import type { Runtime } from './runtime.js';
import { childOf } from './trace.js';

const utf8 = new TextEncoder();

/**
 * Guildhall's one transport for Nest (7.4): commands and queries as plain JSON requests, reactions and the intake as
 * durable consumers. Starts with the application, drains when it closes.
 */
export class GuildhallTransport extends Server implements CustomTransportStrategy {
  readonly #subscriptions: Subscription[] = [];
  readonly #running: Running[] = [];
  readonly #inFlight = new Set<Promise<void>>();

  constructor(private readonly runtime: Runtime) {
    super();
  }

  listen(callback: () => void): void {
    for (const context of CONTEXTS[this.runtime.service]) this.#serve('command', commandsOf(context));
    if (this.#handles('query:')) this.#serve('query', ALL_QUERIES);
    for (const pattern of this.messageHandlers.keys()) {
      if (pattern.startsWith(REACTION)) this.#react(pattern);
      if (pattern.startsWith(INTAKE)) this.#takeIn(pattern);
    }
    callback();
  }

  /** Takes nothing new, finishes what has begun. */
  async close(): Promise<void> {
    await Promise.all(this.#subscriptions.map((subscription) => subscription.drain()));
    await Promise.all(this.#running.map((running) => running.stop()));
    await Promise.all(this.#inFlight);
  }

  on(): never {
    throw new Error('this transport has no events to listen to');
  }

  unwrap(): never {
    throw new Error('what this transport runs on is the business of @guildhall/messaging');
  }

  #handles(prefix: string): boolean {
    return [...this.messageHandlers.keys()].some((pattern) => pattern.startsWith(prefix));
  }

  #serve(kind: RawRequest['kind'], subject: string): void {
    const { nc, service } = this.runtime;
    const callback = (error: Error | null, message: Msg): void => {
      if (error) this.runtime.report({ kind: 'interrupted', cause: error });
      else this.#track(this.#answer(kind, message));
    };
    this.#subscriptions.push(nc.subscribe(subject, { queue: service, callback }));
  }

  async #answer(kind: RawRequest['kind'], message: Msg): Promise<void> {
    // Replies go to a caller of another account or to an inbox, never where somebody could have chosen to speak.
    if (!message.reply || !isReplySubject(message.reply)) return;
    const reply = await answer(this.runtime, this.#handlers, {
      kind,
      ...parseRequestSubject(message.subject),
      body: message.data,
      messageId: message.headers?.get(HEADERS.messageId) ?? '',
      traceparent: message.headers?.get(HEADERS.traceparent),
    });
    message.respond(utf8.encode(JSON.stringify(reply)));
  }

  readonly #handlers: Handlers = (kind, name) => {
    const pattern = kind === 'command' ? commandPattern(name) : queryPattern(name);
    return this.messageHandlers.has(pattern)
      ? (request) => this.#call(pattern, request) as Promise<Outcome>
      : undefined;
  };

  #react(pattern: string): void {
    const { store } = this.runtime;
    this.#running.push(
      store.react(pattern.slice(REACTION.length), async (event, { redelivered }) => {
        const now = this.#time();
        const request: ReactionRequest = {
          event,
          redelivered,
          now,
          meta: {
            source: this.runtime.service,
            actor: event.actor,
            correlation: event.correlation,
            causation: event.id,
            traceparent: childOf(event.traceparent),
            time: now,
          },
        };
        await this.#call(pattern, request);
      }),
    );
  }

  #takeIn(pattern: string): void {
    const { nc, report, service } = this.runtime;
    const take = async (task: Omit<IntakeRequest, 'meta' | 'now'>): Promise<void> => {
      const now = this.#time();
      const traceparent = childOf(task.traceparent);
      const causation = intakeCausation(task.sequence, task.receivedAt);
      await this.#call(pattern, {
        ...task,
        now,
        meta: (correlation: string) => ({
          source: service,
          actor: task.master,
          correlation,
          causation,
          traceparent,
          time: now,
        }),
      });
    };
    this.#running.push(consumeIntake(nc, pattern.slice(INTAKE.length), take, report));
  }

  /** Now; throws while the clock is wrong, so that what was delivered comes again. */
  #time(): string {
    if (!this.runtime.clockAgrees())
      throw new Error("the clock differs from the broker's, so nothing is decided");
    return this.runtime.now();
  }

  async #call(pattern: string, request: unknown): Promise<unknown> {
    const handler = this.messageHandlers.get(pattern);
    if (!handler) throw new Error(`nobody handles ${pattern}`);
    return lastValueFrom(this.transformToObservable(await handler(request)), { defaultValue: undefined });
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((cause: unknown) => this.runtime.report({ kind: 'reaction-failed', cause }))
      .finally(() => this.#inFlight.delete(tracked));
    this.#inFlight.add(tracked);
  }
}
