import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  DURABLES,
  HEADERS,
  causedEntity,
  hasCome,
  parseTimerDueSubject,
  timerCausation,
  timerDueSubject,
  timerFilters,
} from '@guildhall/contracts';
import type { DeadLetter, DurableName, TimerKey } from '@guildhall/contracts';
import { KeyedQueue, LAST_ATTEMPT, isExcused, reasonOf, sha256 } from '@guildhall/event-store';
import type { DeadLetters, Reacting, Timer, Timers } from '@guildhall/event-store';
import { MemoryDeadLetters } from './memory-dead-letters.js';

/** Timers whose clock stands still until a test moves it. */
export interface ManualTimers extends Timers {
  /** RFC 3339 */
  readonly now: string;
  /** What is set and not due yet, the next one first. */
  readonly pending: readonly Timer[];
  /** Timers that could not be handled. */
  readonly deadLetters: DeadLetters;
  /** Moves the clock; resolves once everything that is due then has been handled by whoever reacts. */
  moveTo(now: string): Promise<void>;
}

const isDurable = (name: string): name is DurableName => Object.hasOwn(DURABLES, name);

const queueKey = ({ context, entity }: TimerKey): string => `${context}.${entity}`;

interface GivenUp {
  durable: DurableName;
  /** What number it has among those that were due. */
  sequence: number;
  reason: string;
  at: string;
}

const letterOf = (timer: Timer, { durable, sequence, reason, at }: GivenUp): DeadLetter => ({
  service: DURABLES[durable].service,
  durable,
  id: causedEntity('t', `${timerCausation(timer, timer.due)}.${sequence}`, sha256),
  stream: DURABLES[durable].stream,
  sequence,
  subject: timerDueSubject(timer),
  headers: timer.traceparent === undefined ? {} : { [HEADERS.traceparent]: [timer.traceparent] },
  body: Buffer.from(JSON.stringify({ due: timer.due })).toString('base64'),
  attempts: LAST_ATTEMPT,
  reason,
  firstAt: timer.due,
  at,
});

/** The opposite of `letterOf`. */
const timerIn = ({ subject, headers, body = '' }: DeadLetter): Timer => {
  const key = parseTimerDueSubject(subject);
  if (!key) throw new Error(`${subject} is no timer`);
  const { due } = JSON.parse(Buffer.from(body, 'base64').toString()) as Pick<Timer, 'due'>;
  const traceparent = headers[HEADERS.traceparent]?.[0];
  return { ...key, due, ...(traceparent === undefined ? {} : { traceparent }) };
};

class Reactor implements Reacting {
  readonly done: Promise<void>;
  #stopped = false;
  #end: () => void = () => undefined;

  constructor(
    readonly durable: DurableName,
    private readonly queue: KeyedQueue,
    readonly fn: (timer: Timer) => Promise<void>,
  ) {
    this.done = new Promise((resolve) => (this.#end = resolve));
  }

  takes({ context }: Timer): boolean {
    const filters: readonly string[] = DURABLES[this.durable].filters;
    return !this.#stopped && filters.includes(timerFilters.due(context));
  }

  async retry(letter: DeadLetter): Promise<void> {
    const timer = timerIn(letter);
    await this.queue.run(queueKey(timer), () => this.fn(timer));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.queue.idle();
    this.#end();
  }
}

class TimersInMemory implements ManualTimers {
  readonly #set = new Map<string, Timer>();
  readonly #due = new Map<Timer, { sequence: number; failures: number }>();
  readonly #reactors: Reactor[] = [];
  readonly #queue = new KeyedQueue();
  #count = 0;
  readonly deadLetters = new MemoryDeadLetters();

  constructor(public now: string) {}

  get pending(): Timer[] {
    return [...this.#set.values()].sort((a, b) => Date.parse(a.due) - Date.parse(b.due));
  }

  async set(timer: Timer): Promise<void> {
    const key = timerDueSubject(timer);
    await nextTurn();
    this.#set.set(key, { ...timer });
    this.#fire();
  }

  async clear(key: TimerKey): Promise<void> {
    await nextTurn();
    this.#set.delete(timerDueSubject(key));
  }

  react(durable: string, fn: (timer: Timer) => Promise<void>): Reacting {
    if (!isDurable(durable)) throw new Error(`there is no durable consumer ${durable}`);
    const reactor = new Reactor(durable, this.#queue, fn);
    this.#reactors.push(reactor);
    this.#fire();
    return reactor;
  }

  async moveTo(now: string): Promise<void> {
    this.now = now;
    this.#fire();
    await this.#queue.idle();
  }

  #fire(): void {
    for (const timer of this.pending.filter(({ due }) => hasCome(due, this.now))) {
      this.#set.delete(timerDueSubject(timer));
      this.#due.set(timer, { sequence: ++this.#count, failures: 0 });
    }
    for (const timer of this.#due.keys()) void this.#queue.run(queueKey(timer), () => this.#call(timer));
  }

  // Again until it is handled or given up; it waits where nobody reacts any more.
  async #call(timer: Timer): Promise<void> {
    while (this.#due.has(timer)) {
      const reactor = this.#reactors.find((candidate) => candidate.takes(timer));
      if (!reactor) return;
      try {
        await reactor.fn(timer);
        this.#due.delete(timer);
      } catch (cause) {
        this.#failed(timer, reactor, cause);
        await nextTurn();
      }
    }
  }

  #failed(timer: Timer, { durable }: Reactor, cause: unknown): void {
    const due = this.#due.get(timer);
    if (!due || isExcused(cause) || ++due.failures < LAST_ATTEMPT) return;
    const { sequence } = due;
    this.deadLetters.file(letterOf(timer, { durable, sequence, reason: reasonOf(cause), at: this.now }));
    this.#due.delete(timer);
  }
}

/** Timers in memory with a clock that begins at `now`, for tests of what is built on the port. */
export const manualTimers = (now: string): ManualTimers => new TimersInMemory(now);
