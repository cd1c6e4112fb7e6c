import { describe, expect, test } from '@jest/globals';
import { DeadLetter, issuesOf } from '@guildhall/contracts';
import type { EventOf, Recorded } from '@guildhall/contracts';
import { waitFor } from '@guildhall/testing';
import { StoreError, handle } from '../src/index.js';
import type { DeadLetters, Decider, EventStore, Meta, Write } from '../src/index.js';

/** What an adapter's test provides: a log of its own that is empty at the start, and ways to break things. */
export interface Fixture {
  store: EventStore;
  /** Another store on the same log, as another process would have. */
  other: EventStore;
  /** A durable consumer of `task.withdrawn`: who writes those, and two processes of the service that reacts. */
  withdrawals: { durable: string; writer: EventStore; reactors: [EventStore, EventStore] };
  /** What was given up of them. */
  deadLetters: DeadLetters;
  /** Kills the log's server with SIGKILL and starts it again on the same data. */
  crash: () => Promise<void>;
}

let causes = 0;
const meta = (causation = `test:${++causes}`): Meta => ({
  source: 'permit-workflow',
  actor: 'bob',
  correlation: 'chain',
  causation,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  time: '2026-11-21T09:00:00.000Z',
});

const reviewed = (by: string): EventOf<'permit.review-started'> => ({
  type: 'permit.review-started',
  data: { by },
});

const withdrawn = (entity: string, count: number): Write => ({
  context: 'task',
  entity,
  expected: 0,
  events: Array.from({ length: count }, () => ({
    type: 'task.withdrawn',
    data: { reason: 'no longer wanted' },
  })),
});

const write = (entity: string, expected: number, ...by: string[]): Write => ({
  context: 'permit',
  entity,
  expected,
  events: by.map(reviewed),
});

const bys = (events: readonly Recorded[]): string[] =>
  events.map((event) => (event.type === 'permit.review-started' ? event.data.by : event.type));

const take = async (events: AsyncIterable<Recorded>): Promise<Recorded[]> => {
  const taken: Recorded[] = [];
  for await (const event of events) taken.push(event);
  return taken;
};

/** The promises of the port (7.3), the same for every adapter. */
export const eventStoreContract = (name: string, fixture: () => Fixture): void => {
  const use = (): Fixture => fixture();

  describe(`${name}: append and read`, () => {
    test('an entity nobody has written is empty', async () => {
      expect(await use().store.read('permit', 'nobody')).toEqual({ version: 0, events: [] });
    });

    test('there are no dead letters yet', async () => {
      const { deadLetters } = use();
      expect(await deadLetters.before(undefined, 10)).toEqual([]);
      expect(await deadLetters.find('permit-workflow', 'nobody')).toBeUndefined();
    });

    test('what is appended is read back, with what the log adds', async () => {
      const { store } = use();
      const [recorded] = await store.append([write('a1', 0, 'x')], meta('bob:1'));
      const { version, events } = await store.read('permit', 'a1');
      expect(version).toBe(1);
      expect(events).toEqual([
        {
          type: 'permit.review-started',
          data: { by: 'x' },
          id: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/),
          context: 'permit',
          entity: 'a1',
          version: 1,
          position: recorded?.position,
          time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          actor: 'bob',
          correlation: 'chain',
          causation: 'bob:1',
          traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        },
      ]);
      expect({ ...recorded, time: '' }).toEqual({ ...events[0], time: '' });
    });

    test('several events of several entities are written together, in order, without gaps', async () => {
      const { store } = use();
      const recorded = await store.append([write('b1', 0, 'p', 'q'), write('b2', 0, 'r')], meta());
      expect(recorded.map(({ entity, version }) => `${entity}.${version}`)).toEqual(['b1.1', 'b1.2', 'b2.1']);
      const first = recorded[0]?.position ?? 0;
      expect(recorded.map(({ position }) => position)).toEqual([first, first + 1, first + 2]);
      expect(bys((await store.read('permit', 'b1')).events)).toEqual(['p', 'q']);
    });

    test('all or nothing: where one entity is at another version, nothing is written', async () => {
      const { store } = use();
      await store.append([write('c1', 0, 'first')], meta());
      await expect(
        store.append([write('c2', 0, 'x', 'y'), write('c1', 0, 'z')], meta()),
      ).rejects.toMatchObject({ kind: 'conflict' });
      expect((await store.read('permit', 'c2')).version).toBe(0);
      expect(bys((await store.read('permit', 'c1')).events)).toEqual(['first']);
    });

    test('a version that was written cannot be written again, whatever the event type', async () => {
      const { store } = use();
      await store.append([write('d1', 0, 'first')], meta());
      const other: EventOf<'permit.approved'> = {
        type: 'permit.approved',
        data: { permitDigest: 'a'.repeat(64) },
      };
      await expect(
        store.append([{ context: 'permit', entity: 'd1', expected: 0, events: [other] }], meta()),
      ).rejects.toMatchObject({ kind: 'conflict' });
      expect((await store.read('permit', 'd1')).version).toBe(1);
    });

    test('50 concurrent writers of one version: exactly one wins', async () => {
      const { store, other } = use();
      const attempts = Array.from({ length: 50 }, (_, index) =>
        (index % 2 ? store : other).append([write('race', 0, `writer-${index}`)], meta()),
      );
      const settled = await Promise.allSettled(attempts);
      const won = settled.flatMap((result, index) =>
        result.status === 'fulfilled' ? [`writer-${index}`] : [],
      );
      expect(won).toHaveLength(1);
      for (const result of settled)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ kind: 'conflict' });
      expect(bys((await store.read('permit', 'race')).events)).toEqual(won);
    });

    test('50 concurrent writers of two events each: exactly one pair is there', async () => {
      const { store, other } = use();
      const settled = await Promise.allSettled(
        Array.from({ length: 50 }, (_, index) =>
          (index % 2 ? store : other).append([write('pairs', 0, `${index}`, `${index}`)], meta()),
        ),
      );
      const won = settled.flatMap((result, index) => (result.status === 'fulfilled' ? [String(index)] : []));
      expect(won).toHaveLength(1);
      expect(bys((await store.read('permit', 'pairs')).events)).toEqual([won[0], won[0]]);
    });

    test('a retried append that had succeeded reports success and writes nothing', async () => {
      const { store, other } = use();
      const first = await store.append([write('e1', 0, 'x', 'y')], meta('bob:retry'));
      const again = await other.append([write('e1', 0, 'x', 'y')], meta('bob:retry'));
      expect(again.map(({ id, position }) => ({ id, position }))).toEqual(
        first.map(({ id, position }) => ({ id, position })),
      );
      expect((await store.read('permit', 'e1')).version).toBe(2);
    });

    test('a retried single append that had succeeded reports success', async () => {
      const { store, other } = use();
      const [first] = await store.append([write('e2', 0, 'x')], meta('bob:retry-one'));
      const [again] = await other.append([write('e2', 0, 'x')], meta('bob:retry-one'));
      expect(again?.position).toBe(first?.position);
      expect((await store.read('permit', 'e2')).version).toBe(1);
    });

    test('an entity of 3,000 events, more than the broker answers at once, is read, decided on and appended to', async () => {
      const { store, other } = use();
      for (let version = 0; version < 3000; version += 750) {
        await store.append(
          [write('long', version, ...Array.from({ length: 750 }, (_, index) => `${version + index}`))],
          meta(),
        );
      }
      const { version, events } = await store.read('permit', 'long');
      expect(version).toBe(3000);
      expect(bys(events)).toEqual(Array.from({ length: 3000 }, (_, index) => `${index}`));

      const count: Decider<null, number, EventOf<'permit.review-started'>, Recorded> = {
        initialState: 0,
        decide: (_, seen) => ({ events: [reviewed(`${seen}`)] }),
        evolve: (seen) => seen + 1,
      };
      const decided = await handle(store, {
        decider: count,
        context: 'permit',
        entity: 'long',
        meta: meta('bob:long'),
        command: () => null,
      });
      expect(decided).toMatchObject({ state: 3001, events: [{ version: 3001, data: { by: '3000' } }] });
      // Whoever wrote it, and however much of it was read before.
      await other.append([write('long', 3001, 'another')], meta());
      for (const fresh of [false, true]) {
        const all = await store.read('permit', 'long', { fresh });
        expect(all.version).toBe(3002);
        expect(bys(all.events).slice(-2)).toEqual(['3000', 'another']);
      }
    });
  });

  describe(`${name}: the last of one type`, () => {
    test('of nothing is nothing', async () => {
      const { store } = use();
      await store.append([write('last-0', 0, 'x')], meta());
      expect(await store.last('permit.review-started', 'nobody')).toBeUndefined();
      expect(await store.last('permit.approved', 'last-0')).toBeUndefined();
    });

    test('is the one that another has appended last, whatever came after it', async () => {
      const { store, other } = use();
      const events: EventOf[] = [
        reviewed('first'),
        reviewed('second'),
        { type: 'permit.approved', data: { permitDigest: 'a'.repeat(64) } },
      ];
      await other.append([{ context: 'permit', entity: 'last-1', expected: 0, events }], meta());
      await other.append([write('last-2', 0, 'of another')], meta());
      const all = await store.read('permit', 'last-1');
      expect(await store.last('permit.review-started', 'last-1')).toEqual(all.events[1]);
      await other.append([write('last-1', 3, 'third')], meta());
      expect(await store.last('permit.review-started', 'last-1')).toMatchObject({ data: { by: 'third' } });
    });
  });

  describe(`${name}: large events`, () => {
    // 100 KiB each, far more together than a broker gives out at once.
    const large = async (store: EventStore, entity: string): Promise<void> => {
      const by = 'x'.repeat(100 * 1024);
      for (let version = 0; version < 720; version += 20)
        await store.append([write(entity, version, ...Array.from({ length: 20 }, () => by))], meta());
    };

    test('an entity and the log are read whole', async () => {
      const { store } = use();
      const from = await store.end();
      await large(store, 'large');
      expect((await store.read('permit', 'large')).version).toBe(720);
      let read = 0;
      for await (const event of store.readAll(from)) read += event.entity === 'large' ? 1 : 0;
      expect(read).toBe(720);
    });

    test('an entity of few of them is read with what others have appended since', async () => {
      const { store, other } = use();
      const by = (n: number): string => `${n}`.padEnd(100 * 1024, 'x');
      for (const n of [0, 1, 2]) {
        await other.append([write('heavy', n, by(n))], meta());
        for (const fresh of [false, true]) {
          const { version, events } = await store.read('permit', 'heavy', { fresh });
          expect({ version, bys: bys(events) }).toEqual({
            version: n + 1,
            bys: Array.from({ length: n + 1 }, (_, index) => by(index)),
          });
        }
      }
    });
  });

  describe(`${name}: follow`, () => {
    test('hears what was there and what comes, in log order, and says when it has caught up', async () => {
      const { store } = use();
      const from = await store.end();
      await store.append([write('f1', 0, 'before')], meta());
      const heard: Recorded[] = [];
      const following = store.follow(['permit.review-started'], from, (event) => {
        heard.push(event);
      });
      await following.caughtUp;
      expect(bys(heard)).toEqual(['before']);
      await store.append([write('f1', 1, 'after'), write('f2', 0, 'other')], meta());
      await waitFor(() => heard.length === 3);
      await following.stop();
      expect(bys(heard)).toEqual(['before', 'after', 'other']);
      expect(heard.map(({ position }) => position)).toEqual([from + 1, from + 2, from + 3]);
    });

    test('hears only committed events: losers of a race and retries are silent', async () => {
      const { store } = use();
      const from = await store.end();
      const heard: string[] = [];
      const following = store.follow('all', from, ({ id }) => {
        heard.push(id);
      });
      const settled = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          store.append([write('g1', 0, `${index}`)], meta(`race:${index}`)),
        ),
      );
      const winner = settled.findIndex(({ status }) => status === 'fulfilled');
      await store.append([write('g1', 0, `${winner}`)], meta(`race:${winner}`));
      await store.append([write('g2', 0, 'last')], meta());
      await waitFor(() => heard.length >= 2);
      await following.stop();
      expect(heard).toHaveLength(2);
    });

    test('goes on after the last event when the server was killed', async () => {
      const { store, crash } = use();
      const from = await store.end();
      const heard: Recorded[] = [];
      const following = store.follow('all', from, (event) => {
        heard.push(event);
      });
      await store.append([write('h1', 0, 'before')], meta());
      await waitFor(() => heard.length === 1);
      await crash();
      await waitFor(() =>
        store.append([write('h1', 1, 'after')], meta('bob:after-crash')).then(
          () => true,
          () => false,
        ),
      );
      await waitFor(() => heard.length === 2);
      await following.stop();
      expect(bys(heard)).toEqual(['before', 'after']);
    });

    test('several at the same time, of one process and of two, each hear everything', async () => {
      const { store, other } = use();
      const from = await store.end();
      await store.append([write('k1', 0, ...Array.from({ length: 100 }, (_, index) => `${index}`))], meta());
      const heard = Array.from({ length: 6 }, () => [] as number[]);
      const followings = heard.map((own, index) =>
        (index % 2 === 0 ? store : other).follow('all', from, ({ version }) => {
          own.push(version);
        }),
      );
      await Promise.all(followings.map((following) => following.caughtUp));
      await store.append([write('k1', 100, 'last')], meta());
      await waitFor(() => heard.every(({ length }) => length === 101));
      await Promise.all(followings.map((following) => following.stop()));
      const versions = Array.from({ length: 101 }, (_, index) => index + 1);
      expect(heard).toEqual(Array.from({ length: 6 }, () => versions));
    });

    test('ends with the error of a function that rejects', async () => {
      const { store } = use();
      const from = await store.end();
      await store.append([write('i1', 0, 'x')], meta());
      const following = store.follow('all', from, () => Promise.reject(new Error('cannot fold')));
      await expect(following.done).rejects.toThrow('cannot fold');
    });

    test('can be stopped at once', async () => {
      const { store } = use();
      const following = store.follow('all', await store.end(), () => undefined);
      await following.stop();
      await following.done;
    });

    test('readAll gives the log after a position, and of some types only', async () => {
      const { store } = use();
      const from = await store.end();
      await store.append([write('j1', 0, ...Array.from({ length: 700 }, (_, index) => `${index}`))], meta());
      await store.append(
        [
          {
            context: 'permit',
            entity: 'j1',
            expected: 700,
            events: [{ type: 'permit.approved', data: { permitDigest: 'a'.repeat(64) } }],
          },
        ],
        meta(),
      );
      expect(await take(store.readAll(from))).toHaveLength(701);
      expect((await take(store.readAll(from, ['permit.approved']))).map(({ version }) => version)).toEqual([
        701,
      ]);
      // More than the broker gives out at once, of one type and of several.
      expect(await take(store.readAll(from, ['permit.review-started']))).toHaveLength(700);
      const both = await take(store.readAll(from, ['permit.approved', 'permit.review-started']));
      expect(both.at(-1)?.version).toBe(701);
      expect(both).toHaveLength(701);
      expect(await take(store.readAll(await store.end()))).toEqual([]);
      expect(await take(store.readAll(await store.end(), ['permit.approved']))).toEqual([]);
    });

    test('readAll of several types keeps the order of the log between them', async () => {
      const { store } = use();
      const from = await store.end();
      const approved: EventOf = { type: 'permit.approved', data: { permitDigest: 'a'.repeat(64) } };
      const events = [reviewed('x'), approved, approved, reviewed('y'), approved];
      await store.append([{ context: 'permit', entity: 'j3', expected: 0, events }], meta());
      const types = ['permit.approved', 'permit.issued', 'permit.review-started'] as const;
      const read = await take(store.readAll(from, types));
      expect(read.map(({ version, type }) => ({ version, type }))).toEqual(
        events.map(({ type }, index) => ({ version: index + 1, type })),
      );
    });

    test('at gives the one event of a position, and nothing behind the end', async () => {
      const { store } = use();
      const [first, second] = await store.append([write('j2', 0, 'one', 'two')], meta());
      const found = [await store.at(first?.position ?? 0), await store.at(second?.position ?? 0)];
      expect(found).toEqual((await store.read('permit', 'j2')).events);
      expect(await store.at((await store.end()) + 1)).toBeUndefined();
    });
  });

  describe(`${name}: stop`, () => {
    test('ends what has only just begun', async () => {
      const { store, withdrawals } = use();
      await store.follow('all', 0, () => undefined).stop();
      await withdrawals.reactors[0].react(withdrawals.durable, () => Promise.resolve()).stop();
    });
  });

  describe(`${name}: react`, () => {
    test('serial per entity, and delivered again until it succeeds', async () => {
      const { durable, writer, reactors } = use().withdrawals;
      const handled: string[] = [];
      const running = new Set<string>();
      const overlapping: string[] = [];
      const deliveries: boolean[] = [];
      const reacting = reactors[0].react(durable, async ({ entity, version }, { redelivered }) => {
        if (running.has(entity)) overlapping.push(`${entity}.${version}`);
        running.add(entity);
        await new Promise((resolve) => setImmediate(resolve));
        running.delete(entity);
        if (entity === 'k1' && version === 1 && deliveries.push(redelivered) < 3) throw new Error('not yet');
        handled.push(`${entity}.${version}`);
      });
      await writer.append([withdrawn('k1', 3), withdrawn('k2', 2)], meta());
      await waitFor(() => handled.length === 5);
      await reacting.stop();
      expect([...handled].sort()).toEqual(['k1.1', 'k1.2', 'k1.3', 'k2.1', 'k2.2']);
      expect(deliveries).toEqual([false, true, true]);
      expect(overlapping).toEqual([]);
    });

    test('can be stopped at once', async () => {
      const { durable, reactors } = use().withdrawals;
      const reacting = reactors[0].react(durable, () => Promise.resolve());
      await reacting.stop();
      await reacting.done;
    });

    test('what was not acknowledged is delivered to the next process', async () => {
      const { durable, writer, reactors } = use().withdrawals;
      const never = reactors[0].react(durable, () => Promise.reject(new Error('dying')));
      await writer.append([withdrawn('l1', 1)], meta());
      const handled: string[] = [];
      await never.stop();
      const reacting = reactors[1].react(durable, (event) => {
        handled.push(event.entity);
        return Promise.resolve();
      });
      await waitFor(() => handled.length === 1);
      await reacting.stop();
      expect(handled).toEqual(['l1']);
    });
  });

  describe(`${name}: dead letters`, () => {
    const service = 'permit-workflow';
    const broken = new Error('this breaks an invariant');

    test('what fails five times is given up; others go on, also of its entity', async () => {
      const { deadLetters, withdrawals } = use();
      const { durable, writer, reactors } = withdrawals;
      const handled: string[] = [];
      const deliveries: boolean[] = [];
      const reacting = reactors[0].react(durable, ({ entity, version }, { redelivered }) => {
        if (entity === 'o1' && version === 1) {
          deliveries.push(redelivered);
          return Promise.reject(broken);
        }
        handled.push(`${entity}.${version}`);
        return Promise.resolve();
      });
      const [event] = await writer.append([withdrawn('o1', 2), withdrawn('o2', 1)], meta());
      const letter = await waitFor(() => deadLetters.find(service, event?.id ?? ''));
      await waitFor(() => handled.length === 2);
      await reacting.stop();
      expect([...handled].sort()).toEqual(['o1.2', 'o2.1']);
      expect(deliveries).toEqual([false, true, true, true, true]);
      expect(issuesOf(DeadLetter, letter)).toEqual([]);
      expect(letter).toEqual({
        service,
        durable,
        id: event?.id,
        stream: 'EVENTS',
        sequence: event?.position,
        subject: 'evt.task.withdrawn.o1.1',
        headers: expect.objectContaining({ 'ce-id': [event?.id], 'ce-correlationid': ['chain'] }),
        body: Buffer.from('{"reason":"no longer wanted"}').toString('base64'),
        attempts: 5,
        reason: 'this breaks an invariant',
        firstAt: expect.any(String),
        at: expect.any(String),
      });
    });

    test('more failing events than a consumer has at once block nobody, and are listed newest first', async () => {
      const { deadLetters, withdrawals } = use();
      const { durable, writer, reactors } = withdrawals;
      const before = (await deadLetters.before(undefined, 1))[0]?.place ?? 0;
      const handled: string[] = [];
      const reacting = reactors[0].react(durable, ({ entity }) => {
        if (entity.startsWith('poison')) return Promise.reject(broken);
        handled.push(entity);
        return Promise.resolve();
      });
      const poison = Array.from({ length: 300 }, (_, index) => withdrawn(`poison-${index}`, 1));
      await writer.append(poison, meta());
      await writer.append([withdrawn('p1', 1)], meta());
      await waitFor(() => handled.includes('p1'));
      await waitFor(async () => (await deadLetters.before(undefined, 1))[0]?.place === before + 300);
      await reacting.stop();
      const newest = await deadLetters.before(undefined, 200);
      const older = await deadLetters.before(newest.at(-1)?.place, 100);
      const all = [...newest, ...older];
      expect(all.map(({ place }) => place)).toEqual(all.map((_, index) => before + 300 - index));
      expect(new Set(all.map(({ letter }) => letter.subject)).size).toBe(300);
    });

    test('an outage makes no dead letter however long it is, nor does another writer', async () => {
      const { deadLetters, withdrawals } = use();
      const { durable, writer, reactors } = withdrawals;
      const excuses = [
        new StoreError('unavailable', 'the log is away'),
        new StoreError('conflict', 'somebody was first'),
        new Error('it failed', { cause: new StoreError('unavailable', 'the log is away') }),
        Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      ];
      const deliveries: boolean[] = [];
      const reacting = reactors[0].react(durable, ({ entity }, { redelivered }) => {
        if (entity !== 'q1') return Promise.resolve();
        const excuse = excuses[deliveries.length % excuses.length] ?? broken;
        return deliveries.push(redelivered) <= 30 ? Promise.reject(excuse) : Promise.resolve();
      });
      const [event] = await writer.append([withdrawn('q1', 1)], meta());
      await waitFor(() => deliveries.length === 31);
      await reacting.stop();
      expect(deliveries).toEqual([false, ...Array.from({ length: 30 }, () => true)]);
      expect(await deadLetters.find(service, event?.id ?? '')).toBeUndefined();
    });

    test('is handled once more when it is asked for, when it is the turn of its entity', async () => {
      const { deadLetters, withdrawals } = use();
      const { durable, writer, reactors } = withdrawals;
      let mended = false;
      let busy = false;
      let free: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (free = resolve));
      const handled: string[] = [];
      const reacting = reactors[0].react(durable, async ({ entity, version, data }, { redelivered }) => {
        if (entity !== 'r1') return;
        if (version === 1 && !mended) throw broken;
        if (version === 2) {
          busy = true;
          await held;
        }
        handled.push(`${version} ${redelivered ? 'again' : 'new'} ${JSON.stringify(data)}`);
      });
      const [event] = await writer.append([withdrawn('r1', 1)], meta());
      const letter = await waitFor(() => deadLetters.find(service, event?.id ?? ''));
      await expect(reacting.retry(letter)).rejects.toThrow(broken);
      mended = true;
      const second = { ...withdrawn('r1', 1), expected: 1 };
      await writer.append([second], meta());
      await waitFor(() => busy);
      const retried = reacting.retry(letter);
      free();
      await retried;
      await reacting.stop();
      const data = '{"reason":"no longer wanted"}';
      expect(handled).toEqual([`2 new ${data}`, `1 again ${data}`]);
      expect(await deadLetters.find(service, letter.id)).toEqual(letter);
    });
  });

  describe(`${name}: the server is killed`, () => {
    test('nothing acknowledged is lost', async () => {
      const { store, crash } = use();
      for (let version = 0; version < 20; version++)
        await store.append([write('m1', version, `${version}`)], meta());
      await crash();
      await waitFor(() =>
        store.read('permit', 'm1').then(
          ({ version }) => version === 20,
          () => false,
        ),
      );
    });

    test('an append that could not be acknowledged is refused as unavailable, and the same one may be tried again', async () => {
      const { store, crash } = use();
      const restarted = crash();
      const attempt = (): Promise<Recorded[]> => store.append([write('n1', 0, 'x')], meta('bob:outage'));
      const first = await attempt().catch((error: unknown) => error);
      await restarted;
      // Whether it got through before the kill is chance; that it is refused in no other way is not.
      expect(first).toEqual(
        Array.isArray(first)
          ? [expect.objectContaining({ version: 1 })]
          : expect.objectContaining({ kind: 'unavailable' }),
      );
      await waitFor(() =>
        attempt().then(
          () => true,
          () => false,
        ),
      );
      expect(bys((await store.read('permit', 'n1')).events)).toEqual(['x']);
    });

    test("identity stays the same, and the clock is the broker's", async () => {
      const { store, other } = use();
      expect(await store.identity()).toBe(await other.identity());
      expect(Math.abs((await store.clock()) - Date.now())).toBeLessThan(2_000);
    });
  });
};
