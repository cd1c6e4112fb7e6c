import type { EventStore, Incident } from '@guildhall/event-store';

/** How far a service's clock may be from the broker's before it decides nothing any more (7.4). */
const TOLERATED_MS = 2_000;
const COMPARED_EVERY_MS = 10_000;

/** Compares the service's clock with the broker's, at once and every 10 s. */
export class ClockWatch {
  #agrees = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: Pick<EventStore, 'clock'>,
    private readonly nowMs: () => number,
    private readonly report: (incident: Incident) => void,
  ) {}

  /** Whether the clocks agreed when they were last compared. */
  get agrees(): boolean {
    return this.#agrees;
  }

  async start(): Promise<void> {
    await this.compare();
    this.#timer = setInterval(() => void this.compare(), COMPARED_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Never rejects: a broker that does not answer says nothing about the clock. */
  async compare(): Promise<void> {
    const sent = this.nowMs();
    try {
      const theirs = await this.store.clock();
      // The broker looked at its clock between sending and receiving.
      const off = Math.max(sent - theirs, theirs - this.nowMs());
      this.#agrees = off <= TOLERATED_MS;
      if (!this.#agrees)
        this.report({ kind: 'interrupted', cause: new Error(`the clock is ${off} ms off the broker's`) });
    } catch (cause) {
      this.report({ kind: 'interrupted', cause });
    }
  }
}
