import type { Recorded } from '@guildhall/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstSince } from '../src/what-is-in-the-log/first-since.js';
import { pageOf } from '../src/what-is-in-the-log/page.js';
import { whatIsInTheLog } from '../src/what-is-in-the-log/query.js';

const FIRST = Date.UTC(2026, 2, 1);
const timeAt = (ms: number): string => new Date(FIRST + ms).toISOString();

const event = (position: number, time: string, comment = 'Fine.'): Recorded => ({
  type: 'permit.approval-recorded',
  data: { approver: 'bob', role: 'manager', stage: 'approval', permitDigest: 'e'.repeat(64), comment },
  id: `id-${position}`,
  context: 'permit',
  entity: 't1',
  version: position,
  position,
  time,
  actor: 'bob',
  correlation: 't1',
  causation: `cause-${position}`,
});

describe('the first event since a time', () => {
  test('is found in a log of a million with 20 reads', async () => {
    const end = 1_000_000;
    const reads: number[] = [];
    const at = (position: number): Promise<Recorded> => {
      reads.push(position);
      return Promise.resolve(event(position, timeAt(position)));
    };
    expect(await firstSince({ at }, timeAt(765_432), 1, end)).toBe(765_432);
    expect(reads.length).toBeLessThanOrEqual(20);
  });

  test('is the first that is not earlier, whatever cannot be read between', async () => {
    const steps = fc.array(fc.record({ after: fc.nat(3), readable: fc.boolean() }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(60), fc.nat(40), async (given, wanted, skipped) => {
        let now = 0;
        const log = given.map(({ after, readable }, index) => {
          now += after;
          return readable ? event(index + 1, timeAt(now)) : undefined;
        });
        const at = (position: number): Promise<Recorded | undefined> =>
          Promise.resolve(log.slice(position - 1).find((candidate) => candidate !== undefined));
        const low = Math.min(skipped + 1, log.length + 1);
        const found = await firstSince({ at }, timeAt(wanted), low, log.length);
        const readable = log.filter((candidate) => candidate !== undefined);
        const behind = readable.filter(({ position }) => position >= low);
        expect(behind.filter(({ position }) => position >= found)).toEqual(
          behind.filter(({ time }) => time >= timeAt(wanted)),
        );
      }),
    );
  });
});

describe('a page', () => {
  const END = 1_000_000;
  async function* many(count: number, comment?: string): AsyncGenerator<Recorded> {
    for (let position = 1; position <= count; position++)
      yield await Promise.resolve(event(position, timeAt(position), comment));
  }
  const shape = ({ events, next }: { events: { position: number }[]; next?: number }) => ({
    first: events[0]?.position,
    count: events.length,
    next,
  });

  test('has no more than was asked for, and says where the next one begins', async () => {
    expect(shape(await pageOf(many(10), { end: END, limit: 4 }))).toEqual({ first: 1, count: 4, next: 5 });
    expect(shape(await pageOf(many(4), { end: END, limit: 4 }))).toEqual({
      first: 1,
      count: 4,
      next: undefined,
    });
  });

  test('ends at the position that it reflects', async () => {
    expect(shape(await pageOf(many(10), { end: 3, limit: 4 }))).toEqual({
      first: 1,
      count: 3,
      next: undefined,
    });
  });

  test('ends before the reply becomes larger than the broker takes', async () => {
    const page = await pageOf(many(600, 'x'.repeat(2_000)), { end: END, limit: 500 });
    expect(JSON.stringify(page).length).toBeLessThan(512 * 1024);
    expect(page.events.length).toBeGreaterThan(200);
    expect(page.next).toBe(page.events.length + 1);
  });

  test('has at least one event, however large', async () => {
    const page = await pageOf(many(2, 'x'.repeat(600 * 1024)), { end: END, limit: 500 });
    expect(shape(page)).toEqual({ first: 1, count: 1, next: 2 });
  });

  test('leaves out what the view has seen and this version cannot read', async () => {
    const log = {
      at: (position: number) => Promise.resolve(event(Math.max(position, 2), timeAt(2))),
      readAll: () => many(0),
    };
    const page = await whatIsInTheLog(log, {}, { positions: [1, 2] }, END);
    expect(shape(page)).toEqual({ first: 2, count: 1, next: undefined });
  });
});
