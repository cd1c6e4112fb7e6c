import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor, isPositionKey } from '../src/asking/cursor.js';
import { BY_POSITION, MAX_BYTES, cut, pageOf } from '../src/asking/pages.js';
import { Batches } from '../src/projection/batches.js';
import { Waiting } from '../src/projection/waiting.js';
import { isInboxKey } from '../src/what-waits-for-me/key.js';

describe('batches', () => {
  /** A writer whose writes end when they are told to. */
  const writer = () => {
    const written: number[][] = [];
    const pending: ((error?: Error) => void)[] = [];
    const write = (batch: readonly number[]): Promise<void> => {
      written.push([...batch]);
      return new Promise((resolve, reject) => {
        pending.push((error) => {
          if (error) reject(error);
          else resolve();
        });
      });
    };
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const finish = async (error?: Error): Promise<void> => {
      pending.shift()?.(error);
      await turn();
    };
    return { written, write, finish };
  };

  test('one that comes alone is written at once; those that come meanwhile together', async () => {
    const { written, write, finish } = writer();
    const batches = new Batches(write, 3);
    await batches.add(1);
    await batches.add(2);
    await batches.add(3);
    expect(written).toEqual([[1]]);
    await finish();
    expect(written).toEqual([[1], [2, 3]]);
    await finish();
    await batches.add(4);
    expect(written).toEqual([[1], [2, 3], [4]]);
  });

  test('no more than the limit at once, and who is faster waits', async () => {
    const { written, write, finish } = writer();
    const batches = new Batches(write, 2);
    await batches.add(1);
    await batches.add(2);
    let room = false;
    const third = batches.add(3).then(() => {
      room = true;
    });
    expect(written).toEqual([[1]]);
    expect(room).toBe(false);
    await finish();
    await third;
    expect(written).toEqual([[1], [2, 3]]);
    await finish();
  });

  test('everything taken is written before `written` resolves', async () => {
    const { write, finish } = writer();
    const batches = new Batches(write, 10);
    await batches.add(1);
    await batches.add(2);
    let done = false;
    const written = batches.written().then(() => {
      done = true;
    });
    await finish();
    expect(done).toBe(false);
    await finish();
    await written;
    expect(done).toBe(true);
  });

  describe('rests between two batches', () => {
    /** A pace whose rests end when they are told to, or hurried. */
    const pacer = () => {
      const rests: (() => void)[] = [];
      let awaited = false;
      const rest = (signal: AbortSignal): Promise<void> =>
        new Promise((resolve, reject) => {
          rests.push(resolve);
          signal.addEventListener('abort', () => {
            reject(new Error('hurried'));
          });
        });
      return {
        pace: { rest, isAwaited: () => awaited },
        rests,
        setAwaited: () => {
          awaited = true;
        },
      };
    };
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

    test('what comes meanwhile is written together afterwards', async () => {
      const { written, write, finish } = writer();
      const { pace, rests } = pacer();
      const batches = new Batches(write, 3, pace);
      await batches.add(1);
      await finish();
      await batches.add(2);
      await batches.add(3);
      expect(written).toEqual([[1]]);
      rests[0]?.();
      await turn();
      expect(written).toEqual([[1], [2, 3]]);
    });

    test('not when nothing comes: the next one is written at once after the rest', async () => {
      const { written, write, finish } = writer();
      const { pace, rests } = pacer();
      const batches = new Batches(write, 3, pace);
      await batches.add(1);
      await finish();
      rests[0]?.();
      await turn();
      await batches.add(2);
      expect(written).toEqual([[1], [2]]);
    });

    test('not for somebody who waits', async () => {
      const { written, write, finish } = writer();
      const { pace, rests, setAwaited } = pacer();
      const batches = new Batches(write, 3, pace);
      await batches.add(1);
      await batches.add(2);
      setAwaited();
      await finish();
      expect(written).toEqual([[1], [2]]);
      expect(rests).toEqual([]);
    });

    test('no longer once somebody waits', async () => {
      const { written, write, finish } = writer();
      const batches = new Batches(write, 3, pacer().pace);
      await batches.add(1);
      await finish();
      await batches.add(2);
      batches.hurry();
      await turn();
      expect(written).toEqual([[1], [2]]);
    });

    test('no longer than until a batch is full', async () => {
      const { written, write, finish } = writer();
      const batches = new Batches(write, 2, pacer().pace);
      await batches.add(1);
      await finish();
      await batches.add(2);
      const third = batches.add(3);
      await turn();
      expect(written).toEqual([[1], [2, 3]]);
      await third;
    });

    test('not before `written` resolves', async () => {
      const { written, write, finish } = writer();
      const batches = new Batches(write, 3, pacer().pace);
      await batches.add(1);
      await finish();
      await batches.add(2);
      const done = batches.written();
      await turn();
      expect(written).toEqual([[1], [2]]);
      await finish();
      await done;
    });
  });

  test('who waits for room learns of a failure', async () => {
    const { write, finish } = writer();
    const batches = new Batches(write, 1);
    await batches.add(1);
    const second = batches.add(2);
    await Promise.all([finish(new Error('disk full')), expect(second).rejects.toThrow('disk full')]);
  });

  test('after a failure nothing more is written or taken', async () => {
    const { written, write, finish } = writer();
    const batches = new Batches(write, 10);
    await batches.add(1);
    await batches.add(2);
    await finish(new Error('disk full'));
    await expect(batches.add(3)).rejects.toThrow('disk full');
    await expect(batches.written()).rejects.toThrow('disk full');
    expect(written).toEqual([[1]]);
  });
});

describe('waiting for a position', () => {
  const never = (): Promise<void> => new Promise(() => undefined);

  test('each is woken by its own position or a later one', async () => {
    const waiting = new Waiting(never);
    const woken: number[] = [];
    const waiters = [3, 1, 2].map(async (position) => {
      expect(await waiting.for(position, 100)).toBe(true);
      woken.push(position);
    });
    waiting.reach(0);
    waiting.reach(2);
    await Promise.all(waiters.slice(1));
    expect(woken.sort()).toEqual([1, 2]);
    expect(waiting.isAwaited).toBe(true);
    waiting.reach(7);
    await Promise.all(waiters);
    expect(woken).toEqual([1, 2, 3]);
    expect(waiting.isAwaited).toBe(false);
  });

  test('whose time is over is told so; the timer of the others is stopped', async () => {
    const signals: AbortSignal[] = [];
    const asked: number[] = [];
    const sleep = (ms: number, signal: AbortSignal): Promise<void> => {
      asked.push(ms);
      signals.push(signal);
      return ms === 1 ? Promise.resolve() : never();
    };
    const waiting = new Waiting(sleep);
    expect(await waiting.for(5, 1)).toBe(false);
    const other = waiting.for(5, 2);
    waiting.reach(5);
    expect(await other).toBe(true);
    expect(asked).toEqual([1, 2]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });
});

describe('cursors', () => {
  test('what was encoded is decoded', () => {
    fc.assert(
      fc.property(fc.nat(), (position) => {
        expect(decodeCursor(encodeCursor([position]), isPositionKey)).toEqual({ key: [position] });
      }),
    );
    const key = ['2026-03-01T12:00:00.000Z', 1, 't1'];
    expect(decodeCursor(encodeCursor(key), isInboxKey)).toEqual({ key });
  });

  test('none: the first page', () => {
    expect(decodeCursor(undefined, isPositionKey)).toEqual({ key: undefined });
  });

  test('any other text is refused, and fits the length that the contract allows', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(decodeCursor(text, isInboxKey)).toHaveProperty('refusal');
      }),
    );
    const longest = ['2026-03-01T12:00:00.000Z', 3, 'x'.repeat(64)];
    expect(encodeCursor(longest).length).toBeLessThanOrEqual(200);
  });
});

describe('a page', () => {
  const rowsOf = (...sizes: number[]) =>
    sizes.map((size, at) => ({ position: at + 1, text: 'x'.repeat(size) }));
  const textOf = ({ text }: { text: string }): string => text;
  const cutAt = (limit: number, ...sizes: number[]) => {
    const { items, last } = cut(rowsOf(...sizes), limit, textOf);
    return { count: items.length, last: last?.position };
  };
  // As JSON, between quotation marks.
  const half = MAX_BYTES / 2 - 2;

  test('has as many as were asked for, and names the last of them where there are more', () => {
    expect([cutAt(3), cutAt(3, 1, 1, 1), cutAt(3, 1, 1, 1, 1)]).toEqual([
      { count: 0, last: undefined },
      { count: 3, last: undefined },
      { count: 3, last: 3 },
    ]);
  });

  test('ends before it becomes too large, but never before it begins', () => {
    expect([
      cutAt(3, half, half),
      cutAt(3, half, half + 1),
      cutAt(3, MAX_BYTES, 1),
      cutAt(3, MAX_BYTES),
    ]).toEqual([
      { count: 2, last: undefined },
      { count: 1, last: 1 },
      { count: 1, last: 1 },
      { count: 1, last: undefined },
    ]);
  });

  test('counts what is shown, in bytes, and not what that is made of', () => {
    const rows = rowsOf(MAX_BYTES, MAX_BYTES);
    expect(cut(rows, 3, ({ position }) => position)).toEqual({ items: [1, 2], last: undefined });
    expect(cut(rows, 3, () => 'ä'.repeat(half / 2 + 1)).items).toHaveLength(1);
  });

  test('leads to the next one, until there is none', async () => {
    const all = rowsOf(1, MAX_BYTES, 1, 1, 1);
    const listing = {
      rows: (key: [number] | undefined, count: number) =>
        Promise.resolve(all.filter(({ position }) => position > (key?.[0] ?? 0)).slice(0, count)),
      itemOf: ({ position, text }: { position: number; text: string }) => ({ position, text }),
    };
    const pages: number[][] = [];
    let cursor: string | undefined;
    do {
      const page = await pageOf({ limit: 2, ...(cursor ? { cursor } : {}) }, BY_POSITION, listing);
      if ('refusal' in page) throw new Error(page.refusal.message);
      pages.push(page.items.map(({ position }) => position));
      cursor = page.next.next;
    } while (cursor !== undefined);
    expect(pages).toEqual([[1], [2], [3, 4], [5]]);
    expect(await pageOf({ cursor: 'x' }, BY_POSITION, listing)).toMatchObject({
      refusal: { code: 'VALIDATION_FAILED' },
    });
  });
});
