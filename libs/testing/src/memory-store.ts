import { DURABLES, EVENTS, eventFilters } from '@guildhall/contracts';
import type { DurableName, EventType, Recorded } from '@guildhall/contracts';
import type { DeadLetters, EventStore } from '@guildhall/event-store';
import { MemoryDurable, MemoryFollower, MemoryReactor } from './memory-consumers.js';
import { MemoryDeadLetters } from './memory-dead-letters.js';
import { MemoryLog } from './memory-log.js';

/** An event store in memory, for tests of what is built on the port. */
export interface MemoryStore extends EventStore {
  /** Everything that was appended, in log order; positions count from 1, `time` is the writer's. */
  readonly log: readonly Recorded[];
  /** What reactions have failed at too often. */
  readonly deadLetters: DeadLetters;
}

const typesOf = (filters: readonly string[]): EventType[] =>
  (Object.keys(EVENTS) as EventType[]).filter((type) => filters.includes(eventFilters.type(type)));

const durablesOn = (log: MemoryLog, letters: MemoryDeadLetters): Map<string, MemoryDurable> =>
  new Map(
    (Object.keys(DURABLES) as DurableName[]).map((name) => [
      name,
      new MemoryDurable(log, typesOf(DURABLES[name].filters), letters, name),
    ]),
  );

// Every promise of the port settles later, never while it is asked.
const later = async <T>(of: () => T): Promise<T> => {
  await Promise.resolve();
  return of();
};

async function* from(
  log: MemoryLog,
  position: number,
  types?: readonly EventType[],
): AsyncGenerator<Recorded> {
  for (const event of structuredClone(log.events.slice(position)))
    if (!types || types.includes(event.type)) yield await Promise.resolve(event);
}

/** An empty log of its own, with all promises of the port but those that only a server can break. */
export const memoryStore = (): MemoryStore => {
  const log = new MemoryLog();
  const deadLetters = new MemoryDeadLetters();
  const durables = durablesOn(log, deadLetters);
  return {
    log: log.events,
    deadLetters,
    read: (context, entity) => later(() => log.read(context, entity)),
    last: (type, entity) => later(() => log.last(type, entity)),
    append: (writes, meta) => later(() => log.append(writes, meta)),
    follow: (types, position, fn) => new MemoryFollower(log, types, position, fn),
    react: (name, fn) => {
      const durable = durables.get(name);
      if (!durable) throw new Error(`there is no durable consumer ${name}`);
      return new MemoryReactor(durable, fn);
    },
    at: (position) => later(() => structuredClone(log.events[position - 1])),
    readAll: (position, types) => from(log, position, types),
    end: () => later(() => log.events.length),
    clock: () => later(() => Date.now()),
    identity: () => Promise.resolve('memory'),
  };
};
