import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Task, parseInput, parseMessage } from '@guildhall/contracts';
import { messageOf, unusable } from '../failure.js';
import { readInputFile } from '../files.js';
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

function* inFolder(path: string): Generator<Place> {
  const files = readdirSync(path).filter((file) => file.endsWith('.json'));
  for (const [index, file] of files.sort().entries())
    yield { bytes: readInputFile(join(path, file)), done: (index + 1) / files.length };
}

async function* inLines(path: string, size: number): AsyncGenerator<Place> {
  const input = createReadStream(path);
  for await (const line of createInterface({ input, crlfDelay: Infinity }))
    if (line.trim() !== '') yield { bytes: utf8.encode(line), done: input.bytesRead / size };
}

const places = (path: string): Iterable<Place> | AsyncIterable<Place> => {
  try {
    const found = statSync(path);
    return found.isDirectory() ? inFolder(path) : inLines(path, found.size);
  } catch (error) {
    throw unusable(`${path} cannot be read: ${messageOf(error)}`);
  }
};

/** The tasks of a folder of `*.json`, or of a file with one in each line: tasks, or vectors `{ "task": ... }`. */
export const fileSource = (path: string): TaskSource => {
  const found = places(path);
  let valid = 0;
  let invalid = 0;
  async function* batches(): AsyncGenerator<TaskBatch> {
    let tasks: Task[] = [];
    for await (const { bytes, done } of found) {
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
