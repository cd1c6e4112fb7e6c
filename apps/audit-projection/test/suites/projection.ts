import { describe, expect, test } from '@jest/globals';
import { GENERATION } from '@guildhall/audit';
import type { PolicyDocument, Recorded } from '@guildhall/contracts';
import { sql } from 'kysely';
import { Projection } from '../../src/index.js';
import type { Database } from '../../src/index.js';
import type { Tables } from '../../src/database/tables.js';
import { writeBatch } from '../../src/projection/write.js';
import { Guild } from '../support/guild.js';
import { ignore, openDesk, staysOpen } from '../support/desk.js';
import type { Databases } from '../support/desk.js';
import { MemoryLog } from '../support/memory-log.js';
import { hash } from '../support/samples.js';

const TABLES = [
  'checkpoint',
  'events',
  'tasks',
  'permits',
  'people',
  'workers',
  'masters',
  'policies',
] as const;

/** Everything the database holds, in an order of its own. */
const contents = async ({ tables }: Database): Promise<Record<string, unknown[]>> => {
  const rowsOf = async (table: keyof Tables): Promise<unknown[]> =>
    (await sql`select * from ${sql.table(table)} order by 1`.execute(tables)).rows;
  return Object.fromEntries(
    await Promise.all(TABLES.map(async (table) => [table, await rowsOf(table)] as const)),
  );
};

const people = (guild: Guild): Guild =>
  guild
    .enrol('bob', 'engineering-director')
    .enrol('carol', 'security-lead')
    .registerMaster('development-master')
    .registerWorker('deployer-3', 3)
    .registerWorker('scout-0', 0);

const busyLog = (): MemoryLog => {
  const log = new MemoryLog();
  people(new Guild(log))
    .request('t1')
    .review('t1', 'bob')
    .approve('t1', 'bob', 'engineering-director')
    .approve('t1', 'carol', 'security-lead')
    .issue('t1', [{ approver: 'bob', role: 'engineering-director' }])
    .work('t1')
    .clear('t2')
    .request('t3')
    .reject('t3', 'carol');
  const document = { version: '2026.1' } as PolicyDocument;
  const [former, sha256] = [hash('1'), hash('2')];
  log.write('policy.published', 'default', { document, sha256: former, basis: 'bootstrap' });
  log.write('policy.proposed', 'default', { document, sha256, replaces: former });
  log.write('policy.endorsed', 'default', { sha256 }, { actor: 'carol' });
  return log;
};

const misfits: string[] = [];
const misfit = (event: Recorded): void => {
  misfits.push(event.type);
};

/** Makes the next statement that touches a table fail, as a full disk or a lost connection would. */
const breakTable = async ({ tables }: Database, table: keyof Tables): Promise<() => Promise<void>> => {
  await sql`alter table ${sql.table(table)} add constraint broken check (false) not valid`.execute(tables);
  return async () => {
    await sql`alter table ${sql.table(table)} drop constraint broken`.execute(tables);
  };
};

/** What the projection promises, on whatever database. */
export const projectionSuite = (databases: Databases): void => {
  describe('the projection', () => {
    test('reflects the log, checkpoint and all', async () => {
      const log = busyLog();
      await using desk = await openDesk(staysOpen(await databases.shared()), log);
      const held = await contents(desk.database);
      expect(desk.projection.position).toBe(log.events.length);
      expect(held['checkpoint']).toEqual([
        {
          id: 'log',
          generation: GENERATION,
          log: 'log-1',
          position: log.events.length,
          event: `log-1-${log.events.length}`,
        },
      ]);
      expect(held['events']).toHaveLength(log.events.length);
      expect(held['permits']).toMatchObject([
        { id: 't1', state: 'CLOSED' },
        { id: 't2', state: 'ACTIVE' },
        { id: 't3', state: 'REJECTED' },
      ]);
      expect(held['people']).toMatchObject([{ id: 'bob' }, { id: 'carol' }]);
      expect(held['policies']).toMatchObject([{ id: hash('1') }, { id: hash('2') }]);
      expect(desk.reports).toEqual([]);
    });

    test('an event is there exactly as the log has it', async () => {
      const log = busyLog();
      await using desk = await openDesk(staysOpen(await databases.shared()), log);
      const rows = await desk.database.tables.selectFrom('events').selectAll().orderBy('position').execute();
      expect(rows.map(({ task: _, ...event }) => event)).toEqual(log.events);
    });

    test('batches of one, of two or of all give the same rows', async () => {
      const log = busyLog();
      const inBatchesOf = async (size: number): Promise<unknown> => {
        const database = await databases.shared();
        for (let from = 0; from < log.events.length; from += size)
          await writeBatch(database, log.events.slice(from, from + size), misfit);
        return contents(database);
      };
      const all = await inBatchesOf(log.events.length);
      expect(await inBatchesOf(1)).toEqual(all);
      expect(await inBatchesOf(2)).toEqual(all);
    });

    test('fed twice is fed once', async () => {
      const { events } = busyLog();
      const database = await databases.shared();
      await writeBatch(database, events, misfit);
      const once = await contents(database);
      await writeBatch(database, events, misfit);
      await writeBatch(database, events.slice(3, 9), misfit);
      await writeBatch(database, [...events.slice(5), ...events.slice(5)], misfit);
      expect(await contents(database)).toEqual(once);
    });

    test.each(['events', 'tasks', 'permits', 'people', 'checkpoint'] as const)(
      'rows and checkpoint are written together or not at all: %s cannot be written',
      async (table) => {
        const { events } = busyLog();
        const database = await databases.shared();
        await writeBatch(database, events.slice(0, 1), misfit);
        const before = await contents(database);
        const repair = await breakTable(database, table);
        await expect(writeBatch(database, events, misfit)).rejects.toThrow(/broken/);
        expect(await contents(database)).toEqual(before);
        await repair();
        await writeBatch(database, events, misfit);
        expect((await contents(database))['events']).toHaveLength(events.length);
      },
    );

    test('ends where it cannot write, and a restart goes on from there', async () => {
      const log = new MemoryLog();
      const guild = people(new Guild(log));
      const open = await databases.fresh();
      {
        await using desk = await openDesk(open, log);
        const repair = await breakTable(desk.database, 'tasks');
        guild.request('t1');
        await expect(desk.projection.failed).rejects.toThrow(/broken/);
        await repair();
        expect((await contents(desk.database))['permits']).toEqual([]);
      }
      await using desk = await openDesk(open, log);
      expect((await contents(desk.database))['permits']).toMatchObject([{ id: 't1', state: 'REQUESTED' }]);
      expect(desk.reports).toEqual([]);
    });

    test('a restart goes on from the checkpoint: the log before it is not asked for again', async () => {
      const log = busyLog();
      const open = await databases.fresh();
      await (await openDesk(open, log))[Symbol.asyncDispose]();
      new Guild(log).enrol('dave', 'vp');
      await using desk = await openDesk(open, log);
      expect(log.followedFrom).toEqual([0, log.events.length - 1]);
      expect(desk.projection.position).toBe(log.events.length);
      expect(desk.reports).toEqual([]);
    });

    test('events that come while it runs are reflected', async () => {
      const log = new MemoryLog();
      await using desk = await openDesk(staysOpen(await databases.shared()), log);
      people(new Guild(log)).request('t1');
      expect(await desk.projection.reached(log.events.length, 5_000)).toBe(true);
      expect((await contents(desk.database))['permits']).toMatchObject([{ id: 't1', state: 'REQUESTED' }]);
    });

    test('built anew where the log was made anew', async () => {
      const log = busyLog();
      const open = await databases.fresh();
      await (await openDesk(open, log))[Symbol.asyncDispose]();
      log.recreate('log-2');
      new Guild(log).enrol('zoe', 'manager');
      await using desk = await openDesk(open, log);
      const held = await contents(desk.database);
      expect(held['people']).toMatchObject([{ id: 'zoe' }]);
      expect(held['permits']).toEqual([]);
      expect(held['checkpoint']).toMatchObject([{ log: 'log-2', position: 1 }]);
      expect(desk.reports).toEqual([
        'The view is built anew: it reflects the log of log-1, this one is of log-2.',
      ]);
    });

    test('built anew where another event is at its position', async () => {
      const log = busyLog();
      const open = await databases.fresh();
      await (await openDesk(open, log))[Symbol.asyncDispose]();
      const last = log.events.length;
      log.tamper(last, 'another');
      await using desk = await openDesk(open, log);
      expect((await contents(desk.database))['checkpoint']).toMatchObject([
        { position: last, event: 'another' },
      ]);
      expect(desk.reports).toEqual([
        `The view is built anew: the log does not hold, at position ${last}, the event that was folded there.`,
      ]);
    });

    test('built anew where the log ends before its position', async () => {
      const log = busyLog();
      const open = await databases.fresh();
      await (await openDesk(open, log))[Symbol.asyncDispose]();
      const removed = log.events.pop();
      await using desk = await openDesk(open, log);
      expect(desk.projection.position).toBe(log.events.length);
      expect(desk.reports).toEqual([
        `The view is built anew: the log does not hold, at position ${removed?.position}, the event that was folded there.`,
      ]);
    });

    test('built anew where the tables are of another generation', async () => {
      const log = busyLog();
      const open = await databases.fresh();
      {
        await using desk = await openDesk(open, log);
        await sql`update checkpoint set generation = 0`.execute(desk.database.tables);
        await sql`drop table permits`.execute(desk.database.tables);
      }
      await using desk = await openDesk(open, log);
      expect((await contents(desk.database))['permits']).toHaveLength(3);
    });

    test('an event that its history does not allow is reported, and loses nobody the rest', async () => {
      const log = new MemoryLog();
      const guild = people(new Guild(log)).request('t1');
      log.write('permit.completed', 't1', { outcome: 'success', lastSeq: 1 });
      guild.review('t1', 'bob').clear('t2');
      await using desk = await openDesk(staysOpen(await databases.shared()), log);
      const held = await contents(desk.database);
      expect(held['permits']).toMatchObject([
        { id: 't1', state: 'UNDER_REVIEW' },
        { id: 't2', state: 'ACTIVE' },
      ]);
      expect(held['events']).toHaveLength(log.events.length);
      expect(desk.reports).toEqual(['permit.completed at position 10 does not fit its history.']);
    });

    test('10,000 events, with everything that the database does not do by itself', async () => {
      const log = new MemoryLog();
      const guild = people(new Guild(log));
      for (let n = 0; n < 3_334; n++) guild.clear(`t${n}`);
      await using desk = await openDesk(staysOpen(await databases.shared()), log);
      await desk.database.maintain();
      expect(desk.projection.position).toBe(log.events.length);
      const { count } = await desk.database.tables
        .selectFrom('permits')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      expect(count).toBe(3_334);
    });

    test('a second one is locked out of the same database, and let in afterwards', async () => {
      const open = await databases.fresh();
      const first = await open();
      await expect(open()).rejects.toThrow(/in use by .*Only one projection may run on it/);
      await first.close();
      const second = await open();
      await second.close();
    });

    test('ends where the database is lost, also while nothing is to be written', async () => {
      const database = { ...(await databases.shared()), lost: Promise.resolve(new Error('gone')) };
      const projection = new Projection({ database, log: new MemoryLog(), report: ignore });
      await projection.start();
      await expect(projection.failed).rejects.toThrow('gone');
      await projection.stop();
    });

    test('it can be stopped before it has started', async () => {
      const database = await databases.shared();
      const projection = new Projection({ database: database, log: new MemoryLog(), report: ignore });
      await projection.stop();
      expect(projection.position).toBe(0);
    });
  });
};
