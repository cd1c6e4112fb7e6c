import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DeadLetter, DurableName, EventType, Recorded } from '@guildhall/contracts';
import { LAST_ATTEMPT, isExcused, reasonOf } from '@guildhall/event-store';
import type { Delivery, Following, Reacting } from '@guildhall/event-store';
import { letterOf } from './memory-dead-letters.js';
import type { MemoryDeadLetters } from './memory-dead-letters.js';
import type { MemoryLog } from './memory-log.js';

type Types = readonly EventType[] | 'all';

const isOneOf = (types: Types, event: Recorded): boolean => types === 'all' || types.includes(event.type);

/** See `EventStore.follow`. */
export class MemoryFollower implements Following {
  readonly done: Promise<void>;
  readonly caughtUp: Promise<void>;
  #stopped = false;
  #hasCaughtUp: () => void = () => undefined;

  constructor(
    private readonly log: MemoryLog,
    private readonly types: Types,
    from: number,
    private readonly fn: (event: Recorded) => Promise<void> | void,
  ) {
    this.caughtUp = new Promise((resolve) => (this.#hasCaughtUp = resolve));
    this.done = this.#run(from, log.events.length);
    this.done.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.log.wake();
    await this.done.catch(() => undefined);
  }

  async #run(from: number, end: number): Promise<void> {
    for (let position = from; ;) {
      if (position >= end) this.#hasCaughtUp();
      await nextTurn();
      if (this.#stopped) return;
      const event = this.log.events[position];
      if (event) {
        if (isOneOf(this.types, event)) await this.fn(structuredClone(event));
        position += 1;
      } else await this.log.more();
    }
  }
}

/** What a durable consumer has been given and has not acknowledged, whoever reacts. */
export class MemoryDurable {
  readonly #settled = new Set<number>();
  readonly #delivered = new Set<number>();
  readonly #failures = new Map<number, number>();
  readonly #busy = new Set<string>();

  constructor(
    readonly log: MemoryLog,
    private readonly types: readonly EventType[],
    private readonly letters: MemoryDeadLetters,
    private readonly name: DurableName,
  ) {}

  /** The first event that is not settled, of an entity that nobody is busy with; then somebody is. */
  take(): { event: Recorded; delivery: Delivery } | undefined {
    const event = this.log.events.find(
      (candidate) =>
        isOneOf(this.types, candidate) &&
        !this.#settled.has(candidate.position) &&
        !this.#busy.has(candidate.entity),
    );
    if (!event) return undefined;
    const redelivered = this.#delivered.has(event.position);
    this.#delivered.add(event.position);
    this.#busy.add(event.entity);
    return { event: structuredClone(event), delivery: { redelivered } };
  }

  /** Nobody is busy with it any more: it was handled, or not, because of `failure`. */
  giveBack({ entity, position }: Recorded, failure?: { cause: unknown }): void {
    if (!failure || this.#isGivenUp(position, failure.cause)) this.#settled.add(position);
    this.#busy.delete(entity);
    this.log.wake();
  }

  /** The event of a dead letter, once nobody is busy with its entity; then somebody is. */
  async revive(letter: DeadLetter): Promise<Recorded> {
    const event = this.log.events[letter.sequence - 1];
    if (!event) throw new Error(`there is no event ${letter.sequence}`);
    while (this.#busy.has(event.entity)) await this.log.more();
    this.#busy.add(event.entity);
    return structuredClone(event);
  }

  /** The opposite of `revive`. */
  leave({ entity }: Recorded): void {
    this.#busy.delete(entity);
    this.log.wake();
  }

  #isGivenUp(position: number, cause: unknown): boolean {
    if (isExcused(cause)) return false;
    const attempts = (this.#failures.get(position) ?? 0) + 1;
    this.#failures.set(position, attempts);
    const event = this.log.events[position - 1];
    if (attempts < LAST_ATTEMPT || !event) return false;
    this.letters.file(letterOf(event, { durable: this.name, attempts, reason: reasonOf(cause) }));
    return true;
  }
}

/** See `EventStore.react`. */
export class MemoryReactor implements Reacting {
  readonly done: Promise<void>;
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(
    private readonly durable: MemoryDurable,
    private readonly fn: (event: Recorded, delivery: Delivery) => Promise<void>,
  ) {
    this.done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.durable.log.wake();
    await this.done;
  }

  async retry(letter: DeadLetter): Promise<void> {
    const event = await this.durable.revive(letter);
    try {
      await this.fn(event, { redelivered: true });
    } finally {
      this.durable.leave(event);
    }
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const taken = this.durable.take();
      if (taken) this.#start(this.#handle(taken.event, taken.delivery));
      else await this.durable.log.more();
    }
    await Promise.all(this.#running);
  }

  #start(handling: Promise<void>): void {
    const work = handling.finally(() => this.#running.delete(work));
    this.#running.add(work);
  }

  async #handle(event: Recorded, delivery: Delivery): Promise<void> {
    try {
      await this.fn(event, delivery);
      this.durable.giveBack(event);
    } catch (cause) {
      // Not at once, so that others have their turn.
      await nextTurn();
      this.durable.giveBack(event, { cause });
    }
  }
}
