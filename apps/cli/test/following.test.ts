import { setTimeout as delay } from 'node:timers/promises';
import type { EventPage, EventsQuery, LogEvent } from '@guildhall/contracts';
import { expect, describe, test } from '@jest/globals';
import type { Client } from '../src/client/client.js';
import { ClientError, RefusedError } from '../src/client/errors.js';
import { moment } from '../src/log/moment.js';
import { replay } from '../src/log/replay.js';
import { renderGap, renderLogEvent } from '../src/render/log-event.js';
import { renderInboxChange } from '../src/render/permits.js';
import { styleFor } from '../src/render/style.js';

const NOW = new Date(2026, 10, 21, 14, 3, 22, 113);
const plain = styleFor({ isTTY: false }, {}, NOW);

const event = (position: number, more: Partial<LogEvent> = {}): LogEvent => ({
  position,
  subject: `evt.task.withdrawn.t${position}.1`,
  type: 'task.withdrawn',
  id: `id-${position}`,
  entity: `t${position}`,
  version: 1,
  time: new Date(2026, 10, 20, 9, position).toISOString(),
  actor: 'm1',
  correlation: `t${position}`,
  causation: 'm1:1',
  data: { reason: 'No longer wanted.' },
  ...more,
});

describe('a time that an option gives', () => {
  test.each([
    ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000Z'],
    ['2026-11-21t10:00:00.5+02:00', '2026-11-21T08:00:00.500Z'],
    ['2026-11-21 10:00:00z', '2026-11-21T10:00:00.000Z'],
    ['2026-11-21', new Date(2026, 10, 21).toISOString()],
    ['2028-02-29', new Date(2028, 1, 29).toISOString()],
    ['-90s', new Date(NOW.getTime() - 90_000).toISOString()],
    ['-1h', new Date(NOW.getTime() - 3_600_000).toISOString()],
    ['-2d', new Date(NOW.getTime() - 2 * 86_400_000).toISOString()],
  ])('%s', (text, expected) => {
    expect(moment(text, NOW)).toBe(expected);
  });

  test('is in the year that it says, also where that has few digits', () => {
    expect(moment('0050-01-02', NOW)).toMatch(/^0050-01-0[123]T/);
  });

  test.each(['', 'yesterday', '1h', '-1y', '2026-11-21T10:00:00', '10:00'])('is not %j', (text) => {
    expect(() => moment(text, NOW)).toThrow(/^It must be a time such as /);
  });

  test.each([
    '2026-02-30',
    '2026-13-01',
    '2026-02-30T10:00:00Z',
    '2026-02-29T10:00:00.5+02:00',
    '2026-11-21T24:00:00Z',
    '2026-11-21T10:00:00+99:00',
    '0000-01-01T00:00:00+01:00',
    '-999999d',
  ])('is not %s, which there is not', (text) => {
    expect(() => moment(text, NOW)).toThrow('There is no such time in the years 0000 to 9999.');
  });
});

describe('an event of the log', () => {
  test('is a line with its day, where that is another one than before', () => {
    const first = event(1);
    const shown = renderLogEvent(first, { before: undefined, named: false }, plain);
    expect(shown).toBe(
      'Fri Nov 20 2026\n  09:01:00.000  task.withdrawn                  t1  m1 withdraws the task: "No longer wanted".',
    );
    expect(renderLogEvent(event(2), { before: first.time, named: true }, plain)).toBe(
      '  09:02:00.000  task.withdrawn            m1 withdraws the task: "No longer wanted".',
    );
  });

  test('does not follow what cannot be read without a word', () => {
    expect([2, 3, 5].map((position) => renderGap(event(1), event(position), plain))).toEqual([
      undefined,
      '! What the log holds at position 2 is no event, or none that this version can read.',
      '! What the log holds at positions 2 to 4 is no event, or none that this version can read.',
    ]);
  });

  test('of a type that came later is shown all the same', () => {
    const shown = renderLogEvent(
      event(1, { type: 'task.forgotten' }),
      { before: event(0).time, named: false },
      plain,
    );
    expect(shown).toBe(
      '  09:01:00.000  task.forgotten                  t1  This version does not know what that is.',
    );
  });
});

test('what comes to wait, and waits no more, is a line each', () => {
  const permit = {
    taskId: 'd1',
    state: 'REQUESTED',
    title: 'Deploy API v2.1',
    environment: 'production',
    level: 3,
    risk: 'high',
    path: 'advanced',
    requestedBy: 'development-master',
    workerId: 'deployer-3',
    requestedAt: NOW.toISOString(),
    deadline: new Date(NOW.getTime() + 7_200_000).toISOString(),
    permitDigest: 'd'.repeat(64),
  } as const;
  expect([true, false].map((waiting) => renderInboxChange({ waiting, permit }, plain))).toEqual([
    '14:03:22.113  … d1  Deploy API v2.1 (level 3, high risk, production, asked by development-master, ends in 2 h)',
    '14:03:22.113  ✓ d1 waits for you no more',
  ]);
});

/** Answers to `events.read`, one after the other, and what was asked for. */
const reader = (answers: ((EventPage & { position: number }) | Error)[]) => {
  const asked: EventsQuery[] = [];
  const query = (_name: string, payload: EventsQuery): Promise<unknown> => {
    asked.push(payload);
    const answer = answers.shift();
    if (answer === undefined) return new Promise(() => undefined);
    if (answer instanceof Error) return Promise.reject(answer);
    const { position, ...result } = answer;
    return Promise.resolve({ result, position });
  };
  return { asked, client: { query } as unknown as Pick<Client, 'query'> };
};

const positionsOf = async (events: AsyncIterable<LogEvent>): Promise<number[]> => {
  const positions: number[] = [];
  for await (const { position } of events) positions.push(position);
  return positions;
};

describe('a replay', () => {
  const since = '2026-11-20T00:00:00.000Z';
  const until = '2026-11-20T12:00:00.000Z';
  const never = new AbortController().signal;

  test('asks for page after page, and for the time only once', async () => {
    const { asked, client } = reader([
      { events: [event(5), event(6)], next: 7, position: 9 },
      { events: [], next: 9, position: 9 },
      { events: [event(9)], position: 9 },
    ]);
    expect(await positionsOf(replay(client, { follow: false, since, about: 't1' }, never))).toEqual([
      5, 6, 9,
    ]);
    expect(asked).toEqual([
      { since, about: 't1', limit: 500 },
      { about: 't1', limit: 500, from: 7 },
      { about: 't1', limit: 500, from: 9 },
    ]);
  });

  test('that follows goes on behind the end, also where nothing happens for a while', async () => {
    const stop = new AbortController();
    const { asked, client } = reader([
      { events: [event(1)], position: 4 },
      new RefusedError({ code: 'NOT_YET', message: 'Not yet.' }),
      { events: [event(5)], position: 5 },
    ]);
    const seen: number[] = [];
    for await (const { position } of replay(client, { follow: true }, stop.signal)) {
      seen.push(position);
      if (position === 5) stop.abort();
    }
    expect(seen).toEqual([1, 5]);
    expect(asked).toEqual([{ limit: 500 }, ...[0, 1].map(() => ({ limit: 500, from: 5, after: 5 }))]);
  });

  test('that follows from a time to come looks for that time until something has happened since', async () => {
    const stop = new AbortController();
    const { asked, client } = reader([
      { events: [], position: 4 },
      { events: [event(6)], position: 6 },
      { events: [event(7)], position: 7 },
    ]);
    for await (const { position } of replay(client, { follow: true, since }, stop.signal))
      if (position === 7) stop.abort();
    expect(asked).toEqual([
      { since, limit: 500 },
      { since, limit: 500, from: 5, after: 5 },
      { limit: 500, from: 7, after: 7 },
    ]);
  });

  test('that follows ends when its time is over, also where nothing happens any more', async () => {
    const soon = new Date(Date.now() + 300).toISOString();
    const asked: EventsQuery[] = [];
    const quiet = async (_name: string, payload: EventsQuery): Promise<unknown> => {
      asked.push(payload);
      if (payload.after === undefined) return { result: { events: [] }, position: 4 };
      await delay(Date.parse(soon) - Date.now() + 1);
      throw new RefusedError({ code: 'NOT_YET', message: 'Not yet.' });
    };
    const client = { query: quiet } as unknown as Pick<Client, 'query'>;
    expect(await positionsOf(replay(client, { follow: true, until: soon }, never))).toEqual([]);
    const place = { until: soon, limit: 500, from: 5 };
    expect(asked).toEqual([{ until: soon, limit: 500 }, { ...place, after: 5 }, place]);
  });

  test('that follows ends once its time is over, and at once where it is interrupted', async () => {
    const over = reader([{ events: [event(1)], position: 4 }]);
    expect(await positionsOf(replay(over.client, { follow: true, until }, never))).toEqual([1]);
    const stop = new AbortController();
    const waiting = positionsOf(replay(reader([]).client, { follow: true }, stop.signal));
    stop.abort();
    expect(await waiting).toEqual([]);
  });

  test('that follows bears with an outage, but for its first answer', async () => {
    const away = new ClientError('unreachable', 'No service answered.');
    const { client } = reader([
      { events: [event(1)], position: 1 },
      away,
      { events: [event(2)], position: 2 },
    ]);
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const { position } of replay(client, { follow: true }, stop.signal)) {
      seen.push(position);
      if (position === 2) stop.abort();
    }
    expect(seen).toEqual([1, 2]);
    await expect(positionsOf(replay(reader([away]).client, { follow: true }, never))).rejects.toBe(away);
  });

  test('ends with what it is refused with', async () => {
    const refused = new RefusedError({ code: 'FORBIDDEN', message: 'No.' });
    await expect(positionsOf(replay(reader([refused]).client, { follow: true }, never))).rejects.toBe(
      refused,
    );
  });
});
