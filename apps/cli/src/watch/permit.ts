import { eventFilters } from '@guildhall/contracts';
import type { PermitState, StoryLine, TaskResult } from '@guildhall/contracts';
import type { Client } from '../client/client.js';
import { looks } from './looks.js';

const OVER: ReadonlySet<PermitState> = new Set(['REJECTED', 'CLOSED', 'ARCHIVED']);

/** Whether nothing more happens to a permit, or none will be asked for. */
const isOver = ({ permit, status }: TaskResult): boolean =>
  permit === undefined ? ['refused', 'denied', 'withdrawn'].includes(status) : OVER.has(permit);

const lookAt = async (client: Client, taskId: string, after: { after?: number }) => {
  const { result: task, position } = await client.query('task.get', { taskId, ...after });
  const { result } = await client.query('task.story', { taskId, after: position });
  return { task, events: result.events };
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
  for await (const { task, events } of looks((after) => lookAt(client, taskId, after), ear, signal)) {
    yield* events.filter(({ position }) => position > told);
    told = events.at(-1)?.position ?? told;
    if (isOver(task)) return;
  }
}
