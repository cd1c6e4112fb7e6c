import { contextOf } from '@guildhall/contracts';
import type { EventData, EventType, Recorded } from '@guildhall/contracts';
import type { Following } from '@guildhall/event-store';
import type { Log } from '../../src/index.js';

/** Who wrote an event, about what. */
export interface Written {
  actor?: string;
  correlation?: string;
  /** RFC 3339; one second after the event before, if left out. */
  time?: string;
}

const FIRST = Date.UTC(2026, 2, 1, 12);

/** A log in memory, with the promises of the port that a projection relies on: order, and at least once. */
export class MemoryLog implements Log {
  readonly events: Recorded[] = [];
  /** The positions after which it was followed, in order. */
  readonly followedFrom: number[] = [];
  /** How many events were read otherwise. */
  reads = 0;
  #created = 'log-1';
  #wake: () => void = () => undefined;

  /** Appends an event as a service would. */
  write<T extends EventType>(type: T, entity: string, data: EventData<T>, by: Written = {}): Recorded {
    const context = contextOf(type);
    const position = this.events.length + 1;
    const version =
      this.events.filter((event) => event.context === context && event.entity === entity).length + 1;
    const event = {
      type,
      data,
      context,
      entity,
      version,
      position,
      id: `${this.#created}-${position}`,
      time: by.time ?? new Date(FIRST + position * 1000).toISOString(),
      actor: by.actor ?? 'system',
      correlation: by.correlation ?? entity,
      causation: `cause-${position}`,
    } as unknown as Recorded;
    this.events.push(event);
    this.#wake();
    return event;
  }

  /** Another log in the place of this one: empty, and created at another time. */
  recreate(created: string): void {
    this.#created = created;
    this.events.length = 0;
  }

  /** The same log, but for what it holds at `position`. */
  tamper(position: number, id: string): void {
    const event = this.events[position - 1];
    if (event) this.events[position - 1] = { ...event, id };
  }

  identity(): Promise<string> {
    return Promise.resolve(this.#created);
  }

  at(position: number): Promise<Recorded | undefined> {
    this.reads++;
    return Promise.resolve(this.events[position - 1]);
  }

  async *readAll(from: number): AsyncIterable<Recorded> {
    for (const event of this.events.slice(from)) {
      this.reads++;
      yield await Promise.resolve(event);
    }
  }

  follow(
    _types: readonly EventType[] | 'all',
    from: number,
    fn: (event: Recorded) => Promise<void> | void,
  ): Following {
    this.followedFrom.push(from);
    let stopped = false;
    let next = from;
    let catchUp: () => void = () => undefined;
    const caughtUp = new Promise<void>((resolve) => (catchUp = resolve));
    const end = this.events.length;
    const run = async (): Promise<void> => {
      for (;;) {
        if (next >= end) catchUp();
        const event = this.events[next];
        if (stopped) return;
        if (event) {
          await fn(event);
          next += 1;
        } else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    };
    const done = run();
    done.catch(() => undefined);
    const stop = async (): Promise<void> => {
      stopped = true;
      this.#wake();
      await done.catch(() => undefined);
    };
    return { done, caughtUp, stop };
  }
}
