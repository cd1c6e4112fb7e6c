import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Lane } from './fault-lane.js';
import type { LaneFault } from './fault-lane.js';

const DIRECTIONS = ['to-server', 'to-client'] as const;
/** Which way bytes go. */
export type Direction = (typeof DIRECTIONS)[number];

/** Stands between clients and a server and does to their connections what a test says; at first, nothing. */
export interface FaultProxy extends AsyncDisposable {
  /** `nats://127.0.0.1:port`, the same for ever. */
  readonly url: string;
  /** Bytes of this direction, or of both, wait from now on: a network that hangs. */
  hold(direction?: Direction): void;
  /** Bytes of this direction, or of both, vanish from now on: a network that is cut without anybody being told. */
  drop(direction?: Direction): void;
  /** Bytes of this direction, or of both, take `ms` from now on. */
  delay(ms: number, direction?: Direction): void;
  /** All is well again: what waits is passed on. Connections that lost bytes end, as a stream with a hole is none. */
  release(): void;
  /** Ends all connections at once, with what waits in them; new ones are taken. */
  cut(): void;
  /**
   * Does `then` as soon as bytes with `text` have been passed on in this direction, before any others are in either one.
   * Rejects where that has not happened after 10 s.
   */
  once(direction: Direction, text: string, then: () => void): Promise<void>;
}

const PATIENCE_MS = 10_000;
const NO_FAULT: LaneFault = { mode: 'pass', delay: 0 };

/** Waits for a text to go by, be it in one piece or in several. */
class Watch {
  readonly seen: Promise<void>;
  #before = '';
  #settle: () => void = () => undefined;

  constructor(
    readonly direction: Direction,
    private readonly text: string,
    private readonly then: () => void,
  ) {
    this.seen = new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`never saw ${text} ${direction}`)), PATIENCE_MS);
      this.#settle = () => {
        clearTimeout(late);
        resolve();
      };
    });
  }

  /** Whether the text is there now. */
  look(bytes: Buffer): boolean {
    const all = this.#before + bytes.toString('latin1');
    this.#before = all.slice(1 - this.text.length);
    if (!all.includes(this.text)) return false;
    this.then();
    this.#settle();
    return true;
  }
}

class Link {
  readonly lanes: Record<Direction, Lane>;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    fault: (direction: Direction) => LaneFault,
    passed: (direction: Direction, bytes: Buffer) => void,
  ) {
    const lane = (from: Socket, to: Socket, direction: Direction): Lane =>
      new Lane(
        from,
        to,
        () => fault(direction),
        (bytes) => passed(direction, bytes),
      );
    this.lanes = {
      'to-server': lane(client, server, 'to-server'),
      'to-client': lane(server, client, 'to-client'),
    };
    for (const socket of [client, server]) socket.on('error', () => socket.destroy());
  }

  get isOpen(): boolean {
    return !this.client.destroyed || !this.server.destroyed;
  }

  release(): void {
    const lanes = Object.values(this.lanes);
    if (lanes.some(({ isBroken }) => isBroken)) this.cut();
    else for (const lane of lanes) lane.flush();
  }

  cut(): void {
    for (const lane of Object.values(this.lanes)) lane.close();
    for (const socket of [this.client, this.server]) socket.destroy();
  }
}

class Proxy implements FaultProxy {
  readonly #links = new Set<Link>();
  #watches: Watch[] = [];
  #faults: Record<Direction, LaneFault> = { 'to-server': NO_FAULT, 'to-client': NO_FAULT };

  constructor(
    private readonly server: Server,
    readonly url: string,
    target: URL,
  ) {
    server.on('connection', (client) => this.#link(client, connect(Number(target.port), target.hostname)));
  }

  hold(direction?: Direction): void {
    this.#set({ mode: 'hold' }, direction);
  }

  drop(direction?: Direction): void {
    this.#set({ mode: 'drop' }, direction);
  }

  delay(ms: number, direction?: Direction): void {
    this.#set({ delay: ms }, direction);
  }

  release(): void {
    this.#set(NO_FAULT);
    for (const link of this.#links) link.release();
  }

  cut(): void {
    for (const link of this.#links) link.cut();
  }

  async once(direction: Direction, text: string, then: () => void): Promise<void> {
    const watch = new Watch(direction, text, then);
    this.#watches.push(watch);
    await watch.seen.finally(() => this.#forget(watch));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.cut();
    await closed;
  }

  #set(change: Partial<LaneFault>, only?: Direction): void {
    for (const direction of only === undefined ? DIRECTIONS : [only])
      this.#faults = { ...this.#faults, [direction]: { ...this.#faults[direction], ...change } };
  }

  #link(client: Socket, server: Socket): void {
    const link = new Link(
      client,
      server,
      (direction) => this.#faults[direction],
      (direction, bytes) => this.#look(direction, bytes),
    );
    this.#links.add(link);
    for (const socket of [client, server])
      socket.once('close', () => {
        if (!link.isOpen) this.#links.delete(link);
      });
  }

  #look(direction: Direction, bytes: Buffer): void {
    for (const watch of this.#watches.filter((each) => each.direction === direction))
      if (watch.look(bytes)) this.#forget(watch);
  }

  #forget(watch: Watch): void {
    this.#watches = this.#watches.filter((each) => each !== watch);
  }
}

/** A proxy on a port of its own of the loopback interface, in front of `target`, such as `nats://127.0.0.1:4222`. */
export const startFaultProxy = async (target: string): Promise<FaultProxy> => {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return new Proxy(server, `nats://127.0.0.1:${(server.address() as AddressInfo).port}`, new URL(target));
};
