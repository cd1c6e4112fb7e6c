import { setTimeout as pause } from 'node:timers/promises';
import { DEAD_LETTER_CONTEXT, STREAMS } from '@guildhall/contracts';
import type { DeadLetter, Service } from '@guildhall/contracts';
import { StoreError } from '@guildhall/event-store';
import type { Incident } from '@guildhall/event-store';
import type { NewAlert } from './alert.js';

const AT_MOST_EVERY_MS = 60_000;
const STOPPED_WITHIN_MS = 2_000;

/** What alarms are made with. */
export interface AlarmOptions {
  service: Service;
  /** Raises an alert; never rejects. */
  raise: (alert: NewAlert) => Promise<void>;
  /** Raises an alert, once; rejects where it is not known to be raised. */
  publish: (alert: NewAlert) => Promise<void>;
  /** Now, RFC 3339 UTC. */
  now: () => string;
  /** How far the log is. */
  position: () => Promise<number>;
  /** Between two alerts about the integrity of the log, in ms; a minute if left out. */
  atMostEvery?: number;
}

const integrityIn = (cause: unknown): StoreError | undefined => {
  if (cause instanceof StoreError && cause.kind === 'integrity') return cause;
  return cause instanceof Error ? integrityIn(cause.cause) : undefined;
};

/** Raises the alerts about what goes wrong in a service itself: `dead-letter`, and `log-integrity` (3.6). */
export class Alarms {
  #count = 0;
  #last = '';
  #quiet: NodeJS.Timeout | undefined;
  readonly #raising = new Set<Promise<void>>();

  constructor(private readonly options: AlarmOptions) {}

  /** Takes note of an incident; never throws. */
  hear({ kind, cause }: Incident): void {
    // What a letter died of was reported when it failed.
    if (kind === 'dead-letter') return;
    const integrity = integrityIn(cause);
    if (!integrity) return;
    this.#count += 1;
    this.#last = integrity.message;
    if (!this.#quiet) this.#raiseIntegrity();
  }

  /**
   * Raises the alert about a dead letter; the same one however often it is told of it. Rejects where it is not known to
   * be raised.
   */
  async tellOf(letter: DeadLetter): Promise<void> {
    const { service, id, at, durable, stream, sequence, subject, attempts, reason } = letter;
    const isEvent = stream === STREAMS.events;
    await this.options.publish({
      kind: 'dead-letter',
      id,
      severity: 'warning',
      at,
      summary: `${service} gave up ${subject}, given out ${attempts} times: ${reason}`,
      position: isEvent ? sequence : await this.#position(),
      links: [
        ...(isEvent ? [{ rel: 'event', href: subject }] : []),
        { rel: DEAD_LETTER_CONTEXT, href: `${DEAD_LETTER_CONTEXT}.list` },
      ],
      cause: `${durable}:${id}`,
    });
  }

  /**
   * Says what has not been said yet, and waits until everything has been; a log that is out of reach does not hold up the
   * end. What is heard later is said as ever.
   */
  async stop(): Promise<void> {
    clearTimeout(this.#quiet);
    this.#quiet = undefined;
    this.#watch(this.#sayIntegrity());
    await Promise.race([
      Promise.allSettled(this.#raising),
      pause(STOPPED_WITHIN_MS, undefined, { ref: false }),
    ]);
  }

  #watch(raising: Promise<void>): void {
    this.#raising.add(raising);
    void raising.finally(() => this.#raising.delete(raising));
  }

  // At once, and then after each minute in which there was more of it.
  #raiseIntegrity(): void {
    this.#quiet = undefined;
    if (this.#count === 0) return;
    this.#watch(this.#sayIntegrity());
    this.#quiet = setTimeout(() => this.#raiseIntegrity(), this.options.atMostEvery ?? AT_MOST_EVERY_MS);
    this.#quiet.unref();
  }

  async #sayIntegrity(): Promise<void> {
    const [count, last] = [this.#count, this.#last];
    if (count === 0) return;
    this.#count = 0;
    const { service, now, raise } = this.options;
    const often = count === 1 ? '' : ` (${count} times since the alert before)`;
    await raise({
      kind: 'log-integrity',
      id: service,
      severity: 'critical',
      at: now(),
      summary: `${service} found in the log what must not be there${often}: ${last}`,
      position: await this.#position(),
    });
  }

  // The alert counts more than this.
  #position(): Promise<number> {
    return this.options.position().catch(() => 0);
  }
}
