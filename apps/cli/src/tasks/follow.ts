import { setTimeout as delay } from 'node:timers/promises';
import { CODE_NAMES, canonicalJson } from '@guildhall/contracts';
import type { Refusal, StoryLine, Task, TaskResult } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { isRefusedAs } from '../client/errors.js';
import { storyOf } from '../client/story.js';
import { unreachable } from '../failure.js';
import { stageOf } from './stage.js';

const LOOK_EVERY_MS = 100;
const DECIDED_WITHIN_MS = 60_000;
/** The same content sent again writes nothing, also where an override has changed the task since: no refusal is one answer. */
const REFUSED_WITHIN_MS = 3_000;

const orNothing = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked;
  } catch (error) {
    if (isRefusedAs(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
};

const linesOf = async (client: Client, taskId: string, from: number): Promise<StoryLine[]> =>
  (await orNothing(storyOf(client, taskId, { from }))) ?? [];

const taskOf = async (client: Client, taskId: string): Promise<TaskResult | undefined> =>
  (await orNothing(client.query('task.get', { taskId })))?.result;

/** What the log said about a task id before it was asked for (again). */
export interface Before {
  /** Of its last event. */
  position: number;
  /** Whether the id is that of a task with another content, so that a refusal is to be expected. */
  taken: boolean;
  /** Whether the id is that of a task already, whatever its content. */
  known: boolean;
  /** Whether the id is somebody else's, whose story the caller may not read. */
  foreign: boolean;
}

const FOREIGN: Before = { position: 0, taken: true, known: false, foreign: true };

const lookAt = async (client: Client, task: Task): Promise<Before> => {
  const known = await taskOf(client, task.taskId);
  const story = known ? await linesOf(client, task.taskId, 1) : [];
  const same = known?.request && canonicalJson(known.request) === canonicalJson(task);
  const request = known?.request !== undefined;
  return {
    position: story.at(-1)?.position ?? 0,
    taken: request && !same,
    known: request,
    foreign: false,
  };
};

export const lookBefore = async (client: Client, task: Task): Promise<Before> => {
  try {
    return await lookAt(client, task);
  } catch (error) {
    if (isRefusedAs(error, 'FORBIDDEN')) return FOREIGN;
    throw error;
  }
};

/** The task once it is decided or waits for somebody, or why the request was refused. */
export type Decided = { task: TaskResult } | { refusal: Refusal };

const takenId = (taskId: string): Refusal => ({
  code: 'ALREADY_EXISTS',
  message: `${taskId} is the id of another task.`,
});

/** A refused request for an id that is another task's: nothing but the line of the story tells why. */
const refusalTold = (taskId: string, text: string): Refusal => {
  const code = CODE_NAMES.find((name) => text.includes(` (${name})`)) ?? 'ALREADY_EXISTS';
  return code === 'ALREADY_EXISTS' ? takenId(taskId) : { code, message: text.replace(` (${code})`, '') };
};

const refusalOf = async (client: Client, taskId: string, { text }: StoryLine): Promise<Refusal> => {
  const refusal = (await taskOf(client, taskId))?.refusal;
  return refusal
    ? { code: refusal.code, message: `The request for ${taskId} is refused.`, details: refusal.errors }
    : refusalTold(taskId, text);
};

const isDecided = (task: TaskResult): boolean => task.status !== 'refused' && stageOf(task) !== 'open';

const follow = async (
  client: Client,
  taskId: string,
  before: Before,
  tell: (line: StoryLine) => void,
): Promise<Decided> => {
  const began = Date.now();
  let told = before.position;
  while (Date.now() < began + DECIDED_WITHIN_MS) {
    const task = await taskOf(client, taskId);
    const news = await linesOf(client, taskId, told + 1);
    news.forEach(tell);
    told = news.at(-1)?.position ?? told;
    const refused = news.find(({ type }) => type === 'task.refused');
    if (refused) return { refusal: await refusalOf(client, taskId, refused) };
    const refusalDue = before.taken && Date.now() < began + REFUSED_WITHIN_MS;
    if (task && isDecided(task) && !refusalDue) return { task };
    await delay(LOOK_EVERY_MS);
  }
  throw unreachable(
    `Nothing was decided on ${taskId} within ${DECIDED_WITHIN_MS / 1000} s.`,
    'See `guildhall status`.',
  );
};

/**
 * Follows the story of a task that was published after `before`; calls `tell` with each new line. Of an id that is
 * another master's nothing can be read, also not the refusal: once its time is over, not being let read is the answer.
 */
export const followTask = async (
  client: Client,
  taskId: string,
  before: Before,
  tell: (line: StoryLine) => void,
): Promise<Decided> => {
  // Each look that is refused is written to the log, so there is one.
  if (before.foreign) await delay(REFUSED_WITHIN_MS);
  try {
    return await follow(client, taskId, before, tell);
  } catch (error) {
    if (isRefusedAs(error, 'FORBIDDEN')) return { refusal: takenId(taskId) };
    throw error;
  }
};
