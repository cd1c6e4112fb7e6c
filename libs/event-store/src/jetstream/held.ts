import type { JsMsg } from '@nats-io/jetstream';

/** How often the broker is told in the time after which it gives a message to somebody else. */
const SAID_WITHIN_ACK_WAIT = 5;
/** How many of those that were handled last are known; more than a consumer gives out at once. */
const KNOWN = 1_000;

// Numbers begin anew with a stream that is made anew.
const identityOf = ({ seq, info }: JsMsg): string => `${seq}.${info.timestampNanos}`;

/** A message that this process has: waiting for its turn, being handled, or waiting to be tried again. */
export interface Held {
  /** Its last delivery: the one that can be answered. */
  message: JsMsg;
  /** How often it had been given out when this process got it. */
  readonly deliveries: number;
  /** When that was. */
  readonly since: number;
  saidAt: number;
  /** Whether its turn has come. */
  begun: boolean;
}

/**
 * What a process has of a consumer. The broker is told about what takes its time, so that it does not count that as a
 * process that died; and what it gives out again all the same (the connection was lost, the process was busy) is known,
 * also for a while after it was handled.
 */
export class HeldMessages {
  readonly #held = new Map<number, Held>();
  readonly #handled = new Set<string>();
  #sayEveryMs = 0;
  #timer: NodeJS.Timeout | undefined;

  get size(): number {
    return this.#held.size;
  }

  /** Begins the telling, or goes on with it for a consumer whose `ack_wait` is this. */
  tell(ackWaitMs: number): void {
    this.close();
    this.#sayEveryMs = ackWaitMs / SAID_WITHIN_ACK_WAIT;
    this.#timer = setInterval(() => this.#say(), this.#sayEveryMs / 2);
    this.#timer.unref();
  }

  /** The message, now held; undefined where it is held already, or was handled. */
  hold(message: JsMsg): Held | undefined {
    if (this.#handled.has(identityOf(message))) {
      message.ack();
      return undefined;
    }
    const known = this.#held.get(message.seq);
    if (known) {
      known.message = message;
      return undefined;
    }
    const now = Date.now();
    const held = { message, deliveries: message.info.deliveryCount, since: now, saidAt: now, begun: false };
    this.#held.set(message.seq, held);
    return held;
  }

  /** Its turn has come; false where it is not held any more. */
  begin(held: Held): boolean {
    held.begun = this.#held.get(held.message.seq) === held;
    return held.begun;
  }

  /** Those whose turn has not come; they are not held any more. */
  takeWaiting(): Held[] {
    const waiting = [...this.#held.values()].filter(({ begun }) => !begun);
    waiting.forEach((held) => this.release(held));
    return waiting;
  }

  /** It is handled: acknowledged, also where it is given out again because that was not heard in time. */
  ack({ message }: Held): void {
    message.ack();
    this.#handled.add(identityOf(message));
    const [oldest = ''] = this.#handled;
    if (this.#handled.size > KNOWN) this.#handled.delete(oldest);
  }

  release({ message }: Held): void {
    this.#held.delete(message.seq);
  }

  /** Ends the telling. */
  close(): void {
    clearInterval(this.#timer);
  }

  #say(): void {
    const now = Date.now();
    for (const held of this.#held.values()) {
      if (now - held.saidAt < this.#sayEveryMs) continue;
      held.saidAt = now;
      held.message.working();
    }
  }
}
