import { endProblems, problemsOf } from '../check-log.js';
import type { LogEvent } from '../support/log-event.js';
import { logAfter } from '../support/read-log.js';
import type { Guild } from '../support/guild.js';
import type { Published } from './load.js';

/** What the log says in the end. */
export interface Checked {
  events: number;
  /** What must hold of every log, and does not. */
  problems: string[];
  /** Tasks that were published and are not in the log as they have to be. */
  lost: string[];
  doubled: string[];
  unended: string[];
}

const STORY_CONTEXTS = ['task', 'assignment', 'permit'];

/** The whole log; without bodies, which would be gigabytes. */
const readAll = async (guild: Guild): Promise<{ log: LogEvent[]; refused: Set<unknown> }> => {
  const log: LogEvent[] = [];
  const refused = new Set<unknown>();
  for await (const batch of logAfter((await guild.as('judy')).nc))
    for (const event of batch) {
      if (event.type === 'task.refused') refused.add(event.data['taskId']);
      log.push({ ...event, data: {}, body: '' });
    }
  return { log, refused };
};

const storiesOf = (log: readonly LogEvent[]): Map<string, string[]> => {
  const stories = new Map<string, string[]>();
  for (const { context, entity, type } of log) {
    if (!STORY_CONTEXTS.includes(context)) continue;
    const story = stories.get(entity);
    if (story) story.push(type);
    else stories.set(entity, [type]);
  }
  return stories;
};

/** Checks the log as such, and that each task that was published has exactly the story of its kind. */
export const check = async (guild: Guild, tasks: ReadonlyMap<string, Published>): Promise<Checked> => {
  const { log, refused } = await readAll(guild);
  const stories = storiesOf(log);
  const checked: Checked = {
    events: log.length,
    problems: [...problemsOf(log), ...endProblems(log)],
    lost: [],
    doubled: [],
    unended: [],
  };
  for (const [taskId, { kind }] of tasks) {
    const story = stories.get(taskId) ?? [];
    const [is, wanted] = [story.join(' '), kind.story.join(' ')];
    const sentence = `${taskId} (${kind.name}): ${is || 'nothing'}`;
    if (is === wanted && (wanted !== '' || refused.has(taskId))) continue;
    if (is === '') checked.lost.push(sentence);
    else if (wanted.startsWith(is)) checked.unended.push(sentence);
    else checked.doubled.push(sentence);
  }
  return checked;
};
