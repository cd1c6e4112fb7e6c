import { createReadStream, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MAX_INPUT_BYTES, Task, parseInput, parseMessage } from '@guildhall/contracts';
import { messageOf, unusable } from '../failure.js';
import type { TaskBatch, TaskSource } from './source.js';

const BATCH = 1_000;
const utf8 = new TextEncoder();

/** A task, or a vector with one; undefined where that is not valid. */
const taskIn = (bytes: Uint8Array): Task | undefined => {
  const input = parseInput(bytes);
  if (!('value' in input)) return undefined;
  const { value } = input;
  const isVector = typeof value === 'object' && value !== null && 'task' in value;
  const message = parseMessage(Task, isVector ? value.task : value);
  return 'value' in message ? message.value : undefined;
};

interface Place {
  bytes: Uint8Array;
  done: number;
}

async function* inFolder(path: string): AsyncGenerator<Place> {
  const files = readdirSync(path).filter((file) => file.endsWith('.json'));
  // Each is awaited: somebody may want to see how far it is, or to stop it.
  for (const [index, file] of files.sort().entries())
    yield { bytes: await readFile(join(path, file)), done: (index + 1) / files.length };
}

async function* inLines(path: string, size: number): AsyncGenerator<Place> {
  const input = createReadStream(path);
  // Pipes have no size, and files may grow while they are read.
  const done = (): number => (size === 0 ? 0 : Math.min(1, input.bytesRead / size));
  for await (const line of createInterface({ input, crlfDelay: Infinity }))
    if (line.trim() !== '') yield { bytes: utf8.encode(line), done: done() };
}

/** A file that is one value of JSON, in however many lines. */
const whole = async (path: string): Promise<Uint8Array | undefined> => {
  const bytes = await readFile(path);
  return 'value' in parseInput(bytes) ? bytes : undefined;
};

async function* inFile(path: string, size: number): AsyncGenerator<Place> {
  // No task is larger, and to be read twice it has to be a file.
  const mayBeOne = path.endsWith('.json') && size > 0 && size <= MAX_INPUT_BYTES;
  const bytes = mayBeOne ? await whole(path) : undefined;
  if (bytes) yield { bytes, done: 1 };
  else yield* inLines(path, size);
}

/** Rejects with a Failure (exit 2) where something cannot be read. */
async function* placesIn(path: string): AsyncGenerator<Place> {
  try {
    const found = statSync(path);
    yield* found.isDirectory() ? inFolder(path) : inFile(path, found.size);
  } catch (error) {
    throw unusable(`${path} cannot be read: ${messageOf(error)}`);
  }
}

/** The tasks of a folder of `*.json`, of one such file, or of a file with one in each line: tasks, or vectors `{ "task": ... }`. */
export const fileSource = (path: string): TaskSource => {
  let valid = 0;
  let invalid = 0;
  async function* batches(): AsyncGenerator<TaskBatch> {
    let tasks: Task[] = [];
    for await (const { bytes, done } of placesIn(path)) {
      const task = taskIn(bytes);
      if (task) tasks.push(task);
      else invalid += 1;
      valid += task ? 1 : 0;
      if (tasks.length < BATCH) continue;
      yield { tasks, done };
      tasks = [];
    }
    yield { tasks, done: 1 };
    if (valid === 0) throw unusable(`There is no valid task in ${path}.`);
  }
  return { batches: batches(), compared: () => ({ from: 'files', path, invalid }) };
};
