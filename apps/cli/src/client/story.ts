import type { StoryLine } from '@guildhall/contracts';
import type { Client } from './client.js';

/** The story of a task from a position on, once the view has reached `after`: all pages. */
export const storyOf = async (
  client: Pick<Client, 'query'>,
  taskId: string,
  { from, ...after }: { from?: number; after?: number } = {},
): Promise<StoryLine[]> => {
  const lines: StoryLine[] = [];
  let at = from === undefined ? {} : { from };
  for (;;) {
    const { result } = await client.query('task.story', { taskId, ...after, ...at });
    lines.push(...result.events);
    if (result.next === undefined) return lines;
    at = { from: result.next };
  }
};
