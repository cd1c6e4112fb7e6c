import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DeadLetter, issuesOf } from '@guildhall/contracts';
import type { TimerKey } from '@guildhall/contracts';
import { waitFor } from '@guildhall/testing';
import { StoreError } from '../src/index.js';
import type { DeadLetters, FiledLetter, Running, Timer, Timers } from '../src/index.js';

/** Timers under test, and how their time passes. */
export interface Fixture {
  timers: Timers;
  /** Another process that uses the same durable consumer. */
  other: Timers;
  /** Its durable consumer, which is given the timers of context `permit`. */
  durable: string;
  /** Where timers go that cannot be handled. */
  deadLetters: DeadLetters;
  /** The moment `ms` from now. */
  moment: (ms: number) => string;
  /** Now, RFC 3339. */
  now: () => string;
  /** Has the moment come, where it does not by itself. */
  pass: (moment: string) => Promise<void>;
}

/** Soon enough to wait for it once, and far enough for everything that has to be done before, also on a slow machine. */
const AHEAD_MS = 3_000;
const HOUR_MS = 60 * 60 * 1000;

/** The promises of the port, the same for every adapter. */
export const timersContract = (name: string, fixture: () => Fixture): void => {
  const running: Running[] = [];
  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop();
  });

  const of = (entity: string, due: string, more: Partial<Timer> = {}): Timer => ({
    context: 'permit',
    entity,
    kind: 'window',
    due,
    ...more,
  });

  interface Call {
    timer: Timer;
    at: string;
  }

  /** Who reacts, and what it was called with, when. */
  const reacting = (by = fixture().timers) => {
    const called: Call[] = [];
    const one = by.react(fixture().durable, (timer) => {
      called.push({ timer, at: fixture().now() });
      return Promise.resolve();
    });
    running.push(one);
    return { called, stop: () => one.stop() };
  };

  /** Resolves when a timer that is set last has been handled: by then everything that was due before has been, too. */
  const settled = async (called: readonly Call[], mark: string): Promise<void> => {
    await fixture().timers.set(of(mark, fixture().moment(0)));
    await waitFor(() => called.some(({ timer }) => timer.entity === mark));
  };

  // All at once, so that their time comes together and is waited for once; each test looks at its own.
  describe(`${name}: timers that are set before their time`, () => {
    const FAR = ['2262-05-01T00:00:00.000Z', '2400-01-01T00:00:00.000Z', '9999-12-31T23:59:59.000Z'];
    const farKey = (due: string): TimerKey => ({
      context: 'permit',
      entity: `far-${due.slice(0, 4)}`,
      kind: 'window',
    });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    let due: string;
    let called: Call[];

    const all: ((timers: Timers, hence: string) => Promise<void>)[] = [
      (timers) => timers.set(of('plain', due, { traceparent })),
      (timers) => timers.set(of('plain', due, { kind: 'review' })),
      async (timers, hence) => {
        await timers.set(of('sooner', hence));
        await timers.set(of('sooner', due));
      },
      async (timers) => {
        await timers.set(of('same', due));
        await timers.set(of('same', due));
      },
      async (timers, hence) => {
        await timers.set(of('later', due));
        await timers.set(of('later', hence));
      },
      async (timers) => {
        await timers.set(of('cleared', due));
        await timers.clear(of('cleared', due));
      },
      async (timers, hence) => {
        await timers.set(of('once-more', hence));
        await timers.clear(of('once-more', hence));
        await timers.set(of('once-more', due));
      },
      (timers) => timers.clear(of('never-set', due)),
      ...FAR.map((far) => (timers: Timers) => timers.set({ ...farKey(far), due: far })),
    ];

    beforeAll(async () => {
      const { timers, moment, pass } = fixture();
      const reader = reacting();
      called = reader.called;
      due = moment(AHEAD_MS);
      await Promise.all(all.map((plot) => plot(timers, moment(HOUR_MS))));
      await pass(due);
      await waitFor(() => called.length > 0);
      await settled(called, 'mark');
      for (const key of [...FAR.map(farKey), of('later', due)]) await timers.clear(key);
      await reader.stop();
    });

    const timersOf = (entity: string): Timer[] =>
      called.map(({ timer }) => timer).filter((timer) => timer.entity === entity);

    test('are called once each, with all that was set, also where another kind of the entity is due', () => {
      const timers = timersOf('plain').sort((a, b) => (a.kind < b.kind ? -1 : 1));
      expect(timers).toEqual([of('plain', due, { kind: 'review' }), of('plain', due, { traceparent })]);
    });

    test('are not called before their time', () => {
      expect(called.length).toBeGreaterThan(0);
      for (const { timer, at } of called)
        expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(timer.due));
    });

    test.each(['sooner', 'same'])('are called once where they are set again (%s)', (entity) => {
      expect(timersOf(entity)).toEqual([of(entity, due)]);
    });

    test('are not called at the earlier time where they are set again later', () => {
      expect(timersOf('later')).toEqual([]);
    });

    test('are not called where they are cleared, unless they are set once more', () => {
      expect(timersOf('cleared')).toEqual([]);
      expect(timersOf('once-more')).toEqual([of('once-more', due)]);
    });

    test.each(FAR)('are not called where they are due as far ahead as %s', (far) => {
      expect(timersOf(farKey(far).entity)).toEqual([]);
    });
  });

  describe(`${name}: timers`, () => {
    test('are due at once, and once, where their time has passed, also by centuries', async () => {
      const { timers, moment } = fixture();
      const { called } = reacting();
      const past = [of('b1', moment(-HOUR_MS)), of('b2', '1600-01-01T00:00:00.000Z')];
      for (const timer of past) await timers.set(timer);
      await waitFor(() => called.length >= past.length);
      await settled(called, 'b3');
      const byEntity = called.map(({ timer }) => timer).sort((a, b) => (a.entity < b.entity ? -1 : 1));
      expect(byEntity).toEqual([...past, expect.objectContaining({ entity: 'b3' })]);
    });

    test('come again until they are handled, one of an entity at a time', async () => {
      const { timers, moment, durable } = fixture();
      const handled: string[] = [];
      let tries = 0;
      let busy = 0;
      let most = 0;
      running.push(
        timers.react(durable, async ({ kind }) => {
          most = Math.max(most, ++busy);
          await new Promise((resolve) => setImmediate(resolve));
          busy -= 1;
          if (kind === 'window' && ++tries < 3) throw new Error('not yet');
          handled.push(kind);
        }),
      );
      await timers.set(of('f1', moment(0)));
      await timers.set(of('f1', moment(0), { kind: 'review' }));
      await waitFor(() => handled.length === 2);
      expect({ handled: handled.sort(), tries, most }).toEqual({
        handled: ['review', 'window'],
        tries: 3,
        most: 1,
      });
    });

    test('that fail five times are given up, and can be handled once more; others go on', async () => {
      const { timers, moment, durable, deadLetters } = fixture();
      const due = moment(-HOUR_MS);
      const poison = of('l1', due, {
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      });
      const tried: Timer[] = [];
      const handled: string[] = [];
      let broken = true;
      const one = timers.react(durable, (timer) => {
        if (timer.entity === 'l1') tried.push(timer);
        if (timer.entity === 'l1' && broken) return Promise.reject(new Error('this breaks an invariant'));
        handled.push(timer.entity);
        return Promise.resolve();
      });
      running.push(one);
      await timers.set(poison);
      await timers.set(of('l2', due));
      const isItsLetter = ({ letter }: FiledLetter): boolean =>
        letter.subject === 'timer.due.permit.l1.window';
      const { letter } = await waitFor(async () =>
        (await deadLetters.before(undefined, 10)).find(isItsLetter),
      );
      await waitFor(() => handled.includes('l2'));
      expect(tried).toEqual(Array.from({ length: 5 }, () => poison));
      expect(issuesOf(DeadLetter, letter)).toEqual([]);
      expect(letter).toMatchObject({
        service: 'permit-workflow',
        durable,
        stream: 'TIMERS',
        body: Buffer.from(JSON.stringify({ due })).toString('base64'),
        attempts: 5,
        reason: 'this breaks an invariant',
      });
      await expect(one.retry(letter)).rejects.toThrow('this breaks an invariant');
      broken = false;
      await one.retry(letter);
      expect(tried.slice(5)).toEqual([poison, poison]);
      expect(handled).toEqual(['l2', 'l1']);
      expect((await deadLetters.before(undefined, 10)).filter(isItsLetter)).toHaveLength(1);
    });

    test('are not given up because of an outage, and called within 1 s after it', async () => {
      const { timers, moment, durable, deadLetters } = fixture();
      let [tries, over] = [0, 0];
      running.push(
        timers.react(durable, () => {
          if (++tries === 5) over = Date.now();
          return tries <= 5
            ? Promise.reject(new StoreError('unavailable', 'the log is away'))
            : Promise.resolve();
        }),
      );
      await timers.set(of('m1', moment(0)));
      await waitFor(() => tries === 6);
      expect(Date.now() - over).toBeLessThan(1_000);
      const letters = await deadLetters.before(undefined, 10);
      expect(letters.map(({ letter }) => letter.subject)).not.toContain('timer.due.permit.m1.window');
    });

    test('that nobody has handled come to who reacts next', async () => {
      const { timers, other, moment, pass } = fixture();
      await reacting().stop();
      const due = moment(100);
      await timers.set(of('g1', due));
      await pass(due);
      const { called } = reacting(other);
      await waitFor(() => called.length > 0);
      expect(called.map(({ timer }) => timer.entity)).toEqual(['g1']);
    });

    test('can be stopped at once', async () => {
      const { timers, durable } = fixture();
      const one = timers.react(durable, () => Promise.resolve());
      await one.stop();
      await one.done;
    });

    test.each([
      ['entity', of('no id', '2026-11-20T12:00:00.000Z')],
      ['kind', of('h1', '2026-11-20T12:00:00.000Z', { kind: 'a.b' })],
      ['context', of('h1', '2026-11-20T12:00:00.000Z', { context: '>' })],
    ])('whose %s is no token of a subject are refused', async (_, timer) => {
      await expect(fixture().timers.set(timer)).rejects.toThrow(RangeError);
      await expect(fixture().timers.clear(timer)).rejects.toThrow(RangeError);
    });
  });
};
