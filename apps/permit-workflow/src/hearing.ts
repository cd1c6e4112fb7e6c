import type { Runtime } from '@guildhall/messaging';

const LOOK_EVERY_MS = 1_000;
/** The broker, and this process itself, answer far sooner while all is well. */
const PATIENCE_MS = 5_000;

/**
 * Since when the service hears what is said to it. Who was not heard before may have spoken: nobody is taken to be silent
 * because the service was down, the broker was away, the machine slept, or the clock was off so that it took no commands.
 */
export class Hearing {
  #since: string;
  /** By the clock of the machine, which goes on while it sleeps. */
  #looked: number;
  /** Since when the broker has not answered; undefined where it has. */
  #asked: number | undefined;

  constructor(
    private readonly runtime: Pick<Runtime, 'nc' | 'now' | 'clockAgrees'>,
    private readonly clock: () => number,
  ) {
    this.#since = runtime.now();
    this.#looked = clock();
  }

  /** Looks every second, until what it returns is called. */
  watch(): () => Promise<void> {
    const timer = setInterval(() => {
      this.look();
    }, LOOK_EVERY_MS);
    timer.unref();
    return () => {
      clearInterval(timer);
      return Promise.resolve();
    };
  }

  /** Notes whether it would have heard everything since it looked the last time. */
  look(): void {
    const now = this.clock();
    const asleep = now - this.#looked > PATIENCE_MS;
    const alone = this.#asked !== undefined && now - this.#asked > PATIENCE_MS;
    this.#looked = now;
    if (asleep || alone || !this.runtime.clockAgrees()) this.missed();
    if (this.#asked === undefined) void this.#ask(now);
  }

  /** Something that was said could not be taken up. */
  missed(): void {
    this.#since = this.runtime.now();
  }

  /** RFC 3339. */
  get since(): string {
    return this.#since;
  }

  async #ask(now: number): Promise<void> {
    this.#asked = now;
    try {
      await this.runtime.nc.flush();
    } catch {
      this.missed();
    }
    this.#asked = undefined;
  }
}
