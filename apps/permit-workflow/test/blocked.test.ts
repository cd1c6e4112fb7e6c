import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { causedEntity } from '@guildhall/contracts';
import type { Context, Recorded } from '@guildhall/contracts';
import { sha256 } from '@guildhall/event-store';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import { asked, assign, termsFor } from './support/office.js';
import { pastOf, serve } from './support/service.js';
import type { Past, Served } from './support/service.js';

jest.setTimeout(60_000);

let nats: TestNats;
let past: Past;
let service: Served;

beforeAll(async () => {
  nats = await startNats();
  past = await pastOf(nats);
  service = await serve(nats);
});

afterAll(async () => {
  await service.close();
  await nats[Symbol.asyncDispose]();
});

const lastOf = async (context: Context, id: string): Promise<Recorded> => {
  const event = (await past.read(context, id, { fresh: true })).events.at(-1);
  if (!event) throw new Error(`nothing has happened to ${id}`);
  return event;
};

/** What is on record of somebody who was refused because of this event. */
const refusalAfter = ({ id }: Recorded): Promise<readonly Recorded[]> =>
  waitFor(
    async () => {
      const { events } = await past.read('refusal', causedEntity('f', id, sha256), { fresh: true });
      return events.length > 0 && events;
    },
    { what: `a refusal because of ${id}` },
  );

const barred = (command: string, caller: string, about: string) => [
  {
    type: 'refusal.refused',
    correlation: about,
    data: {
      command,
      caller,
      code: 'HARD_BLOCK',
      rule: 'HB4',
      about,
      message: 'The plan asks fewer people than a permit of level 3 needs.',
      details: [],
    },
  },
];

test('a task whose plan goes past people gets no permit, and its master is refused on record', async () => {
  await assign(past, termsFor('unasked', { plan: [] }));
  expect(await refusalAfter(await lastOf('assignment', 'unasked'))).toMatchObject(
    barred('assignment.made', 'development-master', 'unasked'),
  );
  expect(await past.story('unasked')).toEqual([]);
});

test('a permit whose plan goes past people is not amended, and its master is refused on record', async () => {
  await past.happened('permit-workflow', 'thin', ...asked(termsFor('thin', { plan: [] })));
  const overrides = [
    { softBlock: 'expedited-approval' as const, justification: 'The contract ends tonight.' },
  ];
  await past.happened('risk-assessment', 'thin', { type: 'task.overridden', data: { overrides } });
  const cause = await lastOf('task', 'thin');
  expect(await refusalAfter(cause)).toMatchObject(barred('task.overridden', cause.actor, 'thin'));
  expect((await past.story('thin')).map(({ type }) => type)).toEqual(['permit.requested']);
});

test('nothing of that is a dead letter', () => {
  expect(service.incidents).toEqual([]);
});
