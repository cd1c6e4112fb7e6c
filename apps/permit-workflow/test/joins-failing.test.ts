import { describe, expect, test } from '@jest/globals';
import type { EventOf } from '@guildhall/contracts';
import { StoreError } from '@guildhall/event-store';
import type { EventStore, Incident } from '@guildhall/event-store';
import { LogFold } from '@guildhall/messaging';
import type { Verdict } from '@guildhall/permit';
import { memoryStore, waitFor } from '@guildhall/testing';
import { Joins } from '../src/joins.js';
import { LIVE_EVENTS, evolveLivePermits, noLivePermits } from '../src/live-permits.js';
import type { LiveEvent, LivePermits } from '../src/live-permits.js';
import { after, asked, termsFor, worker } from './support/office.js';

const suspended: EventOf = { type: 'worker.certification-suspended', data: { kind: 'operator' } };

const append = async (store: EventStore, entity: string, ...events: EventOf[]): Promise<void> => {
  const context = events[0]?.type.startsWith('worker.') === true ? 'worker' : 'permit';
  const { version } = await store.read(context, entity);
  await store.append([{ context, entity, expected: version, events }], {
    source: 'test',
    actor: 'system',
    correlation: entity,
    causation: `test:${context}:${entity}:${version}`,
    time: after(0),
  });
};

interface World extends AsyncDisposable {
  store: EventStore;
  joins: Joins;
  /** What was carried out, in order. */
  done: string[];
  tried: string[];
  incidents: Incident[];
  clock: { agrees: boolean; offset: number };
}

/** Joins over a log in memory; `fails` says with what an attempt to carry a verdict out ends. */
const world = async (
  fails: (verdict: Verdict, tries: number) => Error | undefined = () => undefined,
  ...past: (readonly [string, ...EventOf[]])[]
): Promise<World> => {
  const store = memoryStore();
  for (const [entity, ...events] of past) await append(store, entity, ...events);
  const live = new LogFold<LivePermits, LiveEvent>(store, {
    types: LIVE_EVENTS,
    initialState: noLivePermits(),
    evolve: evolveLivePermits,
  });
  await live.ready;
  const clock = { agrees: true, offset: 0 };
  const [done, tried, incidents]: [string[], string[], Incident[]] = [[], [], []];
  const joins = new Joins(
    {
      now: () => after(clock.offset),
      clockAgrees: () => clock.agrees,
      report: (incident) => incidents.push(incident),
    },
    live,
    {
      carryOut: (verdict) => {
        tried.push(verdict.taskId);
        const error = fails(verdict, tried.filter((taskId) => taskId === verdict.taskId).length);
        if (error) return Promise.reject(error);
        done.push(`${verdict.taskId} ${verdict.kind}`);
        return Promise.resolve();
      },
    },
  );
  return {
    store,
    joins,
    done,
    tried,
    incidents,
    clock,
    [Symbol.asyncDispose]: async () => {
      await joins.stop();
      await live.stop();
    },
  };
};

const away = (): Error => new StoreError('unavailable', 'the broker is away');

const permit = (taskId: string): readonly [string, ...EventOf[]] => [taskId, ...asked(termsFor(taskId))];
const LOST = ['deployer-3', ...worker(), suspended] as const;

describe('what has to go', () => {
  test('has gone when the service is ready, after an outage of any length', async () => {
    const until = 4;
    await using here = await world((_, tries) => (tries <= until ? away() : undefined), LOST, permit('t1'));
    await here.joins.start();
    expect([here.done, here.tried.length]).toEqual([['t1 certification'], until + 1]);
    // Said the 1st, 2nd and 4th time.
    expect(here.incidents.map(({ attempt }) => attempt)).toEqual([1, 2, 4]);
  });

  test('keeps nobody waiting where it fails for another reason, and is tried again all the same', async () => {
    let works = false;
    await using here = await world(
      ({ taskId }) => (taskId === 't1' && !works ? new Error('a bug') : undefined),
      LOST,
      permit('t1'),
      permit('t2'),
    );
    await here.joins.start();
    expect(here.done).toEqual(['t2 certification']);
    works = true;
    await waitFor(() => here.done.length === 2);
    expect(here.done).toEqual(['t2 certification', 't1 certification']);
  });

  test('goes at once when it comes later, in whichever order', async () => {
    await using here = await world(undefined, ['deployer-3', ...worker()], permit('t1'));
    await here.joins.start();
    await append(here.store, 'deployer-3', suspended);
    await append(here.store, ...permit('t2'));
    await waitFor(() => here.done.length === 2);
    expect(here.done).toEqual(['t1 certification', 't2 certification']);
  });

  test('is told once, though the log does not say yet that it has gone', async () => {
    await using here = await world(undefined, LOST, permit('t1'));
    await here.joins.start();
    for (const taskId of ['t2', 't3']) await append(here.store, ...permit(taskId));
    await waitFor(() => here.done.length === 3);
    expect(here.tried).toEqual(['t1', 't2', 't3']);
  });

  test('goes when the certification ends, and only by a clock that is right', async () => {
    const ends = after(400);
    await using here = await world(undefined, ['deployer-3', ...worker(ends)], permit('t1'));
    here.clock.agrees = false;
    await here.joins.start();
    await append(here.store, ...permit('t2'));
    await waitFor(() => after(0) > ends, { what: 'the end of the certification' });
    expect(here.done).toEqual([]);
    here.clock.agrees = true;
    await waitFor(() => here.done.length === 2);
  });

  test('waits for nothing once the service stops', async () => {
    const here = await world(away, LOST, permit('t1'));
    const starting = here.joins.start();
    await waitFor(() => here.tried.length > 1);
    await here[Symbol.asyncDispose]();
    await starting;
  });
});
