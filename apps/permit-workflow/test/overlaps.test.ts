import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { EventOf, Override, Recorded, Role, Scope, Terms } from '@guildhall/contracts';
import { startNats, waitFor } from '@guildhall/testing';
import type { TestNats } from '@guildhall/testing';
import type { NatsConnection } from '@nats-io/transport-node';
import { PLANS, at, terms } from '../../../libs/permit/test/factories.js';
import { Overlaps } from '../src/overlaps.js';
import { noLivePermits } from '../src/live-permits.js';
import type { LiveFold } from '../src/live-permits.js';
import {
  asked,
  assign,
  digest,
  enrolled,
  given,
  master,
  policy,
  termsFor,
  worker,
} from './support/office.js';
import { ask, pastOf, serve } from './support/service.js';
import type { Past, Served } from './support/service.js';

jest.setTimeout(60_000);

let nats: TestNats;
let past: Past;
let service: Served;
const people = new Map<string, NatsConnection>();

beforeAll(async () => {
  nats = await startNats();
  past = await pastOf(nats);
  await past.happened('risk-assessment', 'default', policy());
  await past.happened('worker-registry', 'deployer-3', ...worker());
  await past.happened('worker-registry', 'development-master', master('development-master'));
  for (const [id, role] of [
    ['bob', 'engineering-director'],
    ['carol', 'security-lead'],
  ] as const satisfies [string, Role][]) {
    await past.happened('permit-workflow', id, enrolled(role));
    people.set(id, await nats.connectAs(id, 'person'));
  }
  service = await serve(nats);
});

afterAll(async () => {
  await service.close();
  await nats[Symbol.asyncDispose]();
});

const scopeOf = (...resources: string[]): Scope => ({ resources, actions: ['deploy'] });

const last = async <T extends Recorded['type']>(
  type: T,
  taskId: string,
): Promise<Extract<Recorded, { type: T }>> =>
  waitFor(
    async () => {
      const { events } = await past.read('permit', taskId, { fresh: true });
      return events.findLast((event): event is Extract<Recorded, { type: T }> => event.type === type);
    },
    { what: `${type} of ${taskId}` },
  );

const approve = (id: 'bob' | 'carol', taskId: string, permitDigest: string) => {
  const nc = people.get(id);
  if (!nc) throw new Error(`${id} is not connected`);
  const role = id === 'bob' ? 'engineering-director' : 'security-lead';
  return ask(nc, id, 'permit.approve', { taskId, role, permitDigest });
};

const override = (plan: string): Override => ({
  softBlock: 'parallel-operations',
  justification: 'Both releases belong to one change.',
  plan,
});

const overridden = (...overrides: Override[]): EventOf => ({ type: 'task.overridden', data: { overrides } });

describe('permits that meet', () => {
  test('each know of all that were asked for before them, though they come at once', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `many-${index}`);
    await Promise.all(ids.map((id) => assign(past, termsFor(id, { scope: scopeOf('db:many/*') }))));
    const requests = await Promise.all(ids.map((id) => last('permit.requested', id)));
    const inOrder = requests.sort((a, b) => a.position - b.position);
    expect(inOrder.map(({ data }) => data.terms.overlaps)).toEqual(
      inOrder.map((_, index) =>
        inOrder
          .slice(0, index)
          .map(({ entity }) => entity)
          .sort(),
      ),
    );
  });

  test('are approved once their master has said how, in a plan that names them', async () => {
    const [one, other] = ['one', 'other'];
    await assign(past, termsFor(one, { scope: scopeOf('service:shop/**') }));
    await last('permit.requested', one);
    await assign(past, termsFor(other, { scope: scopeOf('service:shop/api') }));
    const { data } = await last('permit.requested', other);
    expect(data.terms.overlaps).toEqual([one]);
    expect(await approve('bob', other, data.permitDigest)).toMatchObject({
      ok: false,
      error: { code: 'SOFT_BLOCK', rule: 'SB4' },
    });

    await past.happened('risk-assessment', other, overridden(override('We shall see.')));
    const vague = await last('permit.amended', other);
    expect(await approve('bob', other, vague.data.permitDigest)).toMatchObject({
      ok: false,
      error: { code: 'SOFT_BLOCK', rule: 'SB4' },
    });

    await past.happened('risk-assessment', other, overridden(override(`First ${one}, then this.`)));
    const amended = await waitFor(async () => {
      const event = await last('permit.amended', other);
      return event.version > vague.version && event;
    });
    const plan = override(`First ${one}, then this.`);
    const expected: Terms = { ...data.terms, request: { ...data.terms.request, overrides: [plan] } };
    expect(amended.data).toEqual({
      terms: expected,
      permitDigest: digest(expected),
      reason: { kind: 'override' },
      voided: [],
    });
    expect(await approve('bob', other, amended.data.permitDigest)).toMatchObject({ ok: true });
    expect(await approve('carol', other, amended.data.permitDigest)).toMatchObject({
      ok: true,
      result: { state: 'ACTIVE' },
    });
  });

  test('and do not know of each other: the later one is rejected at the issue, the earlier one is not', async () => {
    const scope = scopeOf('service:raced');
    const [first, second] = [termsFor('first', { scope }), termsFor('second', { scope })];
    // As by two instances of the service, neither of which had heard of the other's.
    for (const each of [first, second]) await past.happened('permit-workflow', each.taskId, ...asked(each));
    for (const each of [second, first]) {
      await approve('bob', each.taskId, digest(each));
      await approve('carol', each.taskId, digest(each));
    }
    expect(await last('permit.rejected', 'second')).toMatchObject({
      data: { reason: { kind: 'overlap', text: 'The work meets that of first, asked for earlier.' } },
    });
    expect(await last('permit.issued', 'first')).toMatchObject({ data: { permitDigest: digest(first) } });
  });

  test('are none where the earlier one has ended', async () => {
    const scope = scopeOf('service:ended');
    const [first, second] = [termsFor('ended-1', { scope }), termsFor('ended-2', { scope })];
    for (const each of [first, second]) await past.happened('permit-workflow', each.taskId, ...asked(each));
    await past.happened('risk-assessment', first.taskId, {
      type: 'task.withdrawn',
      data: { reason: 'Another release comes first.' },
    });
    await last('permit.rejected', first.taskId);
    await approve('bob', second.taskId, digest(second));
    expect(await approve('carol', second.taskId, digest(second))).toMatchObject({
      ok: true,
      result: { state: 'ACTIVE' },
    });
  });
});

describe('an override', () => {
  test('that comes between the assessment and the permit is part of the terms', async () => {
    const of = termsFor('early', { scope: scopeOf('service:early') });
    const given = override('Nothing else is going on.');
    await assign(
      {
        ...past,
        happened: async (by, entity, ...events) => {
          await past.happened(by, entity, ...events);
          if (by === 'risk-assessment') await past.happened(by, entity, overridden(given));
        },
      },
      of,
    );
    const { data } = await last('permit.requested', 'early');
    expect(data.terms.request.overrides).toEqual([given]);
  });

  test('changes nothing once the permit is given', async () => {
    const of = termsFor('late', { scope: scopeOf('service:late') });
    await past.happened('permit-workflow', 'late', ...given(of));
    await past.happened('risk-assessment', 'late', overridden(override('Too late.')), {
      type: 'task.withdrawn',
      data: { reason: 'That was the last of it.' },
    });
    // Taken in the order of the log: the override was taken up before this.
    await last('permit.revoked', 'late');
    const { events } = await past.read('permit', 'late', { fresh: true });
    expect(events.map(({ type }) => type)).not.toContain('permit.amended');
    expect(service.incidents).toEqual([]);
  });
});

describe('a permit that can be in nobody’s way', () => {
  test('does not wait for those that can', async () => {
    // A view that never moves.
    const reached: number[] = [];
    const live = {
      reached: (position: number) => {
        reached.push(position);
        return new Promise<void>(() => undefined);
      },
    } as unknown as LiveFold;
    const overlaps = new Overlaps(live, { store: undefined as never, now: () => at(0) });
    const open = (found: string[]) => Promise.resolve({ events: [], position: 1, found });
    void overlaps.opening(terms(3), open);
    expect(await overlaps.opening(terms(0), open)).toMatchObject({ found: [] });
    const reading = terms(2, { scope: { resources: ['db:x'], actions: ['read'] }, plan: PLANS[2] });
    expect(await overlaps.opening(reading, open)).toMatchObject({ found: [] });
    await waitFor(() => reached.length === 1);
  });
});

test('the next permit waits for the last that was opened, also where an earlier one is delivered again', async () => {
  const reached: number[] = [];
  const live = {
    state: noLivePermits(),
    reached: (position: number) => Promise.resolve(void reached.push(position)),
  } as unknown as LiveFold;
  const overlaps = new Overlaps(live, { store: undefined as never, now: () => at(0) });
  const openedAt = (position: number) => () => Promise.resolve({ events: ['permit.requested'], position });
  for (const position of [50, 10, 60]) await overlaps.opening(terms(3), openedAt(position));
  expect(reached).toEqual([0, 50, 50]);
});
