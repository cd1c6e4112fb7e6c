import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { DURABLES } from '@guildhall/contracts';
import type { DeadLetter, DurableName } from '@guildhall/contracts';
import { jetstream } from '@nats-io/jetstream';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import { millis, nanos } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { CRASH_LOOP, LAST_ATTEMPT, excuseOf, reasonOf } from '../giving-up.js';
import type { Excuse } from '../giving-up.js';
import { KeyedQueue } from '../keyed-queue.js';
import type { Reacting } from '../port.js';
import { fileLetter, letterOf, messageIn } from './dead-letters.js';
import type { DurableMessage } from './dead-letters.js';
import { HeldMessages } from './held.js';
import type { Held } from './held.js';
import { exponential } from './taking.js';
import type { Taking } from './taking.js';

const RECONNECT_FIRST_MS = 250;
const RECONNECT_LAST_MS = 500;
/** So many messages a process has while something is out of reach; far fewer than the 256 that a consumer gives out. */
const FEW = 8;
const KEPT_MS = 5_000;
const REST_MS = 250;

/** The 1st, 2nd, 4th, 8th ...: a long outage must not fill the disk with what it is. */
const isWorthSaying = (count: number): boolean => (count & (count - 1)) === 0;

export interface Durable extends Taking {
  /** Of a consumer that exists, by DURABLES. */
  name: string;
  /** Messages of one key are handled one after the other. */
  keyOf: (message: DurableMessage) => string;
  /** What a dead letter of the message is known by: an id, the same whenever it is asked for. */
  idOf: (message: DurableMessage) => string;
  /** Acknowledged once it resolves. `again`: the effect may be there already. */
  handle: (message: DurableMessage, again: boolean) => Promise<void>;
}

const crashLoop = (): Error => new Error(`it was given out ${CRASH_LOOP} times, and never settled`);

const isDurable = (name: string): name is DurableName => Object.hasOwn(DURABLES, name);

/** The name as one of DURABLES. Throws where it is none. */
export const asDurable = (name: string): DurableName => {
  if (!isDurable(name)) throw new Error(`there is no durable consumer ${name}`);
  return name;
};

class DurableConsumer implements Reacting {
  readonly done: Promise<void>;
  readonly #name: DurableName;
  readonly #queue = new KeyedQueue();
  readonly #held = new HeldMessages();
  /** Those of them that wait for an outage to end. */
  readonly #waiting = new Set<Held>();
  readonly #stop = new AbortController();
  /** Whether what was tried last came to something. Until then, messages are taken one by one, and few of them. */
  #works = false;
  #restsUntil = 0;
  #messages: ConsumerMessages | undefined;

  constructor(
    private readonly nc: NatsConnection,
    private readonly durable: Durable,
  ) {
    this.#name = asDurable(durable.name);
    setMaxListeners(0, this.#stop.signal);
    this.done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#takeNoMore();
    await this.done;
  }

  async retry(letter: DeadLetter): Promise<void> {
    const message = await messageIn(this.nc, letter);
    await this.#queue.run(this.durable.keyOf(message), () => this.durable.handle(message, true));
  }

  get #stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Whether another process of the service is to have what this one has. */
  get #passesOn(): boolean {
    return this.#stopped || (this.durable.paused?.() ?? false);
  }

  get #takes(): boolean {
    if (this.#passesOn) return false;
    return this.#works || (this.#held.size < FEW && Date.now() >= this.#restsUntil);
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#stopped;) {
      try {
        if (this.#takes) await this.#session();
        failures = 0;
      } catch (cause) {
        failures += 1;
        if (!this.#stopped && isWorthSaying(failures)) this.durable.report({ kind: 'interrupted', cause });
      }
      this.#messages?.stop();
      if (failures > 0 || !this.#takes)
        await this.#pause(Math.min(RECONNECT_LAST_MS, RECONNECT_FIRST_MS * 2 ** failures));
    }
    await this.#queue.idle();
    this.#held.close();
  }

  async #session(): Promise<void> {
    const consumer = await jetstream(this.nc).consumers.get(DURABLES[this.#name].stream, this.#name);
    const { ack_wait: ackWait = nanos(5_000) } = (await consumer.info(true)).config;
    this.#held.tell(millis(ackWait));
    this.#messages = await (this.#works
      ? consumer.consume({ max_messages: 500, abort_on_missing_resource: true })
      : consumer.fetch({ max_messages: 1 }));
    // Asked to stop meanwhile: nobody else would end the wait for the next message.
    if (this.#stopped) return;
    for await (const message of this.#messages) {
      if (!this.#takes) {
        this.#messages.stop();
        this.#giveBack(message);
        continue;
      }
      const settled = this.#take(message);
      if (!this.#works) await Promise.race([settled, this.#pause(RECONNECT_FIRST_MS)]);
    }
  }

  async #take(message: JsMsg): Promise<void> {
    const held = this.#held.hold(message);
    if (held) await this.#queue.run(this.durable.keyOf(message), () => this.#settle(held));
  }

  /** Gives back what is not being handled. */
  #takeNoMore(): void {
    this.#messages?.stop();
    for (const { message } of this.#held.takeWaiting()) this.#giveBack(message);
  }

  #giveBack(message: JsMsg): void {
    message.nak(this.#retryAfter(message.info.deliveryCount));
  }

  /** Handles a message until that succeeds, fails, or has to be left to another process; and tells the broker which. */
  async #settle(held: Held): Promise<void> {
    if (!this.#held.begin(held)) return;
    try {
      if (held.deliveries >= CRASH_LOOP) await this.#giveUp(held, crashLoop());
      else for (let attempt = 1; !(await this.#attempt(held, attempt)); attempt++);
    } catch (cause) {
      this.durable.report({ kind: 'interrupted', position: held.message.seq, cause });
    } finally {
      this.#waiting.delete(held);
      this.#held.release(held);
    }
  }

  /** Whether that was the last attempt of this process. */
  async #attempt(held: Held, attempt: number): Promise<boolean> {
    try {
      await this.durable.handle(held.message, held.deliveries > 1 || attempt > 1);
    } catch (cause) {
      return this.#failed(held, cause, attempt);
    }
    this.#works = true;
    this.#held.ack(held);
    return true;
  }

  async #failed(held: Held, cause: unknown, attempt: number): Promise<boolean> {
    const excuse = excuseOf(cause);
    if (!excuse || isWorthSaying(attempt)) this.#reportFailure(held, cause);
    if (excuse) return this.#excused(held, excuse, attempt);
    this.#works = true;
    if (held.message.info.deliveryCount >= LAST_ATTEMPT) await this.#giveUp(held, cause);
    else this.#giveBack(held.message);
    return true;
  }

  async #excused(held: Held, excuse: Excuse, attempt: number): Promise<boolean> {
    if (excuse === 'outage') this.#waiting.add(held);
    // Only a new message says something new: one that fails again and again may be the only one that does.
    if (excuse === 'outage' && attempt === 1 && this.#works) {
      this.#works = false;
      this.#takeNoMore();
    }
    if (this.#keeps(held) && (await this.#pause(this.#retryAfter(attempt)))) return false;
    this.#leave(held.message);
    return true;
  }

  /** Gives it back, and takes nothing for so long that another process is given it, if there is one. */
  #leave(message: JsMsg): void {
    if (!this.#works) {
      this.#messages?.stop();
      this.#restsUntil = Date.now() + this.#retryAfter(message.info.deliveryCount) + REST_MS;
    }
    this.#giveBack(message);
  }

  /**
   * Whether nobody else is to try. An outage may be one of this process alone; but what is given back counts as an
   * attempt, so that it must not be often.
   */
  #keeps({ message, since }: Held): boolean {
    const { keptFor = KEPT_MS } = this.durable;
    const isNew = Date.now() - since < keptFor * 2 ** (message.info.deliveryCount - 1);
    return isNew && this.#waiting.size <= FEW && !this.#passesOn;
  }

  /** In this order: a crash in between makes a second letter at worst, never none, and none that nobody hears of. */
  async #giveUp(held: Held, cause: unknown): Promise<void> {
    const { message } = held;
    const letter = this.#letterOf(message, cause);
    try {
      await fileLetter(this.nc, letter);
      await this.durable.onDead?.(letter);
    } catch (error) {
      this.durable.report({ kind: 'interrupted', position: message.seq, cause: error });
      this.#giveBack(held.message);
      return;
    }
    this.#held.ack(held);
    this.durable.report({
      kind: 'dead-letter',
      position: message.seq,
      attempt: letter.attempts,
      cause,
      letter,
    });
  }

  #letterOf(message: JsMsg, cause: unknown): DeadLetter {
    return letterOf(this.nc, message, {
      durable: this.#name,
      id: this.durable.idOf(message),
      attempts: message.info.deliveryCount,
      reason: reasonOf(cause),
      at: new Date().toISOString(),
    });
  }

  #reportFailure({ message }: Held, cause: unknown): void {
    const attempt = message.info.deliveryCount;
    this.durable.report({ kind: 'reaction-failed', position: message.seq, attempt, cause });
  }

  #retryAfter(attempt: number): number {
    return (this.durable.retryAfter ?? exponential)(attempt);
  }

  /** Whether it was waited to the end, and not until the stop. */
  async #pause(ms: number): Promise<boolean> {
    await pause(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    return !this.#stopped;
  }
}

/** Handles the messages of a durable consumer until it is stopped; survives outages of the broker. */
export const consumeDurable = (nc: NatsConnection, durable: Durable): Reacting =>
  new DurableConsumer(nc, durable);
