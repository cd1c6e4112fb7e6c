import type { EventOf } from '@guildhall/contracts';
import { startNats } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { StoreError, jetStreamStore, readsDirectly, storedEvents } from '../src/index.js';
import type { EventStore } from '../src/index.js';

let nats: TestNats;
let store: EventStore;

const withdrawn = (reason: string): EventOf => ({ type: 'task.withdrawn', data: { reason } });
const overridden: EventOf = { type: 'task.overridden', data: { overrides: [] } };

const append = (entity: string, ...events: EventOf[]) =>
  store.append([{ context: 'task', entity, expected: 0, events }], {
    source: 'risk-assessment',
    actor: 'dev-master',
    correlation: entity,
    causation: `intake:1:${entity}`,
    time: '2030-01-01T00:00:00.000Z',
  });

beforeAll(async () => {
  nats = await startNats({ inMemory: true });
  store = await jetStreamStore(await nats.service('risk-assessment'), {
    service: 'risk-assessment',
    report: () => undefined,
  });
  for (let n = 1; n <= 5; n++) await append(`t${n}`, overridden, withdrawn(`${n}`));
});
afterAll(async () => {
  await nats[Symbol.asyncDispose]();
});

const utf8 = new TextDecoder();

test('events of one type come page after page, in order, with how many are left', async () => {
  const auditor = await nats.connectAs('judy', 'auditor');
  const pages: unknown[] = [];
  for await (const { events, left } of storedEvents(auditor, 'task.withdrawn', 2))
    pages.push([left, ...events.map(({ subject, data }) => `${subject} ${utf8.decode(data)}`)]);
  expect(pages).toEqual([
    [3, 'evt.task.withdrawn.t1.2 {"reason":"1"}', 'evt.task.withdrawn.t2.2 {"reason":"2"}'],
    [1, 'evt.task.withdrawn.t3.2 {"reason":"3"}', 'evt.task.withdrawn.t4.2 {"reason":"4"}'],
    [0, 'evt.task.withdrawn.t5.2 {"reason":"5"}'],
  ]);
});

test('a type that the log holds nothing of has one empty page', async () => {
  const auditor = await nats.connectAs('judy', 'auditor');
  const pages: unknown[] = [];
  for await (const page of storedEvents(auditor, 'task.refused')) pages.push(page);
  expect(pages).toEqual([{ events: [], left: 0 }]);
});

test.each([
  ['auditor', true],
  ['operator', false],
  ['person', false],
] as const)('whether an %s may read so: %s', async (kind, may) => {
  expect(await readsDirectly(await nats.connectAs('walter', kind))).toBe(may);
});

test('a log that is out of reach is unavailable', async () => {
  const auditor = await nats.connectAs('judy', 'auditor');
  await auditor.close();
  const failure: unknown = await readsDirectly(auditor).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StoreError);
  expect(failure).toMatchObject({ kind: 'unavailable' });
});
