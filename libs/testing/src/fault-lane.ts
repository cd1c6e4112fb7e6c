import type { Socket } from 'node:net';

/** What happens to bytes of one direction. */
export interface LaneFault {
  /** `hold`: they wait, and none is lost. `drop`: they vanish, as does the news that a connection has ended. */
  mode: 'pass' | 'hold' | 'drop';
  /** How long they take, in ms. */
  delay: number;
}

/** The end of a connection travels like its bytes. */
type Item = Buffer | 'end';

interface Waiting {
  item: Item;
  due: number;
}

/** One direction of one connection: bytes from one socket to the other, in order, as `fault` says at that moment. */
export class Lane {
  readonly #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lost = false;

  constructor(
    from: Socket,
    private readonly to: Socket,
    private readonly fault: () => LaneFault,
    private readonly passed: (bytes: Buffer) => void,
  ) {
    from.on('data', (bytes) => this.#take(bytes));
    from.once('close', () => this.#take('end'));
  }

  /** Whether something was dropped, so that what came afterwards would make no sense to whoever reads it. */
  get isBroken(): boolean {
    return this.#lost;
  }

  /** Passes on whatever may be passed on now. */
  flush(): void {
    clearTimeout(this.#timer);
    while (this.fault().mode === 'pass') {
      const next = this.#waiting[0];
      if (!next) return;
      const early = next.due - performance.now();
      if (early > 0) {
        this.#timer = setTimeout(() => this.flush(), early);
        return;
      }
      this.#waiting.shift();
      this.#pass(next.item);
    }
  }

  /** Forgets what waits. */
  close(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
  }

  #take(item: Item): void {
    const { mode, delay } = this.fault();
    if (mode === 'drop') this.#lost = true;
    else {
      this.#waiting.push({ item, due: performance.now() + delay });
      this.flush();
    }
  }

  #pass(item: Item): void {
    if (item === 'end') {
      this.to.destroy();
      return;
    }
    if (this.to.writable) this.to.write(item);
    this.passed(item);
  }
}
