import { eventId, eventSubject } from '@guildhall/contracts';
import type { Context, EventType, Recorded } from '@guildhall/contracts';
import { StoreError, sha256 } from '@guildhall/event-store';
import type { Entity, Meta, Write } from '@guildhall/event-store';

const recordedOf = (writes: readonly Write[], meta: Meta, end: number): Recorded[] => {
  const { causation, time, actor, correlation, traceparent } = meta;
  const numbered = writes.flatMap(({ context, entity, expected, events, caused = 0 }) =>
    events.map((event, index) => {
      const id = eventId({ causation, context, entity, n: caused + index + 1 }, sha256);
      return { ...structuredClone(event), id, context, entity, version: expected + index + 1 };
    }),
  );
  return numbered.map((event, index) => ({
    ...event,
    position: end + index + 1,
    time,
    actor,
    correlation,
    causation,
    ...(traceparent === undefined ? {} : { traceparent }),
  }));
};

/** The events of a log in memory, and who waits for more of them. */
export class MemoryLog {
  readonly events: Recorded[] = [];
  #waiting: (() => void)[] = [];

  /** See `EventStore.append`. */
  append(writes: readonly Write[], meta: Meta): Recorded[] {
    const wanted = recordedOf(writes, meta, this.events.length);
    const own = wanted.flatMap(({ id }) => this.events.filter((event) => event.id === id));
    const taken = wanted.find((event) => this.#isWritten(event));
    if (taken) {
      if (own.length === wanted.length) return structuredClone(own);
      throw new StoreError('conflict', `${eventSubject(taken)} is written`);
    }
    if (own[0]) throw new StoreError('integrity', `id ${own[0].id} is that of another event`);
    this.events.push(...wanted);
    this.wake();
    return structuredClone(wanted);
  }

  /** See `EventStore.read`. */
  read(context: Context, entity: string): Entity {
    const events = structuredClone(this.#of(context, entity));
    if (events.some(({ version }, index) => version !== index + 1))
      throw new StoreError('integrity', `${context} ${entity} has a gap`);
    return { version: events.length, events };
  }

  /** See `EventStore.last`. */
  last<T extends EventType>(type: T, entity: string): Recorded<T> | undefined {
    const last = this.events.findLast((event) => event.type === type && event.entity === entity);
    // It was looked for by its type.
    return structuredClone(last) as Recorded<T> | undefined;
  }

  /** Resolves when there may be more to do. */
  more(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #of(context: Context, entity: string): Recorded[] {
    return this.events.filter((event) => event.context === context && event.entity === entity);
  }

  #isWritten({ context, entity, version }: Recorded): boolean {
    return this.#of(context, entity).some((event) => event.version === version);
  }
}
