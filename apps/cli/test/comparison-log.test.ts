import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventOf, EventPage, EventsQuery, Override, Task, TaskAssessed } from '@guildhall/contracts';
import { jetStreamStore } from '@guildhall/event-store';
import type { EventStore } from '@guildhall/event-store';
import { assess } from '@guildhall/risk';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from '../src/client/client.js';
import { RefusedError } from '../src/client/errors.js';
import { logSource } from '../src/comparison/log.js';
import { pastLog } from '../src/comparison/past-log.js';
import { requestIn } from '../src/comparison/request.js';
import type { ComparedTasks, TaskSource } from '../src/comparison/source.js';
import { Failure } from '../src/failure.js';
import { loadPolicy } from '../src/offline/policy.js';
import { DEFAULT_POLICY } from '../src/repository.js';

const policy = loadPolicy(DEFAULT_POLICY);
const OVERRIDE: Override = {
  softBlock: 'extended-tokens',
  justification: 'It reads all of a large archive.',
};
const HASTE: Override = { softBlock: 'expedited-approval', justification: 'It has to be there by tonight.' };

const requestOf = (taskId: string, changes: Partial<Task> = {}): Task => ({
  taskId,
  title: 'Look around',
  operation: 'code-exploration',
  environment: 'local',
  reversibility: 'full',
  dataSensitivity: [],
  impactScope: 'component',
  customerImpact: 'none',
  scope: { resources: ['service:parser'], actions: ['read'] },
  capability: 'explore',
  ...changes,
});

const assessed = (request: Task): TaskAssessed => {
  const outcome = assess(request, policy);
  if ('refusal' in outcome) throw new Error(outcome.refusal.message);
  const { assessment } = outcome;
  return { request, requestedBy: 'dev-master', receivedAt: '2030-01-01T00:00:00.000Z', assessment };
};

const heldOf = (request: Task): EventOf<'task.held'> => ({
  type: 'task.held',
  data: { ...assessed(request), waitingFor: ['SB1'] },
});
const assessedOf = (request: Task): EventOf<'task.assessed'> => ({
  type: 'task.assessed',
  data: assessed(request),
});
const overriddenOf = (...overrides: Override[]): EventOf<'task.overridden'> => ({
  type: 'task.overridden',
  data: { overrides },
});

const withdrawn: EventOf = { type: 'task.withdrawn', data: { reason: 'It is not wanted any more.' } };

const LARGE = { estimatedTokens: 20_000 };

const STORIES: Record<string, EventOf[]> = {
  plain: [assessedOf(requestOf('plain'))],
  // A label that looks like the member behind the request.
  odd: [
    assessedOf(requestOf('odd', { labels: { a: 'b', requestedBy: 'x' }, title: 'Über ","requestedBy":' })),
  ],
  released: [
    heldOf(requestOf('released', LARGE)),
    overriddenOf(OVERRIDE),
    assessedOf(requestOf('released', { ...LARGE, overrides: [OVERRIDE] })),
  ],
  hurried: [assessedOf(requestOf('hurried')), overriddenOf(HASTE)],
  waiting: [heldOf(requestOf('waiting', LARGE)), overriddenOf(HASTE)],
  given: [heldOf(requestOf('given', LARGE)), withdrawn],
  late: [assessedOf(requestOf('late')), withdrawn],
  r0: [
    {
      type: 'task.refused',
      data: {
        code: 'VALIDATION_FAILED',
        errors: [],
        requestedBy: 'dev-master',
        bytes: 2,
        sha256: 'a'.repeat(64),
      },
    },
  ],
};

const EXPECTED: Task[] = [
  requestOf('plain'),
  requestOf('odd', { labels: { a: 'b', requestedBy: 'x' }, title: 'Über ","requestedBy":' }),
  requestOf('released', { ...LARGE, overrides: [OVERRIDE] }),
  requestOf('hurried', { overrides: [HASTE] }),
  requestOf('late'),
  requestOf('waiting', { ...LARGE, overrides: [HASTE] }),
  requestOf('given', LARGE),
];

const write = async (store: EventStore): Promise<void> => {
  for (const [entity, events] of Object.entries(STORIES))
    await store.append([{ context: 'task', entity, expected: 0, events }], {
      source: 'risk-assessment',
      actor: 'dev-master',
      correlation: entity,
      causation: `intake:1:${entity}`,
      time: '2030-01-01T00:00:00.000Z',
    });
};

const taken = async ({
  batches,
  compared,
}: TaskSource): Promise<{ tasks: Task[]; left: ComparedTasks; done: number }> => {
  const tasks: Task[] = [];
  let done = 0;
  for await (const batch of batches) {
    tasks.push(...batch.tasks);
    done = batch.done;
  }
  return { tasks, left: compared(), done };
};

let nats: TestNats;
const clientOf = async (id: string, kind: 'auditor' | 'person'): Promise<Client> => {
  const creds = join(nats.dir, `${id}.creds`);
  writeFileSync(creds, (await nats.trust.issue(id, kind)).creds);
  return Client.connect({ server: nats.url, creds, id });
};

beforeAll(async () => {
  nats = await startNats({ inMemory: true });
  const service = await nats.service('risk-assessment');
  await write(await jetStreamStore(service, { service: 'risk-assessment', report: () => undefined }));
});
afterAll(async () => {
  await nats[Symbol.asyncDispose]();
});

describe('the tasks of a log', () => {
  test('come once each, as they were in the end, to an auditor who reads it directly', async () => {
    const judy = await clientOf('judy', 'auditor');
    expect(await judy.readsLog()).toBe(true);
    const { tasks, left, done } = await taken(logSource(await pastLog(judy)));
    await judy.close();
    expect(tasks).toEqual(EXPECTED);
    expect([left, done]).toEqual([{ from: 'log', held: 1, refused: 1, unreadable: 0 }, 1]);
  });

  test('come in the same way to an operator who asks for them, page after page', async () => {
    const events = Object.entries(STORIES).flatMap(([entity, story]) =>
      story.map(({ type, data }) => ({ type, entity, data })),
    );
    const asked: EventsQuery[] = [];
    const query = (_: string, payload: EventsQuery) => {
      asked.push(payload);
      const from = payload.from ?? 1;
      const [event, next] = events
        .map((each, index) => ({ ...each, position: index + 1 }))
        .filter(({ type, position }) => position >= from && payload.types?.some((wanted) => wanted === type));
      const result = { events: event ? [event] : [], ...(next ? { next: next.position } : {}) };
      return Promise.resolve({ result: result as unknown as EventPage, position: events.length });
    };
    const client = { readsLog: () => Promise.resolve(false), query } as unknown as Client;
    const { tasks, left, done } = await taken(logSource(await pastLog(client)));
    expect(tasks).toEqual(EXPECTED);
    expect([left, done]).toEqual([{ from: 'log', held: 1, refused: 1, unreadable: 0 }, 1]);
    expect(new Set(asked.map(({ types, limit }) => `${types?.join() ?? ''} ${limit ?? 0}`))).toEqual(
      new Set(['overridden', 'held', 'assessed', 'withdrawn', 'refused'].map((name) => `task.${name} 500`)),
    );
  });

  test('are not for others, who hear what they can do instead', async () => {
    const gwen = await clientOf('gwen', 'person');
    expect(await gwen.readsLog()).toBe(false);
    await gwen.close();
    const refusal = { code: 'FORBIDDEN', message: 'no' } as const;
    const client = {
      readsLog: () => Promise.resolve(false),
      query: () => Promise.reject(new RefusedError(refusal)),
    } as unknown as Client;
    const failure: unknown = await taken(logSource(await pastLog(client))).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({
      exit: 1,
      message: 'Only auditors and operators read the log itself.',
      remedy: 'Ask one of them for the report, or leave --from-log out: then every kind of task is compared.',
    });
  });
});

test.each([
  ['no JSON', '{"request":{"taskId":"a"'],
  ['no request', '{"other":1}'],
  ['a request that is none', '{"request":7,"requestedBy":"x"}'],
])('of an event with %s there is no request', (_, text) => {
  expect(requestIn(new TextEncoder().encode(text))).toBeUndefined();
});
