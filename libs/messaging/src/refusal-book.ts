import { isRecorded } from '@guildhall/contracts';
import type { CallerLimits, Code } from '@guildhall/contracts';
import { recordRefusal, recordSummary } from './refusals.js';
import type { Refused, Summary } from './refusals.js';
import type { Runtime } from './runtime.js';

const MINUTE_MS = 60_000;

/** What a caller was refused beyond what is recorded one by one. */
interface Counted {
  since: string;
  until: string;
  last: Summary['last'];
  codes: Map<Code, number>;
}

/** A minute of a caller, from its first refusal on. */
interface Page {
  from: number;
  /** Refusals that were let through to the log. */
  recorded: number;
  counted?: Counted;
}

const isOver = ({ from }: Page, now: string): boolean => Math.abs(Date.parse(now) - from) >= MINUTE_MS;

const count = ({ counted }: Page, { command, refusal }: Refused, now: string): Counted => {
  const { code, rule } = refusal;
  const codes = counted?.codes ?? new Map<Code, number>();
  codes.set(code, (codes.get(code) ?? 0) + 1);
  const last = { command, code, ...(rule ? { rule } : {}) };
  return { since: counted?.since ?? now, until: now, last, codes };
};

/** What of the runtime a book of refusals takes. */
export type BookKeeping = Pick<Runtime, 'service' | 'store' | 'newId' | 'report'>;

/**
 * Keeps on record who was refused on grounds of right or rule (6.5): one by one as many of a caller as the policy says a
 * minute, in one summary what goes beyond that, so that nobody fills the log with refusals.
 *
 * What is counted is in memory until its minute has passed or the service stops. A SIGKILL loses the count of a running
 * minute: refusals beyond the first, of a caller whose first ones are in the log.
 *
 * While a caller's summary cannot be written its next page is not turned, so there is never more than one of both for
 * each caller that was refused something lately.
 */
export class RefusalBook {
  readonly #pages = new Map<string, Page>();
  readonly #unwritten = new Map<string, Summary>();
  #writing: Promise<void> | undefined;

  constructor(
    private readonly keeping: BookKeeping,
    private readonly limits: () => CallerLimits,
  ) {}

  /** Records a refusal, or counts it; rejects with a StoreError where it has to be recorded and cannot be. */
  async enter(refused: Refused, now: string): Promise<void> {
    if (!isRecorded(refused.refusal.code)) return;
    const page = this.#pageOf(refused.caller, now);
    if (page.recorded >= this.limits().refusalsPerMinute) {
      page.counted = count(page, refused, now);
      return;
    }
    page.recorded += 1;
    try {
      await recordRefusal(this.keeping.store, refused);
    } catch (cause) {
      page.recorded -= 1;
      throw cause;
    }
  }

  /** Writes the summaries of minutes that have passed. Never rejects: what cannot be written is tried the next time. */
  write(now: string): Promise<void> {
    for (const [caller, page] of this.#pages) if (isOver(page, now)) this.#turn(caller, page, now);
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  /** Writes what is left, also of minutes that have not passed. Never rejects: what cannot be written is reported. */
  async close(now: string): Promise<void> {
    await this.write(now);
    for (const [caller, page] of this.#pages) this.#turn(caller, page, now);
    await this.#writeAll();
  }

  /** Callers that something is kept of. */
  get size(): number {
    return new Set([...this.#pages.keys(), ...this.#unwritten.keys()]).size;
  }

  #pageOf(caller: string, now: string): Page {
    const page = this.#pages.get(caller);
    if (page && isOver(page, now)) this.#turn(caller, page, now);
    const open = this.#pages.get(caller) ?? { from: Date.parse(now), recorded: 0 };
    this.#pages.set(caller, open);
    return open;
  }

  #turn(caller: string, page: Page, now: string): void {
    if (this.#unwritten.has(caller)) return;
    this.#pages.delete(caller);
    if (page.counted) this.#unwritten.set(caller, this.#summaryOf(caller, page.counted, now));
  }

  #summaryOf(caller: string, { since, until, last, codes }: Counted, at: string): Summary {
    const { service, newId } = this.keeping;
    const sorted = [...codes].sort(([a], [b]) => (a < b ? -1 : 1));
    return { service, caller, since, until, last, codes: sorted, at, id: newId() };
  }

  async #writeAll(): Promise<void> {
    await Promise.all([...this.#unwritten].map(([caller, summary]) => this.#append(caller, summary)));
  }

  async #append(caller: string, summary: Summary): Promise<void> {
    try {
      await recordSummary(this.keeping.store, summary);
      this.#unwritten.delete(caller);
    } catch (cause) {
      this.keeping.report({ kind: 'interrupted', cause });
    }
  }
}
