import { eventFilters } from '@guildhall/contracts';
import type { PermitState, StoryLine, TaskResult } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { storyOf } from '../client/story.js';
import { looks } from './looks.js';

const OVER: ReadonlySet<PermitState> = new Set(['REJECTED', 'CLOSED', 'ARCHIVED']);

/** Whether nothing more happens to a permit, or none will be asked for. */
const isOver = ({ permit, status }: TaskResult): boolean =>
  permit === undefined ? ['refused', 'denied', 'withdrawn'].includes(status) : OVER.has(permit);

const lookAt = async (client: Client, taskId: string, from: number, after: { after?: number }) => {
  const { result: task, position } = await client.query('task.get', { taskId, ...after });
  return { task, events: await storyOf(client, taskId, { from, after: position }) };
};

/** The story of a permit as it happens, from its beginning until it is over or `signal` is aborted. */
export async function* watchPermit(
  client: Client,
  taskId: string,
  signal: AbortSignal,
): AsyncGenerator<StoryLine> {
  const ear = client.listen(
    (['assignment', 'permit', 'execution'] as const).map((context) => eventFilters.entity(context, taskId)),
  );
  let told = 0;
  const look = (after: { after?: number }) => lookAt(client, taskId, told + 1, after);
  for await (const { task, events } of looks(look, ear, signal)) {
    yield* events;
    told = events.at(-1)?.position ?? told;
    if (isOver(task)) return;
  }
}
