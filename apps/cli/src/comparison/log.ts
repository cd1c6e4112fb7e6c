import { withOverrides } from '@guildhall/contracts';
import type { Override, Task } from '@guildhall/contracts';
import type { PastEvents, ReadPast } from './past-log.js';
import { overridesIn, requestIn } from './request.js';
import type { TaskBatch, TaskSource } from './source.js';

type Overrides = Map<string, readonly Override[]>;

const overridesOf = async (read: ReadPast): Promise<Overrides> => {
  const overrides: Overrides = new Map();
  for await (const { events } of read('task.overridden'))
    for (const { entity, data } of events)
      overrides.set(entity, [...(overrides.get(entity) ?? []), ...overridesIn(data)]);
  return overrides;
};

const refusedIn = async (read: ReadPast): Promise<number> => {
  let refused = 0;
  for await (const { events } of read('task.refused')) refused += events.length;
  return refused;
};

/** As it was in the end: with what its master has overridden since. */
const inTheEnd = (task: Task, overrides: Overrides): Task => {
  const added = overrides.size > 0 ? overrides.get(task.taskId) : undefined;
  return added ? withOverrides(task, added) : task;
};

interface Left {
  held: number;
  refused: number;
  unreadable: number;
}

// One after the other: a page of requests is twenty times what is stored of it, and would outlive every collection.
function* requestsOf({ events }: PastEvents, left: Left): Generator<Task> {
  for (const { data } of events) {
    const request = requestIn(data);
    if (request) yield request;
    else left.unreadable += 1;
  }
}

const heldIn = async (read: ReadPast, left: Left): Promise<Map<string, Task>> => {
  const held = new Map<string, Task>();
  for await (const page of read('task.held'))
    for (const request of requestsOf(page, left)) held.set(request.taskId, request);
  return held;
};

/** How many of these their master has given up meanwhile. */
const withdrawnOf = async (read: ReadPast, held: ReadonlyMap<string, Task>): Promise<number> => {
  let withdrawn = 0;
  if (held.size === 0) return withdrawn;
  for await (const { events } of read('task.withdrawn'))
    withdrawn += events.filter(({ entity }) => held.has(entity)).length;
  return withdrawn;
};

/**
 * Every task of the log once. Overrides and tasks that were held are read first and kept, because what was held may have
 * been assessed later; there are few of them, and those that were assessed are many and pass by.
 */
export const logSource = (read: ReadPast): TaskSource => {
  const left: Left = { held: 0, refused: 0, unreadable: 0 };
  async function* batches(): AsyncGenerator<TaskBatch> {
    const overrides = await overridesOf(read);
    const held = await heldIn(read, left);
    function* assessed(page: PastEvents): Generator<Task> {
      for (const request of requestsOf(page, left)) {
        held.delete(request.taskId);
        yield inTheEnd(request, overrides);
      }
    }
    for await (const page of read('task.assessed')) yield { tasks: assessed(page), done: page.done };
    left.held = held.size - (await withdrawnOf(read, held));
    left.refused = await refusedIn(read);
    yield { tasks: [...held.values()].map((request) => inTheEnd(request, overrides)), done: 1 };
  }
  return { batches: batches(), compared: () => ({ from: 'log', ...left }) };
};
