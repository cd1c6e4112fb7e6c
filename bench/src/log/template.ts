import { commandSubject } from '@guildhall/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import type { JsonObject } from '../json.js';
import { Road } from '../load/road.js';
import { MASTER, WORKER } from '../load/tasks.js';
import type { Guildhall } from '../system/guildhall.js';
import { storyOf } from './stored.js';
import type { StoredEvent } from './stored.js';

/** Of the one task that everything is copied from; no other text in its events is like it. */
export const TEMPLATE_ID = 'bench-template-0';

const command = async (nc: NatsConnection, name: string, payload: object): Promise<void> => {
  const reply = await nc.request(commandSubject(WORKER, name), JSON.stringify(payload), { timeout: 10_000 });
  const answer = reply.json<{ ok: boolean; error?: object }>();
  if (!answer.ok) throw new Error(`${name} was refused: ${JSON.stringify(answer.error)}`);
};

const termsOf = (story: readonly StoredEvent[]): JsonObject => {
  const terms = story.find(({ type }) => type === 'permit.issued')?.data['terms'];
  if (typeof terms !== 'object' || terms === null || Array.isArray(terms))
    throw new Error('no permit was issued');
  return terms;
};

/** Takes one task through its whole life, from the intake to `permit.closed`; resolves to its events. */
export const tellStory = async (guildhall: Guildhall): Promise<StoredEvent[]> => {
  const admin = await guildhall.admin();
  const known = await storyOf(admin, TEMPLATE_ID);
  if (known.at(-1)?.type === 'permit.closed') return known;
  const road = await Road.of(await guildhall.connectAs(MASTER));
  await road.travel(TEMPLATE_ID);
  const { definition, artifact, request } = termsOf(await storyOf(admin, TEMPLATE_ID));
  const { environment = '', inputs = [] } = request as JsonObject;
  const worker = await guildhall.connectAs(WORKER);
  const taskId = TEMPLATE_ID;
  await command(worker, 'permit.start', { taskId, environment, definition, artifact, inputs });
  await command(worker, 'permit.complete', { taskId, outcome: 'success', lastSeq: 0 });
  return storyOf(admin, TEMPLATE_ID);
};
