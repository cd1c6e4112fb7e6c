import { setTimeout as pause } from 'node:timers/promises';
import {
  ALL_QUERIES,
  CONTEXTS,
  DEAD_LETTER_CONTEXT,
  HEADERS,
  TIMER_ACTOR,
  commandsOf,
  hasCome,
  isReplySubject,
  intakeCausation,
  parseRequestSubject,
  refuse,
  timerCausation,
} from '@guildhall/contracts';
import type { Reply } from '@guildhall/contracts';
import { StoreError, consumeIntake } from '@guildhall/event-store';
import type { Reacting, Running, Timer } from '@guildhall/event-store';
import { Server } from '@nestjs/microservices';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { Msg, Subscription } from '@nats-io/transport-node';
import { lastValueFrom } from 'rxjs';
import { answer, asReply } from './answer.js';
import type { Answering, Handlers, RawRequest } from './answer.js';
import { DeadLetterDesk, addressee, isAboutDeadLetters } from './dead-letter-desk.js';
import type { IsOperator } from './dead-letter-desk.js';
import { ALERT, INTAKE, REACTION, TIMER, commandPattern, queryPattern } from './decorators.js';
import { explained } from './explained.js';
import { CallerLimiter } from './limiter.js';
import { RefusalBook } from './refusal-book.js';
import type {
  AlertRequest,
  CommandRequest,
  IntakeRequest,
  Outcome,
  ReactionRequest,
  TimerRequest,
} from './request.js';
import type { Runtime } from './runtime.js';
import { childOf } from './trace.js';

const utf8 = new TextEncoder();

const SUMMARIES_EVERY_MS = 1_000;
const CLOSED_WITHIN_MS = 3_000;

const tooLarge = (bytes: number, most: number): Outcome =>
  refuse('PAYLOAD_TOO_LARGE', `The answer has ${bytes} bytes, and the broker carries ${most}; ask for less.`);

/**
 * Guildhall's one transport for Nest (7.4): commands and queries as plain JSON requests, reactions and the intake as
 * durable consumers. Starts with the application, drains when it closes.
 */
export class GuildhallTransport extends Server implements CustomTransportStrategy {
  readonly #subscriptions: Subscription[] = [];
  readonly #running: Running[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  readonly #refusals: RefusalBook;
  readonly #answering: Answering;
  readonly #deadLetters: DeadLetterDesk;
  readonly #consumers = new Map<string, Reacting>();
  #summaries: NodeJS.Timeout | undefined;

  constructor(
    private readonly runtime: Runtime,
    isOperator: IsOperator,
  ) {
    super();
    this.#refusals = new RefusalBook(runtime, runtime.limits);
    this.#answering = { ...runtime, limiter: new CallerLimiter(runtime.limits), refusals: this.#refusals };
    this.#deadLetters = new DeadLetterDesk(runtime, (durable) => this.#consumers.get(durable), isOperator);
  }

  listen(callback: () => void): void {
    this.#summaries = setInterval(() => void this.#refusals.write(this.runtime.now()), SUMMARIES_EVERY_MS);
    this.#summaries.unref();
    for (const context of [...CONTEXTS[this.runtime.service], DEAD_LETTER_CONTEXT])
      this.#serve('command', commandsOf(context));
    if (this.#handles('query:')) this.#serve('query', ALL_QUERIES);
    for (const pattern of this.messageHandlers.keys()) {
      if (pattern.startsWith(REACTION)) this.#react(pattern);
      if (pattern.startsWith(INTAKE)) this.#takeIn(pattern);
      if (pattern.startsWith(ALERT)) this.#hearAlerts(pattern);
    }
    if (this.#handles(TIMER)) this.#hearTimers();
    callback();
  }

  /** Takes nothing new, finishes what has begun. */
  async close(): Promise<void> {
    await Promise.all(this.#subscriptions.map((subscription) => subscription.drain()));
    await Promise.all(this.#running.map((running) => running.stop()));
    await Promise.all(this.#inFlight);
    clearInterval(this.#summaries);
    await this.#closeRefusals();
  }

  // A log that is out of reach must not hold up the end.
  async #closeRefusals(): Promise<void> {
    const late = pause(CLOSED_WITHIN_MS, 'late' as const, { ref: false });
    if ((await Promise.race([this.#refusals.close(this.runtime.now()), late])) === 'late')
      this.runtime.report({ kind: 'interrupted', cause: new Error('refusals were counted and not written') });
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
    const { name, caller } = parseRequestSubject(message.subject);
    if (isAboutDeadLetters(name) && kind === 'command' && addressee(message.data) !== this.runtime.service)
      return;
    const reply = await answer(this.#answering, this.#handlers, {
      kind,
      name,
      caller,
      body: message.data,
      messageId: message.headers?.get(HEADERS.messageId) ?? '',
      traceparent: message.headers?.get(HEADERS.traceparent),
    });
    message.respond(this.#bytesOf(reply));
  }

  /** The client throws for what is larger than the broker carries, and the caller would hear nothing. */
  #bytesOf(reply: Reply): Uint8Array {
    const bytes = utf8.encode(JSON.stringify(reply));
    const most = this.runtime.nc.info?.max_payload;
    return most === undefined || bytes.length <= most
      ? bytes
      : utf8.encode(JSON.stringify(asReply(tooLarge(bytes.length, most))));
  }

  readonly #handlers: Handlers = (kind, name) => {
    if (name === 'dead-letter.retry' && kind === 'command')
      return (request) => this.#deadLetters.retry(request as CommandRequest<'dead-letter.retry'>);
    if (name === 'dead-letter.drop' && kind === 'command')
      return (request) => this.#deadLetters.drop(request as CommandRequest<'dead-letter.drop'>);
    const pattern = kind === 'command' ? commandPattern(name) : queryPattern(name);
    return this.messageHandlers.has(pattern)
      ? (request) => this.#call(pattern, request) as Promise<Outcome>
      : undefined;
  };

  #react(pattern: string): void {
    const durable = pattern.slice(REACTION.length);
    this.#runs(
      durable,
      this.runtime.store.react(durable, async (event, { redelivered }) => {
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
        try {
          await this.#call(pattern, request);
        } catch (cause) {
          throw explained(event, cause);
        }
      }),
    );
  }

  #takeIn(pattern: string): void {
    const { nc, service, taking } = this.runtime;
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
    const durable = pattern.slice(INTAKE.length);
    this.#runs(durable, consumeIntake(nc, durable, take, taking));
  }

  #hearAlerts(pattern: string): void {
    const durable = pattern.slice(ALERT.length);
    const hear = this.runtime.alerts.react(durable, async (alert, delivery) => {
      const request: AlertRequest = { alert, ...delivery, now: this.#time() };
      await this.#call(pattern, request);
    });
    this.#runs(durable, hear);
  }

  #hearTimers(): void {
    const { service, timers } = this.runtime;
    const durable = `${service}-timers`;
    const take = async (timer: Timer): Promise<void> => {
      const now = this.#time();
      // By the broker's clock it is due, by ours it is not: set again, it is due at once, until both agree.
      if (!hasCome(timer.due, now)) return timers.set(timer);
      const traceparent = childOf(timer.traceparent);
      const request: TimerRequest = {
        timer,
        now,
        meta: (correlation) => ({
          source: service,
          actor: TIMER_ACTOR,
          correlation,
          causation: timerCausation(timer, timer.due),
          traceparent,
          time: now,
        }),
      };
      await this.#call(`${TIMER}${timer.context}`, request);
    };
    this.#runs(durable, timers.react(durable, take));
  }

  #runs(durable: string, consumer: Reacting): void {
    this.#running.push(consumer);
    this.#consumers.set(durable, consumer);
  }

  /** Now; throws while the clock is wrong, so that what was delivered comes again. */
  #time(): string {
    if (!this.runtime.clockAgrees())
      throw new StoreError('unavailable', "the clock differs from the broker's, so nothing is decided");
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
