import { describe, expect, test } from '@jest/globals';
import { CODE_NAMES, RefusalRefused, causedEntity, isRecorded, issuesOf, refuse } from '@guildhall/contracts';
import type { Code, Recorded } from '@guildhall/contracts';
import { StoreError, sha256 } from '@guildhall/event-store';
import type { EventStore, Incident } from '@guildhall/event-store';
import { memoryStore } from '@guildhall/testing';
import { RefusalBook } from '../src/refusal-book.js';
import type { Refused } from '../src/refusals.js';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const at = (seconds: number): string => new Date(NOON + seconds * 1_000).toISOString();
const LIMITS = { commandsPerMinute: 60, burst: 60, refusalsPerMinute: 3 };

/** A book of permit-workflow with 3 refusals a minute, its log, and a log that can be out of reach. */
const open = () => {
  const memory = memoryStore();
  const incidents: Incident[] = [];
  const broken: Partial<EventStore> = {};
  let ids = 0;
  const keeping = {
    service: 'permit-workflow' as const,
    store: {
      ...memory,
      append: (...given: Parameters<EventStore['append']>) => (broken.append ?? memory.append)(...given),
    },
    newId: () => `id-${++ids}`,
    report: (incident: Incident) => incidents.push(incident),
  };
  const book = new RefusalBook(keeping, () => LIMITS);
  let commands = 0;
  const refusedOf = (caller: string, code: Code, rule?: string): Refused => ({
    command: 'permit.approve',
    caller,
    about: 't1',
    ...refuse(code, 'No.', rule === undefined ? {} : { rule }),
    meta: {
      source: 'permit-workflow',
      actor: caller,
      correlation: 't1',
      causation: `${caller}:m${++commands}`,
      time: at(0),
    },
  });
  /** `count` refusals of a caller, all at once. */
  const enter = async (count: number, seconds: number, caller = 'bob', code: Code = 'FORBIDDEN') => {
    for (let each = 0; each < count; each++) await book.enter(refusedOf(caller, code), at(seconds));
  };
  const summaries = (): Recorded<'refusal.refused'>[] =>
    memory.log
      .filter((event) => event.type === 'refusal.refused')
      .filter(({ data }) => data.summary !== undefined);
  return { book, enter, refusedOf, summaries, broken, incidents, memory, log: memory.log };
};

describe('refusals of one caller within a minute', () => {
  test('up to the limit are recorded one by one', async () => {
    const { book, enter, log } = open();
    await enter(3, 0);
    await book.close(at(1));
    expect(log.map(({ causation }) => causation)).toEqual(['bob:m1', 'bob:m2', 'bob:m3']);
  });

  test('beyond it become one summary once the minute has passed', async () => {
    const { book, enter, refusedOf, log, incidents } = open();
    await enter(4, 0);
    await enter(2, 10, 'bob', 'STALE_VIEW');
    await book.enter({ ...refusedOf('bob', 'HARD_BLOCK', 'HB3'), command: 'permit.start' }, at(59));
    await book.write(at(59));
    expect(log).toHaveLength(3);
    await book.write(at(60));
    const causation = `permit-workflow:refusals:bob:${at(0)}:id-1`;
    expect(log.slice(3)).toEqual([
      {
        type: 'refusal.refused',
        data: {
          command: 'permit.start',
          caller: 'bob',
          code: 'HARD_BLOCK',
          rule: 'HB3',
          about: 'bob',
          message: '4 more refusals of bob, beyond those that are recorded one by one in a minute.',
          details: [],
          summary: {
            count: 4,
            since: at(0),
            until: at(59),
            codes: [
              { code: 'FORBIDDEN', count: 1 },
              { code: 'HARD_BLOCK', count: 1 },
              { code: 'STALE_VIEW', count: 2 },
            ],
          },
        },
        id: expect.any(String),
        context: 'refusal',
        entity: causedEntity('f', causation, sha256),
        version: 1,
        position: 4,
        time: at(60),
        actor: 'bob',
        correlation: 'bob',
        causation,
        traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
      },
    ]);
    expect(issuesOf(RefusalRefused, log[3]?.data)).toEqual([]);
    expect(incidents).toEqual([]);
  });

  test('are counted anew in the next minute', async () => {
    const { book, enter, log, summaries } = open();
    await enter(5, 0);
    await enter(5, 60);
    await book.write(at(61));
    await book.write(at(200));
    expect(log).toHaveLength(8);
    expect(summaries().map(({ data }) => data.summary)).toEqual([
      { count: 2, since: at(0), until: at(0), codes: [{ code: 'FORBIDDEN', count: 2 }] },
      { count: 2, since: at(60), until: at(60), codes: [{ code: 'FORBIDDEN', count: 2 }] },
    ]);
  });

  test('are not those of others', async () => {
    const { book, enter, summaries } = open();
    await enter(3, 0, 'bob');
    await enter(5, 0, 'carol');
    await book.close(at(1));
    expect(summaries().map(({ data }) => [data.caller, data.summary?.count])).toEqual([['carol', 2]]);
  });

  test('are counted on while a clock that was set back is wrong by less than a minute', async () => {
    const { book, enter, summaries } = open();
    await enter(4, 0);
    await enter(1, -30);
    await enter(1, -60);
    await book.close(at(-60));
    expect(summaries().map(({ data }) => data.summary?.count)).toEqual([2]);
  });
});

test.each(CODE_NAMES)(
  '%s is recorded or not, and neither written nor counted where it is not',
  async (code) => {
    const { book, enter, log, summaries } = open();
    await enter(5, 0, 'bob', code);
    await book.close(at(1));
    expect(log).toHaveLength(isRecorded(code) ? 4 : 0);
    expect(summaries()).toHaveLength(isRecorded(code) ? 1 : 0);
  },
);

test('what is counted in a running minute is written when the service stops, once', async () => {
  const { book, enter, summaries } = open();
  await enter(5, 0);
  await book.close(at(1));
  await book.close(at(2));
  expect(summaries().map(({ data }) => data.summary?.count)).toEqual([2]);
  expect(book.size).toBe(0);
});

test('callers whose minute has passed are forgotten', async () => {
  const { book, enter } = open();
  for (let each = 0; each < 100; each++) await enter(each % 5, 0, `caller-${each}`);
  expect(book.size).toBe(80);
  await book.write(at(60));
  expect(book.size).toBe(0);
});

describe('while the log is out of reach', () => {
  const away = new StoreError('unavailable', 'the broker is away');

  test('a refusal that has to be recorded is none', async () => {
    const { book, refusedOf, broken } = open();
    broken.append = () => Promise.reject(away);
    await expect(book.enter(refusedOf('bob', 'FORBIDDEN'), at(0))).rejects.toBe(away);
  });

  test('a refusal that could not be recorded takes no place of those that can', async () => {
    const { book, enter, refusedOf, broken, log } = open();
    broken.append = () => Promise.reject(away);
    await expect(book.enter(refusedOf('bob', 'FORBIDDEN'), at(0))).rejects.toBe(away);
    delete broken.append;
    await enter(3, 1);
    expect(log).toHaveLength(3);
  });

  test('a summary waits, the same as it was, and whatever comes meanwhile becomes one more', async () => {
    const { book, enter, summaries, broken, incidents, memory } = open();
    await enter(5, 0);
    await enter(3, 60);
    broken.append = () => Promise.reject(away);
    await book.write(at(60));
    for (let minute = 2; minute < 10; minute++) {
      await enter(1, minute * 60);
      await book.write(at(minute * 60 + 1));
    }
    expect(book.size).toBe(1);
    expect(incidents).toEqual(Array(9).fill({ kind: 'interrupted', cause: away }));
    // Done, and reported as failed: the next attempt finds it.
    broken.append = async (...given) => {
      await memory.append(...given);
      throw away;
    };
    await book.write(at(600));
    delete broken.append;
    await book.write(at(601));
    await book.write(at(700));
    expect(summaries().map(({ time, data }) => [time, data.summary?.count, data.summary?.until])).toEqual([
      [at(60), 2, at(0)],
      [at(700), 8, at(540)],
    ]);
    expect(book.size).toBe(0);
  });

  test('closing does not fail, and reports what is lost', async () => {
    const { book, enter, broken, incidents } = open();
    await enter(5, 0);
    broken.append = () => Promise.reject(away);
    await book.close(at(1));
    expect(incidents).toEqual([{ kind: 'interrupted', cause: away }]);
  });
});

test('a write that takes long is not begun a second time', async () => {
  const { book, enter, summaries, broken, memory } = open();
  await enter(5, 0);
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  let appends = 0;
  broken.append = async (...given) => {
    appends += 1;
    await finished;
    return memory.append(...given);
  };
  const writes = [book.write(at(60)), book.write(at(61)), book.close(at(62))];
  finish();
  await Promise.all(writes);
  expect(appends).toBe(1);
  expect(summaries()).toHaveLength(1);
});
